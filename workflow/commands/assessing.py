"""The chief confirms that prefectures are completely rated (已评定), or opens one again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentTrigger
from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._subject import subject
from workflow.errors import NotFound
from workflow.models import Assessment
from workflow.queries.participants import participant
from workflow.queries.rating_facts import assessment_facts


def check_assessments(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_ids: Iterable[int]
) -> None:
    """Confirm the assessments of these prefectures, all or none (评定完成).

    Raises Refused with the reasons of every prefecture that is not complete, its name before each.
    """
    unit_ids = sorted(set(unit_ids))
    facts = assessment_facts(session, cycle_id, unit_ids)
    reasons: list[Unmet] = []
    for unit_id in unit_ids:
        assessment = _assessment(session, actor, cycle_id, unit_id)
        try:
            move(session, actor, now, ASSESSMENT, assessment, AssessmentTrigger.CHECK, facts[unit_id])
        except Refused as refusal:
            name = participant(session, cycle_id, unit_id).name
            reasons += [Unmet(f"{name}：{reason.text}", reason.lifted_by) for reason in refusal.reasons]
    if reasons:
        raise Refused(tuple(reasons))


def reopen_assessment(
    session: Session, actor: Actor, now: datetime, *, assessment_id: int, reason: str
) -> None:
    """Let the raters change a completely rated prefecture again (重新评定). A reason is compulsory."""
    assessment, _ = subject(session, actor, Action.REOPEN_ASSESSMENT, Assessment, assessment_id)
    facts = assessment_facts(session, assessment.cycle_id, [assessment.unit_id])[assessment.unit_id]
    reason = stated(reason, "写明重新评定的理由和涉及的项次")
    move(session, actor, now, ASSESSMENT, assessment, AssessmentTrigger.REOPEN, facts, reason=reason)


def _assessment(session: Session, actor: Actor, cycle_id: int, unit_id: int) -> Assessment:
    known = select(Assessment.id).where(Assessment.cycle_id == cycle_id, Assessment.unit_id == unit_id)
    assessment_id = session.scalar(known)
    if assessment_id is None:
        raise NotFound
    assessment, _ = subject(session, actor, Action.CHECK_ASSESSMENT, Assessment, assessment_id)
    return assessment
