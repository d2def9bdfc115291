"""The self sheet as a workbook: given out, brought back filled, looked at, taken over."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.bodies import sent_table
from webapp.county.blueprint import pages
from webapp.county.forms import WorkbookForm
from webapp.county.items import NO_ERRORS
from webapp.county.kept_workbooks import NOTHING, keep, kept_content
from webapp.documents.sending import XLSX, kept
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import answer
from webapp.protection import with_table
from workflow.actions import Action
from workflow.commands.workbook import take_workbook
from workflow.errors import Stale
from workflow.queries.sheet_pages import SheetPage, open_sheet_page
from workflow.queries.sheet_workbook import read_workbook, sheet_workbook
from workflow.queries.workbook_changes import Changes, workbook_changes

MINE, THEIRS = "mine", "theirs"


@pages.get("/sheets/<int:sheet_id>/workbook")
@requires(Action.VIEW_SHEET)
def workbook(sheet_id: int) -> ResponseReturnValue:
    """The form with everything saved on it; who may not fill it has it for reading."""
    page = _page(sheet_id)
    return kept(sheet_workbook(db.session(), page), f"{page.unit}评定表（填报表）.xlsx", XLSX)


@pages.get("/sheets/<int:sheet_id>/workbook/upload")
@requires(Action.SAVE_ITEM)
def workbook_upload(sheet_id: int) -> ResponseReturnValue:
    """Where the filled form is chosen."""
    return _upload_page(_page(sheet_id), WorkbookForm(formdata=None))


@pages.post("/sheets/<int:sheet_id>/workbook/upload")
@requires(Action.SAVE_ITEM)
@with_table
def upload_workbook(sheet_id: int) -> ResponseReturnValue:
    """Read the file and keep it; everything wrong with it comes back cell by cell."""
    page, form = _page(sheet_id), WorkbookForm()
    if form.validate():
        with form.corrections():
            content = sent_table(form.file.data, NOTHING)
            _changes(page, content)
            sign = keep(sheet_id, content)
            return redirect(url_for("county.workbook_preview", sheet_id=sheet_id, kept=sign), 303)
    return _upload_page(page, form)


@pages.get("/sheets/<int:sheet_id>/workbook/changes")
@requires(Action.SAVE_ITEM)
def workbook_preview(sheet_id: int) -> ResponseReturnValue:
    """What the kept file would change, item by item, before → after."""
    page, form = _page(sheet_id), WorkbookForm(formdata=None, kept=request.args.get("kept", ""))
    with form.corrections():
        return _preview_page(page, form, _changes(page, kept_content(sheet_id, form.kept.data)))
    return _upload_page(page, form)


@pages.post("/sheets/<int:sheet_id>/workbook/changes")
@requires(Action.SAVE_ITEM)
def take_changes(sheet_id: int) -> ResponseReturnValue:
    """Take what the kept file changes, all or nothing; of a conflict, the one that was chosen."""
    page, form = _page(sheet_id), WorkbookForm()
    with form.corrections():
        changes = _changes(page, kept_content(sheet_id, form.kept.data or ""))
        if undecided := _undecided(changes):
            return _preview_page(page, form, changes, undecided), 422
        try:
            _take(sheet_id, changes)
        except Stale as stale:
            return _again(sheet_id, form, stale), 409
        return redirect(url_for("county.sheet", sheet_id=sheet_id, taken=changes.count), 303)
    return _upload_page(page, form)


def _page(sheet_id: int) -> SheetPage:
    return open_sheet_page(db.session(), current_actor(), now(), sheet_id)


def _changes(page: SheetPage, content: bytes) -> Changes:
    return workbook_changes(page, read_workbook(db.session(), page, content))


def _chosen(name: str) -> str:
    return request.form.get(f"{name}-choice", "")


def _undecided(changes: Changes) -> Mapping[str, str]:
    """The conflicts about which nothing was said yet: box → what to do."""
    return {
        f"{change.name}-choice": f"{change.told}别人改过：选用哪一份"
        for change in changes.conflicts
        if _chosen(change.name) not in (MINE, THEIRS)
    }


def _take(sheet_id: int, changes: Changes) -> None:
    names = [change.name for change in changes.conflicts]
    over = {name: request.form.get(f"{name}-over", 0, type=whole) for name in names}
    left = [name for name in names if _chosen(name) == THEIRS]
    about = {"changes": changes, "over": over, "kept": left}
    with work() as session:
        take_workbook(session, current_actor(), now(), sheet_id=sheet_id, **about)


def _again(sheet_id: int, form: WorkbookForm, stale: Stale) -> str:
    """The preview as things stand now: somebody was faster, nothing was taken."""
    page = _page(sheet_id)
    changes = _changes(page, kept_content(sheet_id, form.kept.data or ""))
    return _preview_page(page, form, changes, {"": stale.text})


def _upload_page(page: SheetPage, form: WorkbookForm) -> ResponseReturnValue:
    return answer("county/workbook_upload.html", form, page=page)


def _preview_page(
    page: SheetPage, form: WorkbookForm, changes: Changes, problems: Mapping[str, str] = NO_ERRORS
) -> str:
    return render_template(
        "county/workbook_changes.html",
        page=page,
        form=form,
        problems=list(problems.items()),
        changes=changes,
        chosen=_chosen,
    )
