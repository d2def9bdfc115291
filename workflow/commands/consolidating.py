"""A prefecture's report: 编制汇总, 送签, 签发上报, 撤回 (document 004, 四(二))."""

from datetime import datetime

from sqlalchemy.orm import Session

from states.engine import require_pen
from states.report import HANDED_UP, REPORT, ReportStage, ReportTrigger
from states.roles import Role
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._receipts import handed_up_before, leave_receipt
from workflow.commands._subject import subject
from workflow.digests import canonical, digest
from workflow.errors import Stale
from workflow.models import Report, Submission
from workflow.permissions import Scope
from workflow.queries.consolidation_page import changed_since
from workflow.queries.report_facts import report_facts
from workflow.queries.submissions import report_document
from workflow.queries.windows import cycle_calendar


def save_statement(
    session: Session, actor: Actor, now: datetime, *, report_id: int, version: int, statement: str
) -> None:
    """Save the text of the report (汇总说明). Raises Stale when somebody else saved meanwhile."""
    report, scope = subject(session, actor, Action.PREPARE_REPORT, Report, report_id)
    if report.version != version:
        raise Stale("汇总说明刚刚被改过，重新打开页面，对照后再保存。")
    start_report(session, actor, now, report, scope)
    require_pen(REPORT, report.stage, Role.FILLER)
    report.statement = statement.strip()
    report.prepared_by_id = actor.user_id
    report.version += 1
    record(session, actor, now, "report.save_statement", report, after={"statement": report.statement})


def start_report(session: Session, actor: Actor, now: datetime, report: Report, scope: Scope) -> None:
    """Begin a report that nobody has worked on yet. Raises Refused."""
    if report.stage is ReportStage.NOT_STARTED:
        facts = report_facts(session, report, scope, actor, now)
        move(session, actor, now, REPORT, report, ReportTrigger.START, facts)


def finish_report(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    report_id: int,
    version: int = 0,
    statement: str | None = None,
) -> None:
    """The filler hands the report to the signer (送签), saving a statement that differs from the saved one.

    Raises Stale like `save_statement`.
    """
    report, scope = subject(session, actor, Action.PREPARE_REPORT, Report, report_id)
    if statement is not None and statement.strip() != report.statement:
        save_statement(session, actor, now, report_id=report_id, version=version, statement=statement)
    start_report(session, actor, now, report, scope)
    facts = report_facts(session, report, scope, actor, now)
    preparer = actor.user_id
    move(session, actor, now, REPORT, report, ReportTrigger.FINISH, facts, prepared_by_id=preparer)


def send_back_report(session: Session, actor: Actor, now: datetime, *, report_id: int, reason: str) -> None:
    """The signer sends the report back to the filler inside the prefecture, with a reason. Raises Invalid."""
    reason = stated(reason, "写明退回的原因，填报员才知道改哪里。")
    report, scope = subject(session, actor, Action.SEND_BACK_REPORT, Report, report_id)
    facts = report_facts(session, report, scope, actor, now)
    move(session, actor, now, REPORT, report, ReportTrigger.SEND_BACK, facts, reason=reason)


def withdraw_report(session: Session, actor: Actor, now: datetime, *, report_id: int, reason: str) -> None:
    """The signer takes the report back (撤回) with a reason, until the province has acknowledged it."""
    reason = stated(reason, "写明撤回的原因，上级单位会看到。")
    report, scope = subject(session, actor, Action.WITHDRAW_REPORT, Report, report_id)
    facts = report_facts(session, report, scope, actor, now)
    move(session, actor, now, REPORT, report, ReportTrigger.WITHDRAW, facts, reason=reason, submitted_at=None)


def report_digest(session: Session, report: Report) -> str:
    """Digest of what a submission of the report would hand up now."""
    return digest(canonical(report_document(session, report)))


def submit_report(
    session: Session, actor: Actor, now: datetime, *, report_id: int, shown_digest: str
) -> Submission:
    """The signer signs the consolidation as shown and hands it up with the own-level sheet.

    The same form sent again answers the same receipt. Raises Stale when a county or the own sheet has
    changed since the page was shown, Refused with all reasons otherwise.
    """
    report, scope = subject(session, actor, Action.SUBMIT_REPORT, Report, report_id)
    if made := handed_up_before(session, REPORT, report, shown_digest, HANDED_UP):
        return made
    document = report_document(session, report)
    if digest(canonical(document)) != shown_digest:
        what = changed_since(session, report)
        raise Stale(f"{what}，重新打开汇总页，看过最新内容再签发。")
    facts = report_facts(session, report, scope, actor, now)
    note = {"digest": shown_digest}
    move(session, actor, now, REPORT, report, ReportTrigger.SUBMIT, facts, note=note, submitted_at=now)
    window = cycle_calendar(session, report.cycle_id).report(report.unit_id)
    return leave_receipt(session, actor, now, report, document, document["self_score"], window)
