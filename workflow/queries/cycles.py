"""Cycles: the list, how far each unit is, and which of them the clock must move on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from states.cycle import CYCLE, CycleStage, CycleTrigger
from states.engine import Stage, StateTable
from states.facts import CycleFacts
from states.report import ReportStage
from states.sheet import SheetStage
from workflow.errors import NotFound
from workflow.models import (
    Assessment,
    Cycle,
    Participant,
    Report,
    SchemeVersion,
    Sheet,
    Tier,
)
from workflow.queries.schemes import kept, scheme_of
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import is_past
from workflow.scheme.procedure import Procedure

_LINES = select(Cycle, SchemeVersion.digest).join(
    SchemeVersion, SchemeVersion.id == Cycle.scheme_version_id
)

Form = type[Sheet] | type[Report] | type[Assessment]

_DATED = tuple(stage for stage in CYCLE.stages if CYCLE.move(stage, CycleTrigger.ADVANCE))
"""Stages out of which a date may lead; the later ones follow the ranking."""


@dataclass(frozen=True)
class CycleLine:
    """One cycle as the list shows it; `scheme` is key and short digest."""

    id: int
    title: str
    year: int
    stage: CycleStage
    rehearsal: bool
    opened_at: datetime
    scheme: str
    procedure: Procedure

    @property
    def stage_title(self) -> str:
        """What its document calls the stage it has reached."""
        return self.procedure.year.title(self.stage)


@dataclass(frozen=True)
class Progress:
    """How many forms of one kind stand at which stage, by the stage's official term."""

    title: str
    counts: Mapping[str, int]


def cycles(session: Session, province_id: int) -> list[CycleLine]:
    """The cycles of a province, newest year first, rehearsals after the real one."""
    newest_first = (Cycle.year.desc(), Cycle.rehearsal, Cycle.id.desc())
    rows = session.execute(_LINES.where(Cycle.province_id == province_id).order_by(*newest_first))
    return [_line(session, *row) for row in rows]


def cycle_line(session: Session, cycle_id: int) -> CycleLine:
    """One cycle as the list shows it. Raises NotFound."""
    row = session.execute(_LINES.where(Cycle.id == cycle_id)).one_or_none()
    if row is None:
        raise NotFound
    return _line(session, *row)


def _line(session: Session, cycle: Cycle, digest: str) -> CycleLine:
    return CycleLine(
        id=cycle.id,
        title=cycle.title,
        year=cycle.year,
        stage=cycle.stage,
        rehearsal=cycle.rehearsal,
        opened_at=cycle.opened_at,
        scheme=f"{cycle.scheme_key}@{digest[:12]}",
        procedure=kept(session, digest).procedure,
    )


def year_of(session: Session, cycle_id: int) -> StateTable[CycleFacts]:
    """The way of a cycle through its stages: those that its scheme has."""
    return scheme_of(session, cycle_id).procedure.year


def opened_by(table: StateTable[CycleFacts], stage: Stage) -> str | None:
    """The calendar entry whose first day leads out of a stage, None where no date does."""
    move = table.move(stage, CycleTrigger.ADVANCE)
    return move.target.value if move else None


def next_window_come(session: Session, cycle: Cycle, now: datetime) -> bool:
    """Whether the first day of the next stage has come; no for stages that no date leads out of."""
    entry = opened_by(year_of(session, cycle.id), cycle.stage)
    if entry is None:
        return False
    return is_past(cycle_calendar(session, cycle.id).windows[entry].opens_at, now)


def dated_cycles(session: Session) -> Sequence[int]:
    """Cycles in a stage out of which a date may lead."""
    return session.scalars(select(Cycle.id).where(Cycle.stage.in_(_DATED)).order_by(Cycle.id)).all()


def progress(session: Session, cycle_id: int) -> list[Progress]:
    """Stages of all forms of a cycle, counted: no marks, no names."""
    found = []
    for title, model, tier, stages in _forms(scheme_of(session, cycle_id).procedure):
        counted = _counts(session, model, cycle_id, tier)
        told = {stage.label: counted[stage] for stage in stages if stage in counted}
        found.append(Progress(title, told))
    return found


def _forms(procedure: Procedure) -> Iterator[tuple[str, Form, Tier, type[Stage]]]:
    """The kinds of forms that a year has, by the words of its document."""
    words, consolidates = procedure.words, procedure.has("consolidation")
    if consolidates:
        yield f"{words.below}评定表", Sheet, Tier.BELOW, SheetStage
    if procedure.has("self_evaluation"):
        yield f"{words.subject}{'本级' * consolidates}评定表", Sheet, Tier.SUBJECT, SheetStage
    if consolidates:
        yield f"{words.subject}汇总", Report, Tier.SUBJECT, ReportStage
    if procedure.has("rating"):
        yield f"{words.assessor}评定表", Assessment, Tier.SUBJECT, AssessmentStage


def _counts(session: Session, model: Form, cycle_id: int, tier: Tier) -> dict[Stage, int]:
    statement = (
        select(model.stage, func.count())
        .join(Participant, (Participant.cycle_id == model.cycle_id) & (Participant.unit_id == model.unit_id))
        .where(model.cycle_id == cycle_id, Participant.tier == tier)
        .group_by(model.stage)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
