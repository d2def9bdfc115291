"""A prefecture's self score (汇总): document 004, 市(州)自评. Counties 60 %, own level 40 %.

How the counties are combined the document does not say; here it is their simple mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from workflow.points import plain, shown
from workflow.rules.wording import exact_figure, figure, percent

COUNTIES = "县(市、区)"
"""How document 004 calls the units below; other documents have their own word, or none below."""


def without_counties(below: str) -> str:
    """What holds for a unit that has nobody below it, where others have."""
    return f"无下辖{below}，自评按本级100%计"


@dataclass(frozen=True)
class CountyTerm:
    """One county in the mean: total marks of its accepted sheet, or a decision to count it as zero."""

    unit_id: int
    name: str
    total: Decimal
    decision: Literal["zero"] | None = None

    @property
    def counted(self) -> Decimal:
        """The marks that enter the mean: 0 after the decision, whatever the sheet holds."""
        return Decimal(0) if self.decision == "zero" else self.total


@dataclass(frozen=True)
class Consolidation:
    """A self score with its terms, in marks, exact; `mean` is None for a prefecture without counties."""

    own: Decimal
    counties: tuple[CountyTerm, ...]
    mean: Fraction | None
    self_score: Fraction
    lines: tuple[str, ...]


def self_score(
    own: Decimal,
    counties: Sequence[CountyTerm],
    own_weight: Decimal,
    county_weight: Decimal,
    below: str | None = COUNTIES,
) -> Consolidation:
    """Weigh the own-level total and the mean of the counties' totals (marks of items 1–43).

    Weights are shares of 1 (0.4 and 0.6). Without counties the own level counts in full. `below` is the
    document's word for them, None where it knows none. Raises ValueError if the weights do not add up to 1.
    """
    if own_weight + county_weight != 1:
        raise ValueError(f"weights {own_weight} and {county_weight} do not add up to 1")
    if not counties:
        return _own_only(own, below)
    mean = counties_mean(counties)
    share = Fraction(county_weight) / len(counties)
    own_part, county_part = Fraction(own) * Fraction(own_weight), mean * Fraction(county_weight)
    score = own_part + county_part
    lines = (
        f"本级得分 {plain(own)} × {percent(own_weight)} = {figure(own_part)}",
        *(_county_line(county, share) for county in counties),
        _mean_line(counties, mean, below),
        f"{below}部分 {figure(mean)} × {percent(county_weight)} = {figure(county_part)}",
        f"自评得分 {figure(own_part)} + {figure(county_part)} = {exact_figure(score)}，显示为 {shown(score)}",
    )
    return Consolidation(own, tuple(counties), mean, score, lines)


def counties_mean(counties: Sequence[CountyTerm]) -> Fraction:
    """The simple mean of what the counties count, exact, in marks; there is at least one county."""
    return sum((Fraction(county.counted) for county in counties), Fraction()) / len(counties)


def _own_only(own: Decimal, below: str | None) -> Consolidation:
    if below is None:
        lines: tuple[str, ...] = (f"自评得分 {plain(own)}，显示为 {shown(own)}",)
    else:
        lines = (without_counties(below), f"自评得分 = 本级得分 {plain(own)}，显示为 {shown(own)}")
    return Consolidation(own, (), None, Fraction(own), lines)


def _county_line(county: CountyTerm, share: Fraction) -> str:
    decided = "（经决定按 0 分计）" if county.decision == "zero" else ""
    return f"{county.name} {plain(county.counted)} 分{decided}，占自评得分的 {percent(share)}"


def _mean_line(counties: Sequence[CountyTerm], mean: Fraction, below: str | None) -> str:
    addends = " + ".join(plain(county.counted) for county in counties)
    return f"{below}平均 ({addends}) ÷ {len(counties)} = {exact_figure(mean)}"
