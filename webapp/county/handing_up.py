"""Handing a self sheet on and up: 送签, 退回填报员, 签发上报, 撤回."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from states.engine import Refused
from states.sheet import SheetStage
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.county.forms import SheetActForm
from webapp.errors import note
from webapp.extensions import db
from webapp.forms import Form, answer
from webapp.pressing import pressed_once
from workflow.actions import Action
from workflow.commands.handing_up import finish_sheet, send_back_sheet, submit_sheet, withdraw_sheet
from workflow.errors import Stale
from workflow.models import Sheet
from workflow.queries.sheet_pages import sheet_page
from workflow.queries.submissions import standing_submission


@pages.post("/sheets/<int:sheet_id>/finish")
@requires(Action.FINISH_SHEET)
def finish(sheet_id: int) -> ResponseReturnValue:
    """送签: what was shown on the check page goes to the signer."""
    digest = request.form.get("digest", "")
    with pressed_once(Sheet, sheet_id, SheetStage.TO_SIGN), work() as session:
        finish_sheet(session, current_actor(), now(), sheet_id=sheet_id, shown_digest=digest)
    return _to_sheet(sheet_id)


@pages.post("/sheets/<int:sheet_id>/submit")
@requires(Action.SUBMIT_SHEET)
def submit(sheet_id: int) -> ResponseReturnValue:
    """签发上报: what was shown is what is signed. The same form sent again leads to the same receipt."""
    digest = request.form.get("digest", "")
    try:
        with work() as session:
            made = submit_sheet(session, current_actor(), now(), sheet_id=sheet_id, shown_digest=digest).id
    except (Refused, Stale) as refusal:
        return _already(sheet_id, refusal)
    return redirect(url_for("county.receipt", submission_id=made), 303)


@pages.get("/sheets/<int:sheet_id>/send-back")
@requires(Action.SEND_BACK_SHEET)
def send_back_page(sheet_id: int) -> ResponseReturnValue:
    """What sending back inside the unit means, and its reason."""
    return _act_page("county/send_back.html", SheetActForm(), sheet_id)


@pages.post("/sheets/<int:sheet_id>/send-back")
@requires(Action.SEND_BACK_SHEET)
def send_back(sheet_id: int) -> ResponseReturnValue:
    """退回填报员."""
    return _with_reason("county/send_back.html", sheet_id, send_back_sheet)


@pages.get("/sheets/<int:sheet_id>/withdraw")
@requires(Action.WITHDRAW_SHEET)
def withdraw_page(sheet_id: int) -> ResponseReturnValue:
    """What withdrawing means, until when it is possible, and its reason."""
    return _act_page("county/withdraw.html", SheetActForm(), sheet_id)


@pages.post("/sheets/<int:sheet_id>/withdraw")
@requires(Action.WITHDRAW_SHEET)
def withdraw(sheet_id: int) -> ResponseReturnValue:
    """撤回."""
    return _with_reason("county/withdraw.html", sheet_id, withdraw_sheet)


def _with_reason(template: str, sheet_id: int, command: Callable[..., Any]) -> ResponseReturnValue:
    form = SheetActForm()
    with form.corrections():
        with pressed_once(Sheet, sheet_id, SheetStage.FILLING), work() as session:
            command(session, current_actor(), now(), sheet_id=sheet_id, reason=form.text())
        return _to_sheet(sheet_id)
    return _act_page(template, form, sheet_id)


def _act_page(template: str, form: Form, sheet_id: int) -> ResponseReturnValue:
    return answer(template, form, page=sheet_page(db.session(), current_actor(), now(), sheet_id))


def _already(sheet_id: int, refusal: Refused | Stale) -> ResponseReturnValue:
    """Tell whoever comes second when the sheet was handed up, with the way to its receipt."""
    submission = standing_submission(db.session(), sheet_id)
    if submission is None:
        raise refusal
    note(str(refusal))
    return render_template("county/already.html", sheet_id=sheet_id, submission=submission), 409


def _to_sheet(sheet_id: int) -> ResponseReturnValue:
    return redirect(url_for("county.sheet", sheet_id=sheet_id), 303)
