"""What the level above does about single items of a sheet: 确认不适用, and notes for itself."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.county.forms import NoteForm
from webapp.extensions import db
from webapp.fields import whole
from workflow.actions import Action
from workflow.commands import notes
from workflow.commands.not_applicable import confirm_not_applicable
from workflow.permissions import could
from workflow.queries.prefecture_board import report_of


@pages.post("/sheets/<int:sheet_id>/items/<int:item>/not-applicable/confirm")
@requires(Action.CONFIRM_NOT_APPLICABLE)
def confirm_absence(sheet_id: int, item: int) -> ResponseReturnValue:
    """确认不适用."""
    version = request.form.get("version", 0, type=whole)
    with work() as session:
        confirm_not_applicable(
            session, current_actor(), now(), sheet_id=sheet_id, item=item, version=version
        )
    return _back(sheet_id, "absent-title")


@pages.post("/sheets/<int:sheet_id>/notes")
@requires(Action.WRITE_NOTE)
def write_note(sheet_id: int) -> ResponseReturnValue:
    """Keep a note on the sheet, or on one item of it."""
    form = NoteForm()
    about = {"sheet_id": sheet_id, "item": form.about(), "text": form.note.data or ""}
    with work() as session:
        notes.write_note(session, current_actor(), now(), **about)
    return _back(sheet_id, "notes")


@pages.post("/sheets/<int:sheet_id>/notes/<int:number>/remove")
@requires(Action.WRITE_NOTE)
def remove_note(sheet_id: int, number: int) -> ResponseReturnValue:
    """Take a note away."""
    with work() as session:
        notes.remove_note(session, current_actor(), now(), sheet_id=sheet_id, note_id=number)
    return _back(sheet_id, "notes")


def _back(sheet_id: int, place: str) -> ResponseReturnValue:
    """To the page on which the visitor reviews the sheet."""
    if could(current_actor(), Action.RETURN_REPORT):
        report_id = report_of(db.session(), g.scope.cycle_id, g.scope.unit_id)
        return redirect(url_for("province.report", report_id=report_id, _anchor=place), 303)
    return redirect(url_for("prefecture.review", sheet_id=sheet_id, _anchor=place), 303)
