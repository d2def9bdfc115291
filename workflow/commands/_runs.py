"""What every act on a ranking run needs: the run and its cycle locked, and everything that moves with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentTrigger
from states.cycle import CycleTrigger
from states.facts import AssessmentFacts, CycleFacts
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._move import move
from workflow.commands._subject import cycle_subject, locked
from workflow.errors import NotFound
from workflow.models import Assessment, Cycle, RankingRun, Report
from workflow.queries.cycles import year_of


def run_subject(session: Session, actor: Actor, action: Action, run_id: int) -> tuple[RankingRun, Cycle]:
    """Check the permission on a run; lock its cycle, all that enters it and the run itself.

    Who decides a claim waits for the cycle, who rates for the assessment, who reviews for the report.
    """
    cycle_id = session.scalar(select(RankingRun.cycle_id).where(RankingRun.id == run_id))
    if cycle_id is None:
        raise NotFound
    cycle, _ = cycle_subject(session, actor, action, Cycle, cycle_id, cycle_id)
    freeze(session, cycle.id)
    return locked(session, RankingRun, run_id), cycle


def freeze(session: Session, cycle_id: int) -> None:
    """Let nobody move a report or an assessed sheet of the cycle until this transaction ends."""
    reports = select(Report.id).where(Report.cycle_id == cycle_id).order_by(Report.unit_id)
    session.execute(reports.with_for_update(key_share=True))
    assessments(session, cycle_id)


def assessments(session: Session, cycle_id: int) -> list[Assessment]:
    """All assessed sheets of a cycle, locked."""
    statement = (
        select(Assessment)
        .where(Assessment.cycle_id == cycle_id)
        .order_by(Assessment.unit_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def move_assessments(
    session: Session, actor: Actor, now: datetime, cycle: Cycle, trigger: AssessmentTrigger
) -> None:
    """Close or unlock every assessed sheet of the cycle."""
    for assessment in assessments(session, cycle.id):
        move(session, actor, now, ASSESSMENT, assessment, trigger, AssessmentFacts())


def move_cycle(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle: Cycle,
    trigger: CycleTrigger,
    run: RankingRun,
    *,
    reason: str = "",
    **values: Any,
) -> None:
    """Let the cycle follow its ranking."""
    facts = CycleFacts(ranking_stage=run.stage.value)
    move(session, actor, now, year_of(session, cycle.id), cycle, trigger, facts, reason=reason, **values)
