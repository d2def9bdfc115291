"""The ranking of the year before, from which streaks are told (document 004, 五)."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.clock import local_date
from workflow.models import (
    Cycle,
    CycleWindow,
    ImportedRanking,
    RankingLine,
    RankingRun,
    Succession,
    SuccessionKind,
    Unit,
)
from workflow.queries.units import family
from workflow.rules import follow_up
from workflow.rules.follow_up import RENAMED, RankedYear, Verdict, streak_units
from workflow.rules.ranking import bottom


def last_year(session: Session, cycle: Cycle, size: int) -> RankedYear | None:
    """The published ranking of the year before, else the one taken over from paper, else None.

    `size` is the number of bottom places. Rehearsals are no year.
    """
    return _published(session, cycle) or _imported(session, cycle, size)


def _published(session: Session, cycle: Cycle) -> RankedYear | None:
    newest = (
        select(RankingRun.id)
        .join(Cycle, Cycle.id == RankingRun.cycle_id)
        .where(
            Cycle.province_id == cycle.province_id,
            Cycle.scheme_key == cycle.scheme_key,
            Cycle.year == cycle.year - 1,
            Cycle.rehearsal.is_(False),
            RankingRun.stage == RankingStage.PUBLISHED,
        )
        .order_by(RankingRun.number.desc())
        .limit(1)
    )
    run_id = session.scalar(newest)
    if run_id is None:
        return None
    lines = session.execute(
        select(RankingLine.unit_id, RankingLine.rank, RankingLine.bottom).where(RankingLine.run_id == run_id)
    ).all()
    return RankedYear(
        year=cycle.year - 1,
        ranks={line.unit_id: line.rank for line in lines},
        bottom=frozenset(line.unit_id for line in lines if line.bottom),
    )


def _imported(session: Session, cycle: Cycle, size: int) -> RankedYear | None:
    year = cycle.year - 1
    own = ImportedRanking.unit_id.in_(family(session).below(cycle.province_id))
    rows = session.execute(
        select(ImportedRanking.unit_id, ImportedRanking.rank).where(ImportedRanking.year == year, own)
    ).all()
    ranks = {row.unit_id: row.rank for row in rows}
    lowest = bottom({unit: Fraction(-rank) for unit, rank in ranks.items()}, size)
    return RankedYear(year, ranks, frozenset(lowest)) if ranks else None


def streaks(
    session: Session, cycle: Cycle, ranks: Mapping[int, int], lowest: frozenset[int], size: int
) -> dict[int, Verdict]:
    """For every unit of this year's ranking, whether it is in the bottom two years running, and why."""
    this_year = RankedYear(cycle.year, ranks, lowest)
    known = successions(session)
    first = session.scalar(
        select(CycleWindow.first).where(
            CycleWindow.cycle_id == cycle.id, CycleWindow.stage == "self_evaluation"
        )
    )
    ranked_on = first or local_date(cycle.opened_at)
    return streak_units(this_year, last_year(session, cycle, size), known, ranked_on, size)


def successions(session: Session) -> list[follow_up.Succession]:
    """The whole succession table as rules read it, in one statement."""
    rows = session.execute(
        select(Succession, Unit.name).join(Unit, Unit.id == Succession.from_unit_id).order_by(Succession.id)
    )
    return [
        follow_up.Succession(
            row.from_unit_id,
            name,
            row.to_unit_id,
            RENAMED if row.kind is SuccessionKind.RENAMED else row.kind.value,
            row.on,
        )
        for row, name in rows
    ]
