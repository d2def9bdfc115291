"""Facts around appeals (申诉): what a ranking waits for, whether one can be filed, or upheld."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.appeal import OPEN_APPEALS, AppealStage
from states.facts import AppealFacts
from states.guards import Unmet
from states.ranking import RankingStage, RankingTrigger
from workflow.models import Appeal, Cycle, Event, Participant, RankingRun, Unit
from workflow.queries.schemes import scheme_of
from workflow.queries.told import entry_name
from workflow.rules.deadlines import deadline_day, is_past


@dataclass(frozen=True)
class Pending:
    """What a ranking waits for, each appeal as unit and item."""

    open: tuple[str, ...]
    unentered: tuple[str, ...]
    unentered_ids: tuple[int, ...]


def announced_run(session: Session, cycle_id: int) -> RankingRun | None:
    """The run that is shown to the units now (公示), if any."""
    shown = (RankingRun.cycle_id == cycle_id, RankingRun.stage == RankingStage.PUBLICITY)
    return session.scalar(select(RankingRun).where(*shown))


def run_announced_at(session: Session, cycle_id: int, now: datetime) -> RankingRun | None:
    """The run that was the last to be shown to the units at an instant, told from the history."""
    shown = tuple(f"ranking.{trigger.value}" for trigger in (RankingTrigger.ANNOUNCE, RankingTrigger.ADJUST))
    events = select(Event.object_id).where(Event.cycle_id == cycle_id, Event.name.in_(shown), Event.at <= now)
    last = events.order_by(Event.seq.desc()).limit(1).scalar_subquery()
    return session.scalar(select(RankingRun).where(RankingRun.id == last))


def opening_run(session: Session, run: RankingRun) -> int:
    """The run whose announcement opened the publicity period of this one: itself, or what it has replaced."""
    rows = session.execute(
        select(RankingRun.id, RankingRun.replaces_id).where(RankingRun.cycle_id == run.cycle_id)
    )
    replaced: Mapping[int, int | None] = {row.id: row.replaces_id for row in rows}
    first = run.id
    while (earlier := replaced[first]) is not None:
        first = earlier
    return first


def pending_appeals(session: Session, run: RankingRun) -> Pending:
    """The appeals of a run's publicity period that are open, or upheld and not yet counted in any run."""
    own = (Participant.cycle_id == Appeal.cycle_id) & (Participant.unit_id == Appeal.unit_id)
    rows = session.execute(
        select(Appeal.id, Appeal.item, Appeal.stage, Participant.name)
        .join(Participant, own)
        .where(
            Appeal.run_id == opening_run(session, run),
            Appeal.stage.in_((*OPEN_APPEALS, AppealStage.UPHELD)),
            Appeal.entered_id.is_(None),
        )
        .order_by(Participant.code, Participant.unit_id, Appeal.item)
    ).all()
    scheme = scheme_of(session, run.cycle_id)
    named = [(row.id, row.stage, f"{row.name}{entry_name(scheme, row.item)}") for row in rows]
    upheld = [(key, name) for key, stage, name in named if stage is AppealStage.UPHELD]
    return Pending(
        tuple(name for _, stage, name in named if stage is not AppealStage.UPHELD),
        tuple(name for _, name in upheld),
        tuple(key for key, _ in upheld),
    )


def appeal_facts(session: Session, appeal: Appeal) -> AppealFacts:
    """Whether the result that an appeal contests is still being shown and not yet final."""
    run = announced_run(session, appeal.cycle_id)
    return AppealFacts(run_in_publicity=run is not None and opening_run(session, run) == appeal.run_id)


def filing_obstacles(session: Session, cycle_id: int, now: datetime) -> tuple[Unmet, ...]:
    """Why no appeal can be filed now: before the publicity period, or from its closing instant on."""
    run = announced_run(session, cycle_id)
    if run and run.publicity_until and not is_past(run.publicity_until, now):
        return ()
    closed = session.scalar(
        select(func.max(RankingRun.publicity_until)).where(RankingRun.cycle_id == cycle_id)
    )
    if closed is None:
        return (Unmet("公示还没有开始，公示期间才能提出申诉", "评定负责人开始公示后"),)
    assessor = session.execute(
        select(Unit.name, Unit.phone).join(Cycle, Cycle.province_id == Unit.id).where(Cycle.id == cycle_id)
    ).one()
    contact = f"{assessor.name} {assessor.phone}".rstrip()
    return (Unmet(f"申诉期已于{deadline_day(closed)}截止，不再受理；仍有异议的，联系{contact}", ""),)
