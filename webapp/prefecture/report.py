"""汇总: every term of the self score, the statement, 送签, 退回填报员, 核对并上报, 撤回."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from states.engine import Refused
from states.report import ReportStage
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.errors import note
from webapp.extensions import db
from webapp.forms import Form, ReasonForm, answer
from webapp.prefecture.blueprint import pages
from webapp.prefecture.forms import StatementForm, SubmitForm
from webapp.pressing import pressed_once
from workflow.actions import Action
from workflow.commands.consolidating import (
    finish_report,
    report_digest,
    save_statement,
    send_back_report,
    submit_report,
    withdraw_report,
)
from workflow.errors import Stale
from workflow.models import Report
from workflow.permissions import could
from workflow.queries.consolidation_page import consolidation_page


@pages.get("/reports/<int:report_id>")
@requires(Action.VIEW_REPORT)
def report(report_id: int) -> ResponseReturnValue:
    """The consolidation as it stands now."""
    return _page(report_id, Form(formdata=None))


@pages.post("/reports/<int:report_id>/statement")
@requires(Action.PREPARE_REPORT)
def save(report_id: int) -> ResponseReturnValue:
    """Keep the text of the report."""
    form = StatementForm()
    if not form.validate():
        return _page(report_id, form)
    given = {"version": form.version.data, "statement": form.statement.data or ""}
    with work() as session:
        save_statement(session, current_actor(), now(), report_id=report_id, **given)
    return _back(report_id, "statement", saved=1)


@pages.post("/reports/<int:report_id>/finish")
@requires(Action.PREPARE_REPORT)
def finish(report_id: int) -> ResponseReturnValue:
    """送签, with the statement that still stands in the box."""
    form = StatementForm()
    given = {"version": form.version.data or 0, "statement": form.statement.data}
    with pressed_once(Report, report_id, ReportStage.TO_SIGN), work() as session:
        finish_report(session, current_actor(), now(), report_id=report_id, **given)
    return _back(report_id)


@pages.post("/reports/<int:report_id>/send-back")
@requires(Action.SEND_BACK_REPORT)
def send_back(report_id: int) -> ResponseReturnValue:
    """退回填报员."""
    form = ReasonForm()
    with form.corrections(), work() as session:
        send_back_report(session, current_actor(), now(), report_id=report_id, reason=form.text())
    return _page(report_id, form) if form.problems else _back(report_id)


@pages.post("/reports/<int:report_id>/submit")
@requires(Action.SUBMIT_REPORT)
def submit(report_id: int) -> ResponseReturnValue:
    """核对并上报: what was shown is what is signed."""
    form = SubmitForm()
    if not form.validate():
        return _page(report_id, form)
    given = {"report_id": report_id, "shown_digest": form.shown_digest.data}
    try:
        with work() as session:
            submission_id = submit_report(session, current_actor(), now(), **given).id
    except (Refused, Stale) as refusal:
        return _already(report_id, refusal)
    return redirect(url_for("county.receipt", submission_id=submission_id), 303)


@pages.post("/reports/<int:report_id>/withdraw")
@requires(Action.WITHDRAW_REPORT)
def withdraw(report_id: int) -> ResponseReturnValue:
    """撤回."""
    form = ReasonForm()
    with form.corrections(), work() as session:
        withdraw_report(session, current_actor(), now(), report_id=report_id, reason=form.text())
    return _page(report_id, form) if form.problems else _back(report_id)


def _page(report_id: int, form: Form) -> ResponseReturnValue:
    session = db.session()
    page = consolidation_page(session, current_actor(), now(), report_id)
    deciding = could(current_actor(), Action.DECIDE_MISSING_COUNTY)
    digest = report_digest(session, page.report) if page.step("submit_report") else ""
    return answer("prefecture/report.html", form, page=page, digest=digest, deciding=deciding)


def _already(report_id: int, refusal: Refused | Stale) -> ResponseReturnValue:
    """Tell whoever comes second when the report was handed up, with the way to its receipt."""
    page = consolidation_page(db.session(), current_actor(), now(), report_id)
    if page.report.submitted_at is None:
        raise refusal
    note(str(refusal))
    return render_template(
        "prefecture/already.html", report_id=report_id, submission=page.submissions[0]
    ), 409


def _back(report_id: int, place: str | None = None, **said: int) -> ResponseReturnValue:
    return redirect(url_for("prefecture.report", report_id=report_id, _anchor=place, **said), 303)
