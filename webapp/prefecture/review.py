"""A county's sheet before its prefecture: 签收, remarks, 退回修改, 审核通过, 重新退回."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from states.sheet import SheetStage
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.prefecture.blueprint import pages
from webapp.prefecture.forms import CommentForm, RemarkForm
from webapp.pressing import pressed_once
from webapp.protection import with_previews
from workflow.actions import Action
from workflow.commands.claims import comment_claim
from workflow.commands.receiving import (
    accept_sheet,
    acknowledge_sheet,
    draft_remark,
    reopen_sheet,
    return_sheet,
)
from workflow.models import Sheet
from workflow.queries.evidence import evidence_of
from workflow.queries.evidence_files import by_item
from workflow.queries.evidence_pages import items_called
from workflow.queries.scans import scan_of
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.sheet_review import sheet_of_claim, sheet_review


@pages.get("/sheets/<int:sheet_id>/review")
@requires(Action.DRAFT_REMARK)
@with_previews
def review(sheet_id: int) -> ResponseReturnValue:
    """The envelope before 签收, from then on every item with its marks and answers."""
    session, actor = db.session(), current_actor()
    found = sheet_review(session, actor, now(), sheet_id)
    files = evidence_of(session, actor, found.sheet, object_scope(session, Sheet, sheet_id))
    scheme = scheme_of(session, found.sheet.cycle_id)
    told = {"called": items_called(scheme), "scan": scan_of(session, found.sheet) if found.opened else None}
    return render_template("prefecture/review.html", review=found, evidence=by_item(files), **told)


@pages.post("/sheets/<int:sheet_id>/acknowledge")
@requires(Action.ACKNOWLEDGE_SHEET)
def acknowledge(sheet_id: int) -> ResponseReturnValue:
    """签收."""
    with pressed_once(Sheet, sheet_id, SheetStage.ACKNOWLEDGED), work() as session:
        acknowledge_sheet(session, current_actor(), now(), sheet_id=sheet_id)
    return _back(sheet_id)


@pages.post("/sheets/<int:sheet_id>/items/<int:item>/remark")
@requires(Action.DRAFT_REMARK)
def remark(sheet_id: int, item: int) -> ResponseReturnValue:
    """Keep a drafted remark on one item, or take it away."""
    text = RemarkForm().remark.data or ""
    with work() as session:
        draft_remark(session, current_actor(), now(), sheet_id=sheet_id, item=item, text=text)
    return _back(sheet_id, f"item-{item}")


@pages.post("/sheets/<int:sheet_id>/return")
@requires(Action.RETURN_SHEET)
def return_(sheet_id: int) -> ResponseReturnValue:
    """退回修改, with the drafted remarks."""
    with pressed_once(Sheet, sheet_id, SheetStage.RETURNED), work() as session:
        return_sheet(session, current_actor(), now(), sheet_id=sheet_id)
    return _back(sheet_id)


@pages.post("/sheets/<int:sheet_id>/reopen")
@requires(Action.REOPEN_SHEET)
def reopen(sheet_id: int) -> ResponseReturnValue:
    """重新退回: an accepted sheet, with the drafted remarks."""
    with pressed_once(Sheet, sheet_id, SheetStage.RETURNED), work() as session:
        reopen_sheet(session, current_actor(), now(), sheet_id=sheet_id)
    return _back(sheet_id)


@pages.post("/sheets/<int:sheet_id>/accept")
@requires(Action.ACCEPT_SHEET)
def accept(sheet_id: int) -> ResponseReturnValue:
    """审核通过."""
    with pressed_once(Sheet, sheet_id, SheetStage.ACCEPTED), work() as session:
        accept_sheet(session, current_actor(), now(), sheet_id=sheet_id)
    return _back(sheet_id)


@pages.post("/claims/<int:claim_id>/comment")
@requires(Action.COMMENT_CLAIM)
def comment(claim_id: int) -> ResponseReturnValue:
    """Keep the prefecture's opinion on a claim."""
    text = CommentForm().comment.data or ""
    with work() as session:
        comment_claim(session, current_actor(), now(), claim_id=claim_id, comment=text)
    return _back(sheet_of_claim(db.session(), claim_id), f"claim-{claim_id}")


def _back(sheet_id: int, place: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("prefecture.review", sheet_id=sheet_id, _anchor=place), 303)
