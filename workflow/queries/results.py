"""What everybody may see of the ranking, and when.

Before the publicity period nothing. In it a unit sees its own result, a prefecture also its counties'; no
rank, no other unit. Once published, everybody sees rank, self, province, special and final of every unit;
findings and claims stay with the unit's own subtree. The chief sees everything of every run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.actor import Actor, Post
from workflow.errors import NotFound
from workflow.models import Cycle, Participant, RankingRun
from workflow.queries.explanations import Term, claim_term, county_term, final_term, headline_term
from workflow.queries.runs import RunLine, run_lines
from workflow.queries.units import family

SHOWN = (RankingStage.PUBLICITY, RankingStage.PUBLISHED, RankingStage.SUPERSEDED)
"""Stages of a run in which a unit sees its own result: a corrected edition stays readable."""


@dataclass(frozen=True)
class Edition:
    """A run that units may look into: an edition of the circular, or one in its publicity period.

    One that was adjusted after appeals before it was published never was an edition.
    """

    run_id: int
    cycle_id: int
    year: int
    title: str
    rehearsal: bool
    number: int
    stage: RankingStage
    circular_number: str
    meeting_date: date | None
    meeting_reference: str
    publicity_until: datetime | None
    published_at: datetime | None
    correction_reason: str

    @property
    def published(self) -> bool:
        """Whether the whole ranking is open to everybody."""
        return self.published_at is not None

    @property
    def adjusted(self) -> bool:
        """Whether another run has taken its place in the publicity period, after appeals."""
        return self.stage is RankingStage.SUPERSEDED and not self.published


@dataclass(frozen=True)
class PublicLine:
    """One unit's line of a circular, in marks, exact; `own` for the viewer's unit or the one above it."""

    unit_id: int
    name: str
    rank: int
    group: str
    group_rank: int
    self_score: Fraction
    province: Decimal
    bonus: Decimal
    special: Decimal
    final: Fraction
    grade: str
    follows: tuple[str, ...]
    looks_equal: bool
    own: bool


def editions(session: Session, actor: Actor) -> tuple[Edition, ...]:
    """Every edition of the actor's province, and what is in its publicity period, newest first."""
    mine = _of_province(session, actor)
    return tuple(shown for shown in _editions(session, mine) if not shown.adjusted)


def edition(session: Session, actor: Actor, run_id: int) -> Edition:
    """One of them. Raises NotFound for any other run."""
    found = _editions(session, _of_province(session, actor), RankingRun.id == run_id)
    if not found:
        raise NotFound
    return found[0]


def editions_beside(session: Session, shown: Edition) -> tuple[Edition, ...]:
    """Every run of the same year that units may look into, newest first, itself among them."""
    return _editions(session, RankingRun.cycle_id == shown.cycle_id)


def _of_province(session: Session, actor: Actor) -> ColumnElement[bool]:
    return Cycle.province_id == (family(session).root(actor.unit_id) if actor.unit_id else None)


def _editions(session: Session, *conditions: ColumnElement[bool]) -> tuple[Edition, ...]:
    rows = session.execute(
        select(RankingRun, Cycle)
        .join(Cycle, Cycle.id == RankingRun.cycle_id)
        .where(RankingRun.stage.in_(SHOWN), *conditions)
        .order_by(Cycle.year.desc(), Cycle.id.desc(), RankingRun.number.desc())
    )
    return tuple(
        Edition(
            run.id,
            cycle.id,
            cycle.year,
            cycle.title,
            cycle.rehearsal,
            run.number,
            run.stage,
            run.circular_number,
            run.meeting_date,
            run.meeting_reference,
            run.publicity_until,
            run.published_at,
            run.correction_reason,
        )
        for run, cycle in rows
    )


def public_ranking(session: Session, actor: Actor, run_id: int) -> tuple[PublicLine, ...]:
    """A published ranking in rank order. Raises NotFound before it is published."""
    shown = edition(session, actor, run_id)
    if not shown.published:
        raise NotFound
    mine = (actor.unit_id, _above(session, actor, shown.cycle_id))
    return tuple(public_line(line, line.unit_id in mine) for line in run_lines(session, run_id))


