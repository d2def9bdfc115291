"""Schemes: every version, what each leaves open, and how a file becomes a version that new cycles run."""

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import SchemeForm, with_boxes
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import answer
from workflow.actions import Action
from workflow.clock import local_date
from workflow.commands.schemes import publish_scheme
from workflow.permissions import could
from workflow.queries.scheme_pages import SHORT, VersionLine, current_version, version_lines, version_of
from workflow.rules.kinds.fields import blank
from workflow.scheme.checks import arising, findings, open_findings, unneeded
from workflow.scheme.differences import differences
from workflow.scheme.document import Scheme
from workflow.scheme.interpreting import with_interpretations
from workflow.scheme.loader import decoded, load
from workflow.scheme.problems import SchemeUnreadable
from workflow.scheme.terms import Interpretation


@pages.get("/schemes")
@requires(Action.VIEW_SCHEMES)
def schemes() -> ResponseReturnValue:
    """Every version of every scheme."""
    publishes = could(current_actor(), Action.PUBLISH_SCHEME)
    return render_template("admin/schemes.html", lines=_lines(), publishes=publishes)


@pages.get(f"/schemes/<string(length={SHORT}):digest>")
@requires(Action.VIEW_SCHEMES)
def scheme(digest: str) -> ResponseReturnValue:
    """One version: what it says, in the words of the house, and what its check finds."""
    found = version_of(db.session(), digest)
    line = next(line for line in _lines() if line.scheme.digest == found.digest)
    return render_template("admin/scheme.html", line=line, **_told(found))


@pages.get(f"/schemes/<string(length={SHORT}):digest>/file")
@requires(Action.VIEW_SCHEMES)
def scheme_file(digest: str) -> ResponseReturnValue:
    """The file of one version, as it was published."""
    return _file(version_of(db.session(), digest))


@pages.get("/schemes/compare")
@requires(Action.VIEW_SCHEMES)
def compare_schemes() -> ResponseReturnValue:
    """Two versions side by side: everything that differs."""
    chosen = {name: request.args.get(name, "") for name in ("old", "new")}
    both = {name: version_of(db.session(), digest) if digest else None for name, digest in chosen.items()}
    old, new = both["old"], both["new"]
    found = differences(old, new) if old and new else ()
    lines = _lines()
    return render_template("admin/compare_schemes.html", lines=lines, found=found, **both)


@pages.route("/schemes/check", methods=["GET", "POST"])
@requires(Action.PUBLISH_SCHEME)
def check_scheme() -> ResponseReturnValue:
    """A file: what its check finds, boxes for interpretations, and the deed once nothing is open."""
    form = SchemeForm()
    if not form.validate_on_submit():
        return answer("admin/check_scheme.html", form)
    try:
        read = _read(form)
    except SchemeUnreadable as refusal:
        problems = {"problems": [], "unreadable": refusal.problems}
        return render_template("admin/check_scheme.html", form=form, **problems), 422
    return ACTS.get(request.form.get("act", ""), _checked)(read, form.name.data or "")


def _lines() -> tuple[VersionLine, ...]:
    return version_lines(db.session(), own_province())


def _read(form: SchemeForm) -> Scheme:
    """The scheme of the file that was chosen, or of the text that came back with the page."""
    if form.content.data:
        return load(form.content.data, form.name.data)
    upload = form.file.data
    form.name.data = name = PurePath(getattr(upload, "filename", "") or "评定办法.yaml").name
    return load(decoded(upload.read() if upload else b"", name), name)


def _form(read: Scheme, name: str, typed: bool = False) -> SchemeForm:
    """The form that belongs to a scheme: a box for each open finding; as `typed`, or with empty boxes."""
    form = with_boxes([f"{finding.code}（{finding.place}）的解释" for finding in open_findings(read)])
    made = form() if typed else form(formdata=None)
    made.content.data, made.name.data = read.text, name
    return made


def _checked(read: Scheme, name: str, form: SchemeForm | None = None) -> ResponseReturnValue:
    shown = form or _form(read, name)
    before = current_version(db.session(), read)
    changes = differences(before, read) if before else ()
    return answer("admin/check_scheme.html", shown, before=before, changes=changes, **_told(read))


def _told(read: Scheme) -> dict[str, Any]:
    """What a page says about a scheme: itself, what its check finds, the wording of its settings."""
    settings = [read.settings.wording(name) for name in arising(read)]
    found = findings(read)
    return {"scheme": read, "findings": found, "unneeded": unneeded(read, found), "settings": settings}


def _interpreted(read: Scheme, name: str) -> ResponseReturnValue:
    """The page again, with what was typed written into the text."""
    form, found = _form(read, name, typed=True), open_findings(read)
    held = current_user.visitor.current
    signed = {"author": f"{held.unit_name}{held.post.label}", "date": local_date(now())}
    typed = {found[number]: text for number, text in form.said().items() if not blank(text)}
    entries = [
        Interpretation(code=one.code, places=(one.place,), figures=one.figures, text=text, **signed)
        for one, text in typed.items()
    ]
    if not entries:
        form.place({"content": "还没有填写解释：至少在一处写明怎样理解。"})
        return _checked(read, name, form)
    with form.corrections():
        return _checked(load(with_interpretations(read.text, entries), name), name)
    return _checked(read, name, form)


def _published(read: Scheme, name: str) -> ResponseReturnValue:
    form = _form(read, name, typed=True)
    with form.corrections(), work() as session:
        made = publish_scheme(session, current_actor(), now(), text=read.text, name=name)
        return redirect(url_for("admin.scheme", digest=made.digest[:SHORT]), 303)
    return _checked(read, name, form)


def _downloaded(read: Scheme, _name: str) -> ResponseReturnValue:
    return _file(read)


def _file(read: Scheme) -> Response:
    """The text of a scheme as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{read.key}-{read.digest[:SHORT]}.yaml"'}
    return Response(read.text, mimetype="application/yaml", headers=headers)


ACTS: Mapping[str, Callable[[Scheme, str], ResponseReturnValue]] = {
    "interpret": _interpreted,
    "publish": _published,
    "download": _downloaded,
}
"""What the buttons of the check page do; without one of them the page shows what it found."""
