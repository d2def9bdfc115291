"""批量导出: all forms that one may see in one archive, made by the scheduler, fetched when it is ready."""

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.documents.blueprint import pages
from webapp.evidence.blueprint import store
from webapp.evidence.files import DOWNLOADED
from webapp.extensions import db
from webapp.fields import whole
from workflow.actions import Action
from workflow.commands.exporting import request_export
from workflow.files.names import disk_name
from workflow.queries.documents.exports import KEPT, exports_page, ready_file


@pages.get("/exports")
@requires(Action.TAKE_EXPORT)
def exports() -> ResponseReturnValue:
    """What one has asked for, how far it has come, and the years of which one may ask."""
    page = exports_page(db.session(), current_actor())
    return render_template("documents/exports.html", page=page, kept=KEPT)


@pages.post("/exports")
@requires(Action.TAKE_EXPORT)
def new_export() -> ResponseReturnValue:
    """Ask for all forms of a year. Asked again before it is made, the first one is the answer."""
    cycle_id = request.form.get("cycle_id", 0, type=whole)
    with work() as session:
        request_export(session, current_actor(), now(), cycle_id=cycle_id)
    return redirect(url_for("documents.exports"), 303)


@pages.get("/exports/<int:export_id>/file")
@requires(Action.TAKE_EXPORT)
def export_file(export_id: int) -> ResponseReturnValue:
    """The archive, for who asked for it and still may; compared with its digest first."""
    row = ready_file(db.session(), current_actor(), export_id)
    name, sha256, size = disk_name(row.name), row.sha256 or "", row.size or 0
    db.session.rollback()
    about = {"mimetype": "application/zip", "download_name": name, "etag": False, "conditional": False}
    answer = send_file(store().checked(sha256, size), as_attachment=True, **about)
    answer.content_length = size
    answer.headers["Content-Security-Policy"] = DOWNLOADED
    return answer