def public_line(line: RunLine, own: bool = False) -> PublicLine:
    """What a circular says of one unit, and no more."""
    return PublicLine(
        line.unit_id,
        line.name,
        line.rank,
        line.group,
        line.group_rank,
        line.self_score,
        line.province,
        line.bonus,
        line.special,
        line.final,
        line.grade,
        _follows(line),
        line.looks_equal,
        own,
    )


def tied(lines: Sequence[PublicLine]) -> Mapping[int, Sequence[str]]:
    """Rank → the units that share it, of ranks that several units have."""
    found: dict[int, list[str]] = {}
    for line in lines:
        found.setdefault(line.rank, []).append(line.name)
    return {rank: names for rank, names in found.items() if len(names) > 1}


def _follows(line: RunLine) -> tuple[str, ...]:
    """What a circular says that a unit gets, or what bars it: titles and amounts, no reasons."""
    barred = [f"一票否决：{case['text']}" for case in line.follows["vetoes"]]
    won = [f"{prize['title']} {prize['amount']} 元" for prize in line.follows["prizes"]]
    return (*barred, *won)


def own_result(session: Session, actor: Actor, run_id: int) -> Term | None:
    """The result of the actor's own unit in a run that units may look into, with every term.

    A prefecture's final score, without its rank; a county's part in its prefecture's self score and the
    decisions about its claims. None for a unit that the run does not rank. Raises NotFound too early.
    """
    shown = edition(session, actor, run_id)
    above = _above(session, actor, shown.cycle_id)
    for line in run_lines(session, run_id):
        if line.unit_id == actor.unit_id:
            return final_term(line.terms, ranked=shown.published)
        if line.unit_id == above:
            return _county(line.terms, actor.unit_id)
    return None


def _county(terms: Mapping[str, Any], unit_id: int | None) -> Term | None:
    county = next((entry for entry in terms["counties"] if entry["id"] == unit_id), None)
    if county is None:
        return None
    own = county_term(county)
    claims = tuple(
        claim_term(claim)
        for item in terms["special"]["items"]
        for claim in item["claims"]
        if claim["unit_id"] == unit_id
    )
    parts = (*own.children, Term("特殊因素申报", f"{len(claims)} 条", (), claims)) if claims else own.children
    return Term(own.label, own.value, own.explanation, parts)


def explanation(session: Session, actor: Actor, run_id: int, unit_id: int) -> Term:
    """How a unit's score came about, as far as the actor may see it. Raises NotFound otherwise.

    Everything for the chief, and for a unit about itself; once published, for everybody else the four
    figures without what they are made of.
    """
    line = _chiefs_line(session, actor, run_id, unit_id)
    if line is not None:
        return final_term(line.terms)
    shown = edition(session, actor, run_id)
    if unit_id == actor.unit_id:
        own = own_result(session, actor, run_id)
        if own is not None:
            return own
    if not shown.published:
        raise NotFound
    return headline_term(_line(session, run_id, unit_id).terms)


def _chiefs_line(session: Session, actor: Actor, run_id: int, unit_id: int) -> RunLine | None:
    """The line of a run of the chief's own province; None for everybody else."""
    province = (
        select(Cycle.province_id)
        .join(RankingRun, RankingRun.cycle_id == Cycle.id)
        .where(RankingRun.id == run_id)
    )
    if actor.post is not Post.CHIEF or session.scalar(province) != actor.unit_id:
        return None
    return _line(session, run_id, unit_id)


def _line(session: Session, run_id: int, unit_id: int) -> RunLine:
    found = next((line for line in run_lines(session, run_id) if line.unit_id == unit_id), None)
    if found is None:
        raise NotFound
    return found


def _above(session: Session, actor: Actor, cycle_id: int) -> int | None:
    """The unit above the actor's in that cycle."""
    statement = select(Participant.above_id).where(
        Participant.cycle_id == cycle_id, Participant.unit_id == actor.unit_id
    )
    return session.scalar(statement)
