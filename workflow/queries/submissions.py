"""What was handed up, or would be: the document that is signed, its versions and their receipts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.engine import Stage
from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import Cycle, Participant, Report, Sheet, SpecialClaim, Submission, Unit
from workflow.permissions import Relation
from workflow.points import ratio_text
from workflow.queries.consolidations import SheetStanding, prefecture_terms
from workflow.queries.narratives import texts
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.sheets import SheetContent, claim_document
from workflow.queries.visibility import sees_content
from workflow.queries.windows import cycle_calendar
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class Receipt:
    """One submission as its receipt page shows it. `digest` and `total` (sheets only) are None for
    whoever may not see the content; `stage` is where the sheet or report stands now."""

    submission: Submission
    sheet_id: int | None
    report_id: int | None
    unit: str
    receiver: str
    receiver_phone: str
    cycle: str
    stage: Stage
    round: int
    newest: bool
    due_at: datetime
    digest: str | None
    total: Decimal | None

    @property
    def late(self) -> timedelta | None:
        """How late it came, None if in time."""
        seconds = self.submission.late_seconds
        return timedelta(seconds=seconds) if seconds else None


def sheet_document(
    scheme: Scheme,
    sheet: Sheet,
    content: SheetContent,
    claims: Sequence[SpecialClaim],
    evidence: Sequence[Mapping[str, Any]],
    narrative: Mapping[str, str],
) -> dict[str, Any]:
    """What a submission of this content hands up: shown on the check page, digested, signed and kept.

    `total` is that of the marks that are known, 加减分项 stand beside it; `waiting` items are 待定.
    `evidence` are the unit's own files: what comes later is not part of what was signed. `narrative` are
    the texts of the self report, by section.
    """
    return {
        "scheme": scheme.reference,
        "sheet": sheet.id,
        "round": sheet.round,
        "items": content.document(),
        "claims": [claim_document(claim) for claim in claims],
        "evidence": list(evidence),
        "total": content.total(scheme),
        "bonus": scheme.bonus(content.marks),
        "waiting": list(content.waiting),
        **written(narrative),
    }


def report_document(session: Session, report: Report) -> dict[str, Any]:
    """Everything a submission of the report would hand up now, each county's version named by its receipt."""
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    scheme = scheme_of(session, report.cycle_id)
    score = terms.consolidation(scheme)
    sheets = [terms.own.sheet_id, *(county.sheet_id for county in terms.counties if county.submitted_at)]
    return {
        "scheme": scheme.reference,
        "report": report.id,
        "round": report.round,
        "statement": report.statement,
        "own": _unit_document(terms.own),
        "counties": [_unit_document(county) for county in terms.counties],
        "mean": ratio_text(score.mean) if score and score.mean is not None else None,
        "self_score": ratio_text(score.self_score) if score else None,
        "receipts": sorted(newest_receipts(session, sheets).values()),
        **written(texts(session, report.cycle_id, report.unit_id, "consolidation")),
    }


def _unit_document(standing: SheetStanding) -> dict[str, Any]:
    return {
        "unit": standing.unit_id,
        "name": standing.name,
        "total": standing.total,
        "decision": "zero" if standing.decision else None,
        **({"reason": standing.decision.reason} if standing.decision else {}),
        "submitted_at": standing.submitted_at.isoformat() if standing.submitted_at else None,
    }


def written(narrative: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a document as a part of what is handed up; no part where nobody has written any."""
    return {"texts": dict(narrative)} if narrative else {}


def submissions_of(session: Session, row: Sheet | Report) -> Sequence[Submission]:
    """Every time that a sheet or a report was handed up, newest first."""
    own = Submission.sheet_id if isinstance(row, Sheet) else Submission.report_id
    return session.scalars(select(Submission).where(own == row.id).order_by(Submission.number.desc())).all()


def newest_receipts(session: Session, sheet_ids: Collection[int]) -> dict[int, str]:
    """Sheet → 回执编号 of its newest submission, in one statement."""
    newest = (
        select(func.max(Submission.id))
        .where(Submission.sheet_id.in_(sheet_ids))
        .group_by(Submission.sheet_id)
    )
    rows = session.execute(select(Submission.sheet_id, Submission.receipt).where(Submission.id.in_(newest)))
    return {sheet_id: receipt for sheet_id, receipt in rows if sheet_id is not None}


def standing_submission(session: Session, sheet_id: int) -> Submission | None:
    """The submission by which a sheet lies with the level above now; None while it is with its unit."""
    statement = (
        select(Submission)
        .join(Sheet, (Sheet.id == Submission.sheet_id) & (Sheet.submitted_at == Submission.arrived_at))
        .where(Sheet.id == sheet_id)
    )
    return session.scalars(statement.order_by(Submission.number.desc())).first()


def receipt(session: Session, actor: Actor, submission_id: int) -> Receipt:
    """The receipt of one submission. Raises NotFound."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound
    row = _handed_up(session, submission)
    scope = object_scope(session, type(row), row.id)
    unit = session.execute(
        select(Participant.name, Participant.tier, Cycle.title)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.cycle_id == row.cycle_id, Participant.unit_id == row.unit_id)
    ).one()
    above = session.execute(select(Unit.name, Unit.phone).where(Unit.id == scope.above_id)).one()
    window = cycle_calendar(session, row.cycle_id).sheet(unit.tier, scope.above_id, row.unit_id)
    versions, own = submissions_of(session, row), Relation.OWN in scope.relations(actor)
    seen = sees_content(session, actor, row, scope) if isinstance(row, Sheet) else own
    return Receipt(
        submission=submission,
        sheet_id=submission.sheet_id,
        report_id=submission.report_id,
        unit=unit.name,
        receiver=above.name,
        receiver_phone=above.phone,
        cycle=unit.title,
        stage=row.stage,
        round=row.round,
        newest=versions[0].id == submission.id and row.submitted_at == submission.arrived_at,
        due_at=window.on_time_until,
        digest=submission.digest if seen else None,
        total=Decimal(submission.total) if seen and submission.sheet_id else None,
    )


def _handed_up(session: Session, submission: Submission) -> Sheet | Report:
    if submission.sheet_id is not None:
        return session.get_one(Sheet, submission.sheet_id)
    return session.get_one(Report, submission.report_id)
