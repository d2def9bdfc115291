"""Who was in the bottom two years running: document 004, 结果运用 (约谈).

A unit is itself by its id; a renamed unit keeps its line. Where units merged or split nothing is
inferred: a person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflow.rules.lineage import Origin, Succession, in_force, origins, sole
from workflow.rules.ranked_year import RankedYear


class Streak(StrEnum):
    """Whether a unit was in the bottom two years running."""

    YES = "yes"
    NO = "no"
    PERSON = "person"


@dataclass(frozen=True)
class Verdict:
    """Streak or not, with the reason; `last_year_rank` is None where the unit has no single line."""

    unit_id: int
    streak: Streak
    reason: str
    last_year_rank: int | None = None


def streak_units(
    this_year: RankedYear,
    last_year: RankedYear | None,
    successions: Iterable[Succession],
    size: int,
) -> dict[int, Verdict]:
    """A verdict for every unit ranked this year, by unit id.

    `last_year` counts only if it is the year before; `successions` after this year's ranking do not
    count; `size` is the scheme's number of bottom places, for the texts.
    """
    previous = last_year if last_year and last_year.year == this_year.year - 1 else None
    known = in_force(successions, this_year.ranked_on)
    return {unit: _verdict(unit, this_year, previous, known, size) for unit in this_year.ranks}


def _verdict(
    unit: int, this_year: RankedYear, previous: RankedYear | None, successions: list[Succession], size: int
) -> Verdict:
    found = origins(unit, previous.ranks, successions) if previous else []
    one = sole(found)
    rank = previous.ranks[one.unit_id] if previous and one else None
    now = _place(this_year, unit, size)
    if unit not in this_year.bottom:
        return Verdict(unit, Streak.NO, now, rank)
    if previous is None:
        missing = f"没有{this_year.year - 1}年度的排名结果，连续中断，不计连续两年"
        return Verdict(unit, Streak.NO, f"{now}；{missing}")
    if not found:
        return Verdict(unit, Streak.NO, f"{now}；{previous.year}年度未列入排名，连续中断，不计连续两年")
    before = "；".join(_origin_text(origin, previous, size) for origin in found)
    if one is None:
        return Verdict(unit, Streak.PERSON, f"{now}；{before}。单位有合并或拆分，是否连续由人工认定并记录")
    if one.unit_id in previous.bottom:
        return Verdict(unit, Streak.YES, f"{now}；{before}。连续两年排名后{size}位", rank)
    return Verdict(unit, Streak.NO, f"{now}；{before}。不是连续两年", rank)


def _origin_text(origin: Origin, previous: RankedYear, size: int) -> str:
    place = _place(previous, origin.unit_id, size)
    if origin.name is None:
        return place
    relation = "更名前为" if origin.keeps_line else "前身"
    return f"{relation}{origin.name}，{place}"


def _place(ranking: RankedYear, unit: int, size: int) -> str:
    where = "在" if unit in ranking.bottom else "不在"
    return f"{ranking.year}年度第 {ranking.ranks[unit]} 名，{where}后{size}位"
