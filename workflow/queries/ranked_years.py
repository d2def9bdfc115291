"""Rankings year by year as two years are compared: published ones, and those taken over from paper."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.clock import local_date
from workflow.models import (
    Cycle,
    CycleWindow,
    ImportedRanking,
    Participant,
    RankingLine,
    RankingRun,
    Succession,
    SuccessionKind,
    Unit,
)
from workflow.points import from_ratio_text
from workflow.queries.units import family
from workflow.rules import lineage
from workflow.rules.ranked_year import RankedYear, Source
from workflow.rules.ranking import bottom

PAPER_DAY = (12, 1)
"""The day of its year for which a ranking from paper stands: units and successions are those of that day."""


def successions(session: Session) -> tuple[lineage.Succession, ...]:
    """The whole succession table as the rules read it."""
    rows = session.execute(
        select(Succession, Unit.name).join(Unit, Unit.id == Succession.from_unit_id).order_by(Succession.id)
    )
    return tuple(
        lineage.Succession(
            row.from_unit_id,
            name,
            row.to_unit_id,
            lineage.RENAMED if row.kind is SuccessionKind.RENAMED else row.kind.value,
            row.on,
        )
        for row, name in rows
    )


def published_years(
    session: Session, province_id: int, scheme_key: str, year: int | None = None
) -> dict[int, RankedYear]:
    """Year → the edition of the circular that stands, in three statements; rehearsals are no year."""
    wanted: list[ColumnElement[bool]] = [
        Cycle.province_id == province_id,
        Cycle.scheme_key == scheme_key,
        Cycle.rehearsal.is_(False),
        RankingRun.stage == RankingStage.PUBLISHED,
    ]
    wanted += [Cycle.year == year] if year is not None else []
    return {found.year: found for found in ranked_runs(session, *wanted)}


def ranked_runs(session: Session, *wanted: ColumnElement[bool]) -> Sequence[RankedYear]:
    """The runs that fulfil conditions on `RankingRun` and `Cycle`, oldest first, in three statements."""
    runs = session.execute(
        select(RankingRun, Cycle)
        .join(Cycle, Cycle.id == RankingRun.cycle_id)
        .where(*wanted)
        .order_by(Cycle.year, RankingRun.number)
    ).all()
    days = ranked_days(session, [cycle for _, cycle in runs])
    rows = session.execute(
        select(RankingLine, Participant.name)
        .join(RankingRun, RankingRun.id == RankingLine.run_id)
        .join(
            Participant,
            (Participant.cycle_id == RankingRun.cycle_id) & (Participant.unit_id == RankingLine.unit_id),
        )
        .where(RankingLine.run_id.in_([run.id for run, _ in runs]))
    )
    lines: dict[int, dict[int, tuple[RankingLine, str]]] = {}
    for line, name in rows:
        lines.setdefault(line.run_id, {})[line.unit_id] = line, name
    return [_run(run, cycle, lines.get(run.id, {}), days[cycle.id]) for run, cycle in runs]


def _run(
    run: RankingRun, cycle: Cycle, lines: Mapping[int, tuple[RankingLine, str]], ranked_on: date
) -> RankedYear:
    told = (RankingStage.PUBLISHED, RankingStage.SUPERSEDED)
    return RankedYear(
        year=cycle.year,
        ranks={unit: line.rank for unit, (line, _) in lines.items()},
        bottom=frozenset(unit for unit, (line, _) in lines.items() if line.bottom),
        scores={unit: from_ratio_text(line.final) for unit, (line, _) in lines.items()},
        names={unit: name for unit, (_, name) in lines.items()},
        source=Source.PUBLISHED if run.stage in told else Source.COMPUTED,
        ranked_on=ranked_on,
        vetoed=frozenset(unit for unit, (line, _) in lines.items() if line.vetoed),
    )


def ranked_days(session: Session, cycles: Sequence[Cycle]) -> dict[int, date]:
    """Cycle → the Shanghai day whose units it ranks: the first of its self-evaluation, else its opening."""
    statement = select(CycleWindow.cycle_id, CycleWindow.first).where(
        CycleWindow.cycle_id.in_([cycle.id for cycle in cycles]),
        CycleWindow.stage == "self_evaluation",
        CycleWindow.first.is_not(None),
    )
    first = {row.cycle_id: row.first for row in session.execute(statement)}
    return {cycle.id: first.get(cycle.id) or local_date(cycle.opened_at) for cycle in cycles}


def paper_years(
    session: Session, province_id: int, size: int, year: int | None = None
) -> dict[int, RankedYear]:
    """Year → the ranking taken over from paper, in two statements; `size` is the number of bottom places."""
    own: list[ColumnElement[bool]] = [ImportedRanking.unit_id.in_(family(session).below(province_id))]
    own += [ImportedRanking.year == year] if year is not None else []
    rows = session.execute(
        select(ImportedRanking, Unit.name)
        .join(Unit, Unit.id == ImportedRanking.unit_id)
        .where(*own)
        .order_by(ImportedRanking.year, ImportedRanking.rank, ImportedRanking.unit_id)
    )
    lines: dict[int, list[tuple[ImportedRanking, str]]] = {}
    for row, name in rows:
        lines.setdefault(row.year, []).append((row, name))
    return {year: _paper(year, found, size) for year, found in lines.items()}


def _paper(year: int, lines: Sequence[tuple[ImportedRanking, str]], size: int) -> RankedYear:
    ranks = {line.unit_id: line.rank for line, _ in lines}
    return RankedYear(
        year=year,
        ranks=ranks,
        bottom=frozenset(bottom({unit: Fraction(-rank) for unit, rank in ranks.items()}, size)),
        scores={line.unit_id: from_ratio_text(line.final) for line, _ in lines},
        names={line.unit_id: name for line, name in lines},
        source=Source.IMPORTED,
        ranked_on=date(year, *PAPER_DAY),
    )
