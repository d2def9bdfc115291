"""What a division finds on an item that several divisions check: kept for itself, counting nothing yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands._history import record
from workflow.models import Assessment, Opinion
from workflow.queries.opinions import GivenOpinion, finding_record, findings_text, opinions_on
from workflow.scheme.weighing import FindingInput


def own_opinion(session: Session, actor: Actor, assessment: Assessment, item: int) -> GivenOpinion | None:
    """The opinion of the rater's division, if it has one."""
    return opinions_on(session, assessment.id, item).get(actor.division_id or 0)


def give_opinion(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment: Assessment,
    item: int,
    findings: Sequence[FindingInput],
) -> None:
    """Write the opinion of the rater's division in place of the one it had."""
    assert actor.user_id is not None  # the table of permissions lets only raters come here
    assert actor.division_id is not None
    before = own_opinion(session, actor, assessment, item)
    write_opinion(
        session,
        assessment_id=assessment.id,
        item=item,
        division_id=actor.division_id,
        checked_by_id=actor.user_id,
        checked_at=now,
        findings=findings,
    )
    after = own_opinion(session, actor, assessment, item)
    assert after is not None
    replaced = opinion_document(item, before) if before else None
    saved = opinion_document(item, after)
    record(session, actor, now, "assessment.give_opinion", assessment, before=replaced, after=saved)


def write_opinion(
    session: Session,
    *,
    assessment_id: int,
    item: int,
    division_id: int,
    checked_by_id: int,
    checked_at: datetime,
    findings: Sequence[FindingInput],
) -> None:
    """Write a division's opinion in place of what stands there; its version counts on."""
    wanted = select(Opinion).where(
        Opinion.assessment_id == assessment_id, Opinion.item == item, Opinion.division_id == division_id
    )
    opinion = session.scalars(wanted).one_or_none()
    if opinion is None:
        opinion = Opinion(assessment_id=assessment_id, item=item, division_id=division_id, version=0)
        session.add(opinion)
    opinion.version += 1
    opinion.findings = findings_text(findings)
    opinion.checked_by_id = checked_by_id
    opinion.checked_at = checked_at
    session.flush()


def opinion_document(item: int, opinion: GivenOpinion) -> dict[str, object]:
    """An opinion as the trail keeps it."""
    return {
        "item": item,
        "division_id": opinion.division_id,
        "version": opinion.version,
        "findings": [finding_record(entry) for entry in opinion.findings],
    }
