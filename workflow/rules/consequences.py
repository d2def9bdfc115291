"""What follows from a result: grade bands, vetoes, prizes, subsidies, the bottom of the ranking.

Serves 003 part 三 (grades and what becomes of the budget), 000 part 四(二) (prizes and subsidies), 004 (the
last five, two years running).
"""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from workflow.points import plain
from workflow.rules.kinds.fields import (
    Flag,
    Key,
    Part,
    Points,
    Text,
    Whole,
    at_least,
    refusal,
    require_distinct,
)
from workflow.rules.kinds.measures import Amount, Money


class Band(Part):
    """A grade: from `at_least` marks up to the next better one (half-open); without `at_least` everything
    below the others, totals below zero too (60分以下).

    `at_most` is the upper end that the document prints (80-89分), for the check of gaps; `follows` is what
    the document attaches to the grade.
    """

    name: Text
    at_least: Points | None = None
    at_most: Points | None = None
    follows: Text | None = None


def _graded(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    require_distinct([band.name for band in bands], "等次")
    bounds = ["不限" if band.at_least is None else plain(band.at_least) for band in bands]
    require_distinct(bounds, "等次的下限")
    return tuple(sorted(bands, key=_bound, reverse=True))


def _bound(band: Band) -> tuple[bool, Decimal]:
    return band.at_least is not None, band.at_least or Decimal(0)


Bands = Annotated[tuple[Band, ...], AfterValidator(_graded)]
"""Grades from the best down, in whatever order the file has them."""


class Veto(Part):
    """A case that overrides every mark (一票否决): total zero, no grade, ranked last."""

    key: Key
    text: Text


class Place(Part):
    """Places of a prize, after those before it: how many units, and how much each gets."""

    title: Text
    count: Whole
    amount: Money


class Prize(Part):
    """Prizes by rank: over the total, or over named items or components (`2`, `2.expansion`) alone.

    `per_group`: each ranking group has its own. `open_list`: the document ends the list of such prizes
    with 等.
    """

    title: Text
    places: Annotated[tuple[Place, ...], at_least(1)]
    over: tuple[Text, ...] = ()
    per_group: Flag = False
    open_list: Flag = False


class Tier(Part):
    """A lump sum for a size of `at_least` (inclusive) up to the next tier. `stated`: whether the document
    says to which tier its bound belongs."""

    at_least: Amount
    amount: Money
    stated: Flag = True


class Subsidy(Part):
    """Money by a unit's imported figures: `each` for every one of `actual` (up to `target`, where part of
    it is paid differently), `above` for each beyond `target`, or a lump sum by `tiers` of `size`.

    `actual`, `target` and `size` are keys of metrics. `on_target`: only to units that reached the target.
    """

    title: Text
    actual: Key
    target: Key | None = None
    each: Money | None = None
    above: Money | None = None
    size: Key | None = None
    tiers: tuple[Tier, ...] = ()
    on_target: Flag = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.each is None) == (not self.tiers) or (self.size is None) != (not self.tiers):
            raise refusal(f"“{self.title}”的计算方式不明", "写 each（可加 above），或写 size 与 tiers")
        if (self.above is not None or self.on_target) and self.target is None:
            raise refusal(f"“{self.title}”没有写 target", "写明目标数对应的指标")
        return self


def _two(years: int) -> int:
    if years != 2:
        raise refusal(f"读到“{years}”", "连续年数按两年认定，写 2")
    return years


class Consequences(Part):
    """What follows from the result. The last `bottom` places, two `years` running, lead to an interview;
    a `bottom` of 0 is none."""

    bottom: Whole = 0
    years: Annotated[Whole, AfterValidator(_two)] = 2
    text: Text | None = None
    bands: Bands = ()
    vetoes: tuple[Veto, ...] = ()
    prizes: tuple[Prize, ...] = ()
    subsidies: tuple[Subsidy, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """What findings about results name as their place."""
        return (
            "prizes",
            *(f"bands.{band.name}" for band in self.bands),
            *(f"vetoes.{veto.key}" for veto in self.vetoes),
            *(f"prizes.{prize.title}" for prize in self.prizes),
            *(f"subsidies.{subsidy.title}" for subsidy in self.subsidies),
        )
