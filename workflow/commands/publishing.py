"""The approved ranking is shown to the units (公示), published (通报), and corrected where it must be."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import AssessmentTrigger
from states.cycle import CycleTrigger
from states.engine import Refused, unmet
from states.interview import UNDER_WAY
from states.ranking import RANKING, RankingStage, RankingTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import end_of_day, local_date
from workflow.commands._history import record
from workflow.commands._issued import keep_templates
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._runs import move_assessments, move_cycle, run_subject
from workflow.models import Cycle, Interview, RankingLine, RankingRun
from workflow.queries.ranking_facts import run_facts
from workflow.queries.runs import publicity_period
from workflow.queries.schemes import scheme_of
from workflow.queries.working_days import working_days


def announce_ranking(session: Session, actor: Actor, now: datetime, *, run_id: int) -> None:
    """Open the publicity period (公示): every unit sees its own result, nobody a rank.

    It begins on the day after, and has the length that the scheme names.
    """
    run, cycle = run_subject(session, actor, Action.PUBLISH_RANKING, run_id)
    period = publicity_period(scheme_of(session, cycle.id), local_date(now), working_days(session))
    move(
        session,
        actor,
        now,
        RANKING,
        run,
        RankingTrigger.ANNOUNCE,
        run_facts(session, run, cycle, now),
        note={"until": period.last, "note": period.note},
        publicity_until=end_of_day(period.last),
    )
    move_cycle(session, actor, now, cycle, CycleTrigger.ANNOUNCE, run)


def publish_ranking(
    session: Session, actor: Actor, now: datetime, *, run_id: int, circular_number: str
) -> None:
    """Publish the ranking as a circular (通报): the edition is frozen, an earlier one is superseded.

    Interviews are proposed for the units in the bottom two years running. Raises Invalid without the
    circular's number.
    """
    run, cycle = run_subject(session, actor, Action.PUBLISH_RANKING, run_id)
    number = stated(circular_number, "填写通报的发文字号", "circular_number")
    facts = run_facts(session, run, cycle, now)
    move(
        session,
        actor,
        now,
        RANKING,
        run,
        RankingTrigger.PUBLISH,
        facts,
        note={"circular_number": number},
        published_at=now,
        circular_number=number,
    )
    keep_templates(session, now, cycle.id, run.id, "circular", "rating_report")
    _supersede(session, actor, now, run, cycle)
    move_cycle(session, actor, now, cycle, CycleTrigger.PUBLISH, run)
    if not cycle.rehearsal:
        _propose_interviews(session, actor, now, run)


def _supersede(session: Session, actor: Actor, now: datetime, run: RankingRun, cycle: Cycle) -> None:
    earlier = session.scalars(
        select(RankingRun).where(
            RankingRun.cycle_id == run.cycle_id,
            RankingRun.stage == RankingStage.PUBLISHED,
            RankingRun.id != run.id,
        )
    )
    for edition in earlier.all():
        facts = run_facts(session, edition, cycle, now)
        reason = edition.correction_reason
        move(session, actor, now, RANKING, edition, RankingTrigger.SUPERSEDE, facts, reason=reason)


def _propose_interviews(session: Session, actor: Actor, now: datetime, run: RankingRun) -> None:
    """One proposal for each streak unit, and for each where a person must say whether it is one."""
    summoned = select(Interview.unit_id).where(
        Interview.cycle_id == run.cycle_id, Interview.stage.in_(UNDER_WAY)
    )
    lines = session.scalars(
        select(RankingLine)
        .where(
            RankingLine.run_id == run.id,
            RankingLine.bottom,
            RankingLine.streak.is_not(False),
            RankingLine.unit_id.not_in(summoned),
        )
        .order_by(RankingLine.rank.desc(), RankingLine.unit_id)
    )
    for line in lines.all():
        interview = Interview(
            cycle_id=run.cycle_id, run_id=run.id, unit_id=line.unit_id, grounds=line.streak_reason
        )
        session.add(interview)
        session.flush()
        record(session, actor, now, "interview.propose", interview, reason=line.streak_reason)


def correct_ranking(session: Session, actor: Actor, now: datetime, *, run_id: int, reason: str) -> None:
    """Begin the correction of a published ranking (启动更正): the year is in rating again.

    The edition stays published until the corrected one takes its place. A reason is compulsory.
    """
    run, cycle = run_subject(session, actor, Action.CORRECT_RANKING, run_id)
    reason = stated(reason, "写明更正的理由和依据，更正后的通报会引用")
    facts = run_facts(session, run, cycle, now)
    if reasons := unmet(RANKING, run.stage, RankingTrigger.SUPERSEDE, facts):
        raise Refused(reasons)
    move_cycle(session, actor, now, cycle, CycleTrigger.CORRECT, run, reason=reason, deliberated_at=None)
    run.correction_reason = reason
    move_assessments(session, actor, now, cycle, AssessmentTrigger.UNLOCK)
