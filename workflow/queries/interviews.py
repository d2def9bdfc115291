"""Interviews (约谈) with the facts of both years and everything that has happened since."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import open_triggers
from states.facts import InterviewFacts
from states.interview import INTERVIEW, InterviewStage, InterviewTrigger
from states.ranking import RankingStage
from workflow.errors import NotFound
from workflow.models import Interview, InterviewStep, Participant, RankingLine, RankingRun, User


@dataclass(frozen=True)
class StepTaken:
    """What happened on a day, and who wrote it down."""

    trigger: InterviewTrigger
    on: date
    note: str
    recorded_by: str


@dataclass(frozen=True)
class InterviewRow:
    """One interview. `streak` is None where a person must decide whether the unit is in its second year;
    `corrected` when the ranking on which it rests has been superseded."""

    id: int
    unit_id: int
    name: str
    stage: InterviewStage
    grounds: str
    rank: int
    last_rank: int | None
    streak: bool | None
    run_number: int
    corrected: bool
    steps: tuple[StepTaken, ...]
    open: tuple[InterviewTrigger, ...]


def interviews(session: Session, cycle_id: int) -> tuple[InterviewRow, ...]:
    """All interviews of a cycle, in two statements: those of the newest edition first."""
    steps: dict[int, list[StepTaken]] = {}
    taken = session.execute(
        select(InterviewStep, User.name)
        .join(Interview, Interview.id == InterviewStep.interview_id)
        .join(User, User.id == InterviewStep.recorded_by_id)
        .where(Interview.cycle_id == cycle_id)
        .order_by(InterviewStep.id)
    )
    for step, name in taken:
        trigger = InterviewTrigger.of(step.trigger)
        steps.setdefault(step.interview_id, []).append(StepTaken(trigger, step.on, step.note, name))
    rows = session.execute(
        select(Interview, RankingLine, RankingRun.number, RankingRun.stage, Participant.name)
        .join(RankingRun, RankingRun.id == Interview.run_id)
        .join(
            RankingLine,
            (RankingLine.run_id == Interview.run_id) & (RankingLine.unit_id == Interview.unit_id),
        )
        .join(
            Participant,
            (Participant.cycle_id == Interview.cycle_id) & (Participant.unit_id == Interview.unit_id),
        )
        .where(Interview.cycle_id == cycle_id)
        .order_by(RankingRun.number.desc(), RankingLine.rank.desc(), Interview.id)
    )
    return tuple(
        _row(interview, line, number, stage, name, tuple(steps.get(interview.id, ())))
        for interview, line, number, stage, name in rows
    )


def interview_row(session: Session, interview_id: int) -> InterviewRow:
    """One of them. Raises NotFound."""
    known = session.get(Interview, interview_id)
    rows = interviews(session, known.cycle_id) if known else ()
    found = next((row for row in rows if row.id == interview_id), None)
    if found is None:
        raise NotFound
    return found


def _row(
    interview: Interview,
    line: RankingLine,
    number: int,
    run_stage: RankingStage,
    name: str,
    steps: tuple[StepTaken, ...],
) -> InterviewRow:
    published = run_stage is RankingStage.PUBLISHED
    triggers = open_triggers(INTERVIEW, interview.stage, InterviewFacts(published=published))
    return InterviewRow(
        interview.id,
        interview.unit_id,
        name,
        interview.stage,
        interview.grounds,
        line.rank,
        line.last_rank,
        line.streak,
        number,
        not published,
        steps,
        tuple(trigger for trigger in InterviewTrigger if trigger in triggers),
    )
