"""What every answer says about itself, and what no request may carry."""

from flask import Flask, Response, abort, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
FILE_BOX = "file"
ASSETS = frozenset({"static", "bootstrap.static"})


def refuse_what_no_page_sends() -> None:
    """Pages send boxes with text, and a file in the box for it. WTForms would take JSON and files for text.

    A null character is in nobody's text, and PostgreSQL does not store one.
    """
    if request.is_json:
        abort(415)
    if set(request.files) - {FILE_BOX}:
        abort(400)
    pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if any("\0" in text for pair in pairs for text in pair):
        abort(400)


def add_headers(response: Response) -> Response:
    """Only own scripts and styles; nothing behind the log-in is kept by a browser or a proxy."""
    response.headers.update(HEADERS)
    if request.endpoint not in ASSETS:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response


def init_app(app: Flask) -> None:
    """Check every request, label every answer."""
    app.before_request(refuse_what_no_page_sends)
    app.after_request(add_headers)
