"""Ranking runs as the chief sees them: the list, a run in rank order, what changed since an earlier one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.clock import local_date
from workflow.errors import NotFound
from workflow.models import Participant, RankingLine, RankingRun, User
from workflow.points import from_ratio_text
from workflow.queries.schemes import scheme_of
from workflow.rules import ranking
from workflow.rules.ranking import Change, UnitResult, tied_at_edge
from workflow.rules.working_days import Period, WorkingDays, calendar_days_after
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class RunSummary:
    """One run in the list."""

    id: int
    number: int
    stage: RankingStage
    computed_at: datetime
    computed_by: str
    meeting_date: date | None
    meeting_reference: str
    publicity_until: datetime | None
    published_at: datetime | None
    circular_number: str
    correction_reason: str


@dataclass(frozen=True)
class RunLine:
    """One unit's line: figures in marks, exact; `streak` is None where a person must decide."""

    unit_id: int
    code: str | None
    name: str
    rank: int
    own: Decimal
    mean: Fraction | None
    self_score: Fraction
    province: Decimal
    bonus: Decimal
    special: Decimal
    final: Fraction
    grade: str
    vetoed: bool
    bottom: bool
    tied_at_edge: bool
    looks_equal: bool
    last_rank: int | None
    streak: bool | None
    streak_reason: str
    terms: Mapping[str, Any]

    @property
    def decision(self) -> str | None:
        """ "zero" where the self score counts 0 because no report was accepted."""
        decision: str | None = self.terms["decision"]
        return decision

    @property
    def follows(self) -> Mapping[str, Any]:
        """What follows from the result: grade, vetoes, prizes, subsidies, as the run has kept it."""
        follows: Mapping[str, Any] = self.terms["consequences"]
        return follows

    @property
    def group(self) -> str:
        """The ranking group that the unit was in."""
        return str(self.follows["group"])

    @property
    def group_rank(self) -> int:
        """The place within that group."""
        return int(self.follows["group_rank"])

    @property
    def payments(self) -> Sequence[Mapping[str, Any]]:
        """Prizes and subsidies, in the order of the document."""
        return (*self.follows["prizes"], *self.follows["subsidies"])

    @property
    def paid(self) -> Decimal | None:
        """All payments together, in yuan; None while one of them waits."""
        amounts = [payment["amount"] for payment in self.payments]
        return None if None in amounts else sum(map(Decimal, amounts), Decimal(0))

    def result(self) -> UnitResult:
        """The figures that two runs are compared by."""
        return UnitResult(
            self.unit_id,
            self.name,
            self.self_score,
            self.province,
            self.special,
            self.final,
            self.rank,
            self.bonus,
            self.grade,
        )


def runs(session: Session, cycle_id: int) -> tuple[RunSummary, ...]:
    """All runs of a cycle, newest first, in one statement."""
    rows = session.execute(
        select(RankingRun, User.name)
        .join(User, User.id == RankingRun.computed_by_id)
        .where(RankingRun.cycle_id == cycle_id)
        .order_by(RankingRun.number.desc())
    )
    return tuple(_summary(run, name) for run, name in rows)


def _summary(run: RankingRun, computed_by: str) -> RunSummary:
    own = ("id", "number", "stage", "computed_at", "meeting_date", "meeting_reference", "publicity_until")
    late = ("published_at", "circular_number", "correction_reason")
    return RunSummary(computed_by=computed_by, **{name: getattr(run, name) for name in (*own, *late)})


def run_lines(session: Session, run_id: int) -> tuple[RunLine, ...]:
    """The lines of a run in rank order, equals by code, in three statements. Raises NotFound."""
    cycle_id = session.scalar(select(RankingRun.cycle_id).where(RankingRun.id == run_id))
    if cycle_id is None:
        raise NotFound
    rows = session.execute(
        select(RankingLine, Participant.code, Participant.name)
        .join(Participant, Participant.unit_id == RankingLine.unit_id)
        .where(RankingLine.run_id == run_id, Participant.cycle_id == cycle_id)
        .order_by(RankingLine.rank, Participant.code, RankingLine.unit_id)
    ).all()
    size = scheme_of(session, cycle_id).consequences.bottom
    edge = tied_at_edge({line.unit_id: from_ratio_text(line.final) for line, _, _ in rows}, size)
    return tuple(_line(line, code, name, line.unit_id in edge) for line, code, name in rows)


def _line(line: RankingLine, code: str | None, name: str, tied: bool) -> RunLine:
    return RunLine(
        line.unit_id,
        code,
        name,
        line.rank,
        line.own,
        None if line.mean is None else from_ratio_text(line.mean),
        from_ratio_text(line.self_score),
        line.province,
        line.bonus,
        line.special,
        from_ratio_text(line.final),
        line.grade,
        line.vetoed,
        line.bottom,
        tied and line.bottom,
        line.looks_equal,
        line.last_rank,
        line.streak,
        line.streak_reason,
        json.loads(line.terms),
    )


def changes_since(session: Session, run_id: int, earlier_id: int) -> tuple[Change, ...]:
    """What changed from an earlier run to this one, unit by unit, one line per figure."""
    before, after = ([line.result() for line in run_lines(session, each)] for each in (earlier_id, run_id))
    cycle_id = session.scalars(select(RankingRun.cycle_id).where(RankingRun.id == run_id)).one()
    assessor = scheme_of(session, cycle_id).procedure.words.assessor
    return ranking.changes(before, after, f"{assessor}评定得分")


class Grouped(Protocol):
    """A line of a ranking by groups."""

    @property
    def group(self) -> str:
        """The ranking group."""

    @property
    def group_rank(self) -> int:
        """The place within it."""


Line = TypeVar("Line", bound=Grouped)


def by_group(scheme: Scheme, lines: Sequence[Line]) -> Mapping[str, Sequence[Line]]:
    """The lines of every ranking group of a scheme in the order of their places, groups as the document
    lists them; empty where it ranks all units together."""
    ordered = sorted(lines, key=lambda line: line.group_rank)
    found = {group.name: [line for line in ordered if line.group == group.name] for group in scheme.groups}
    return {group: own for group, own in found.items() if own}


def newest(summaries: Sequence[RunSummary], *stages: RankingStage) -> RunSummary | None:
    """The newest run in one of these stages."""
    return next((run for run in summaries if run.stage in stages), None)


def publicity_period(scheme: Scheme, announced: date, working: WorkingDays) -> Period:
    """The publicity period when it is announced on that day."""
    publicity = scheme.calendar.publicity
    after = working.after if publicity.counted_in == "working_days" else calendar_days_after
    return after(announced, publicity.days)


def publicity_length(scheme: Scheme, until: datetime, working: WorkingDays) -> str:
    """How long a publicity period is that ends at this exclusive instant: 共 5 个工作日."""
    publicity = scheme.calendar.publicity
    if publicity.counted_in == "working_days":
        return f"共 {publicity.days} 个工作日"
    last = local_date(until) - timedelta(days=1)
    worked = working.count(last - timedelta(days=publicity.days - 1), last)
    return f"共 {publicity.days} 天，其中 {worked} 个工作日"
