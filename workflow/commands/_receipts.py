"""What handing up leaves behind, for sheets and reports alike: a submission with its receipt (回执)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from states.engine import Stage, StateTable
from workflow.actor import Actor
from workflow.digests import canonical, digest
from workflow.errors import Stale
from workflow.models import Report, Sheet, Submission
from workflow.queries.participants import participant
from workflow.queries.submissions import submissions_of
from workflow.rules.deadlines import Window, late_seconds
from workflow.rules.wording import instant_text

_KINDS: Mapping[type[Sheet | Report], str] = {Sheet: "PD", Report: "HZ"}
"""How a receipt's number begins: 评定表, 汇总."""


def handed_up_before(
    session: Session,
    table: StateTable[Any],
    row: Sheet | Report,
    shown_digest: str,
    lying_above: Collection[Stage],
) -> Submission | None:
    """The submission that this very form has made already, None for a new one.

    Raises Stale where another form was handed up meanwhile; `lying_above` are the stages of that.
    """
    last = next(iter(submissions_of(session, row)), None)
    if last is None or last.arrived_at != row.submitted_at:
        return None
    if last.digest == shown_digest:
        return last
    if row.stage in lying_above:
        at, receipt = instant_text(last.arrived_at), last.receipt
        raise Stale(f"{table.label}已于{at}上报，回执编号 {receipt}，不用再次上报。")
    return None


def leave_receipt(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Sheet | Report,
    document: Mapping[str, Any],
    total: object,
    window: Window,
) -> Submission:
    """Keep what the actor has signed, exactly as it was digested; lateness follows from the window."""
    content = canonical(document)
    number = len(submissions_of(session, row)) + 1
    submission = Submission(
        sheet_id=row.id if isinstance(row, Sheet) else None,
        report_id=row.id if isinstance(row, Report) else None,
        number=number,
        receipt=_receipt_number(session, row, number),
        arrived_at=now,
        late_seconds=late_seconds(window, now),
        signed_by_id=actor.user_id,
        signed_by_name=actor.name,
        digest=digest(content),
        content=content,
        total=str(total),
    )
    session.add(submission)
    session.flush()
    return submission


def _receipt_number(session: Session, row: Sheet | Report, number: int) -> str:
    """回执编号: kind and cycle, unit, how many times handed up.

    Nothing of the content: the level above reads it before 签收, and could try a digest on guesses.
    """
    code = participant(session, row.cycle_id, row.unit_id).code or str(row.unit_id)
    return f"{_KINDS[type(row)]}{row.cycle_id:03d}-{code}-{number:02d}"
