"""The order of the units and their grades: 003 part 三 (优 良 中 差), 一票否决 of any document.

Scores are exact; nothing is rounded here.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from workflow.points import plain
from workflow.rules.consequences import Band, Veto
from workflow.rules.ranking import ranks

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True)
class Standing:
    """Where a unit stands: its score (0 under a veto), its places (1 is best), its grade, and why."""

    score: Fraction
    rank: int
    group_rank: int
    band: Band | None
    vetoes: tuple[Veto, ...]
    explanation: str


@dataclass(frozen=True)
class Entrant:
    """A unit with its final score in marks, its ranking group, the cases that veto it."""

    score: Fraction
    group: str = ""
    vetoes: tuple[Veto, ...] = ()


def grade(bands: Sequence[Band], score: Fraction | Decimal) -> Band | None:
    """The grade of a score, of `bands` from the best down: half-open, each from its `at_least` to the next
    better one; None below all."""
    reached = (band for band in bands if band.at_least is None or score >= band.at_least)
    return next(reached, None)


def standings(bands: Sequence[Band], units: Mapping[Unit, Entrant]) -> dict[Unit, Standing]:
    """The order of all units and of each ranking group. A vetoed unit has no mark and no grade and comes
    last, behind a unit with fewer marks than zero; equal scores share the better place."""
    places = _places(units)
    within: dict[Unit, int] = {}
    for group in {entrant.group for entrant in units.values()}:
        within |= _places({unit: entrant for unit, entrant in units.items() if entrant.group == group})
    return {
        unit: _standing(bands, entrant, places[unit], within[unit]) for unit, entrant in units.items()
    }


def _places(units: Mapping[Unit, Entrant]) -> dict[Unit, int]:
    counted = {unit: entrant.score for unit, entrant in units.items() if not entrant.vetoes}
    last = len(counted) + 1
    found = ranks(counted)
    return {unit: found.get(unit, last) for unit in units}


def _standing(bands: Sequence[Band], entrant: Entrant, rank: int, group_rank: int) -> Standing:
    if entrant.vetoes:
        texts = "、".join(veto.text for veto in entrant.vetoes)
        said = f"一票否决（{texts}）：总分计0分，不评等次，排名列最后。"
        return Standing(Fraction(0), rank, group_rank, None, entrant.vetoes, said)
    band = grade(bands, entrant.score)
    return Standing(entrant.score, rank, group_rank, band, (), _graded(bands, band))


def _graded(bands: Sequence[Band], band: Band | None) -> str:
    if band is None:
        return "没有达到任何等次。" if bands else ""
    place = bands.index(band)
    above = bands[place - 1].at_least if place else None
    ends = [f"达到{plain(band.at_least)}分"] if band.at_least is not None else []
    ends += [f"不足{plain(above)}分"] if above is not None else []
    span = f"{'、'.join(ends)}，" if ends else ""
    follows = f"：{band.follows}" if band.follows else ""
    return f"{span}等次为{band.name}{follows}。"
