"""Who was in the bottom two years running: document 004, 结果运用 (约谈).

A unit is itself by its id; a renamed unit keeps its line. Where units merged or split nothing is
inferred: a person decides.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

RENAMED = "renamed"


class Streak(StrEnum):
    """Whether a unit was in the bottom two years running."""

    YES = "yes"
    NO = "no"
    PERSON = "person"


@dataclass(frozen=True)
class RankedYear:
    """One year's published ranking: rank by unit id, and the ids in the bottom."""

    year: int
    ranks: Mapping[int, int]
    bottom: frozenset[int]


@dataclass(frozen=True)
class Succession:
    """One row of the succession table: what became of a unit, from which day on."""

    predecessor_id: int
    predecessor_name: str
    successor_id: int
    kind: str
    on: date


@dataclass(frozen=True)
class Verdict:
    """Streak or not, with the reason; `last_year_rank` is None where the unit has no single line."""

    unit_id: int
    streak: Streak
    reason: str
    last_year_rank: int | None = None


@dataclass(frozen=True)
class _Origin:
    """A unit of last year's ranking from which one of this year comes; `name` is None for itself."""

    unit_id: int
    name: str | None
    keeps_line: bool


def streak_units(
    this_year: RankedYear,
    last_year: RankedYear | None,
    successions: Iterable[Succession],
    ranked_on: date,
    size: int,
) -> dict[int, Verdict]:
    """A verdict for every unit ranked this year, by unit id.

    `last_year` counts only if it is the year before; `successions` after `ranked_on` do not count;
    `size` is the scheme's number of bottom places, for the texts.
    """
    previous = last_year if last_year and last_year.year == this_year.year - 1 else None
    known = [row for row in successions if row.on <= ranked_on]
    return {unit: _verdict(unit, this_year, previous, known, size) for unit in this_year.ranks}


def kept_line(unit: int, known: Container[int], successions: Iterable[Succession]) -> int | None:
    """Which of the `known` units of an earlier year a unit continues: itself, or what it was called before.

    None where there is none, or where units merged or split: then nothing is inferred.
    """
    origins = _origins(unit, known, list(successions))
    return origins[0].unit_id if len(origins) == 1 and origins[0].keeps_line else None


def _verdict(
    unit: int, this_year: RankedYear, previous: RankedYear | None, successions: list[Succession], size: int
) -> Verdict:
    origins = _origins(unit, previous.ranks, successions) if previous else []
    sole = origins[0] if len(origins) == 1 and origins[0].keeps_line else None
    rank = previous.ranks[sole.unit_id] if previous and sole else None
    now = _place(this_year, unit, size)
    if unit not in this_year.bottom:
        return Verdict(unit, Streak.NO, now, rank)
    if previous is None:
        missing = f"没有{this_year.year - 1}年度的排名结果，连续中断，不计连续两年"
        return Verdict(unit, Streak.NO, f"{now}；{missing}")
    if not origins:
        return Verdict(unit, Streak.NO, f"{now}；{previous.year}年度未列入排名，连续中断，不计连续两年")
    before = "；".join(_origin_text(origin, previous, size) for origin in origins)
    if sole is None:
        return Verdict(unit, Streak.PERSON, f"{now}；{before}。单位有合并或拆分，是否连续由人工认定并记录")
    if sole.unit_id in previous.bottom:
        return Verdict(unit, Streak.YES, f"{now}；{before}。连续两年排名后{size}位", rank)
    return Verdict(unit, Streak.NO, f"{now}；{before}。不是连续两年", rank)


def _origins(unit: int, known: Container[int], successions: list[Succession]) -> list[_Origin]:
    """Every known unit of an earlier year from which `unit` comes, itself included, over any steps."""
    waiting, seen, found = [_Origin(unit, None, True)], {unit}, []
    while waiting:
        current = waiting.pop(0)
        if current.unit_id in known:
            found.append(current)
        for row in successions:
            if row.successor_id == current.unit_id and row.predecessor_id not in seen:
                seen.add(row.predecessor_id)
                keeps = current.keeps_line and row.kind == RENAMED
                waiting.append(_Origin(row.predecessor_id, row.predecessor_name, keeps))
    return found


def _origin_text(origin: _Origin, previous: RankedYear, size: int) -> str:
    place = _place(previous, origin.unit_id, size)
    if origin.name is None:
        return place
    relation = "更名前为" if origin.keeps_line else "前身"
    return f"{relation}{origin.name}，{place}"


def _place(ranking: RankedYear, unit: int, size: int) -> str:
    where = "在" if unit in ranking.bottom else "不在"
    return f"{ranking.year}年度第 {ranking.ranks[unit]} 名，{where}后{size}位"
