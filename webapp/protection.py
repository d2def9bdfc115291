"""What every answer says about itself, and what no request may carry."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request

from webapp.assets import ASSETS
from workflow.csv_rows import LARGEST_BYTES

View = TypeVar("View", bound=Callable[..., Any])

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
SUBSCRIBED = frozenset({"feed.calendar"})


FRAMES = "; frame-src 'self'"
"""What a page needs besides to show a file in a frame."""


def with_files(view: View) -> View:
    """Mark a view that takes files: its body is read only after the guard (see `webapp.bodies`)."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def with_table(view: View) -> View:
    """Mark a view that takes one table, which is no longer than a table may be."""
    view.file_bytes = LARGEST_BYTES  # type: ignore[attr-defined]
    return with_files(view)


def with_previews(view: View) -> View:
    """Mark a view whose page shows files in a frame."""
    view.shows_files = True  # type: ignore[attr-defined]
    return view


def takes_files() -> bool:
    """Whether the view that was asked for takes files."""
    return bool(_marked("takes_files"))


def body_waits() -> bool:
    """Whether the body of this request may not be read, because nobody has let its sender in yet."""
    return request.method == "POST" and takes_files() and "body_open" not in g


def file_bytes() -> int:
    """Bytes that one file of the view that was asked for may have."""
    most: int = _marked("file_bytes", current_app.config["FILE_BYTES"])
    return most


def _marked(mark: str, otherwise: Any = False) -> Any:
    return getattr(current_app.view_functions.get(request.endpoint or ""), mark, otherwise)


def refuse_what_no_page_sends() -> None:
    """Pages send boxes with text, and a file in its box. WTForms would take JSON and files for text."""
    if request.is_json:
        abort(415)
    if not body_waits():
        refuse_strange_fields()


def refuse_strange_fields() -> None:
    """A null character is in nobody's text, and PostgreSQL does not store one."""
    if set(request.files) - {FILE_BOX}:
        abort(400)
    pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if any("\0" in text for pair in pairs for text in pair):
        abort(400)


def add_headers(response: Response) -> Response:
    """Only own scripts and styles; nothing behind the log-in is kept by a browser or a proxy, and what is
    subscribed to only by who subscribes."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if _marked("shows_files") and response.headers["Content-Security-Policy"] == POLICY:
        response.headers["Content-Security-Policy"] = POLICY + FRAMES
    if request.endpoint in SUBSCRIBED and response.status_code == 200:
        response.headers["Cache-Control"] = "private, max-age=3600"
    elif request.endpoint not in ASSETS:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response


def init_app(app: Flask) -> None:
    """Check every request, label every answer."""
    app.before_request(refuse_what_no_page_sends)
    app.after_request(add_headers)
