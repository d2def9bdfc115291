"""Marks by steps (每下降一个百分点扣…分) and by size class (2万人以下每点…分): what several kinds share."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator

from workflow.points import plain
from workflow.rules.kinds.answers import Doubt
from workflow.rules.kinds.fields import Part, Share, at_least, refusal
from workflow.rules.kinds.figures import written
from workflow.rules.kinds.measures import Amount, Measure

Way = Literal["whole", "proportional"]
"""What part of a step counts: only a whole one, or its share."""

WAYS: dict[Way, str] = {"whole": "不足一档不计", "proportional": "不足一档按比例计"}
"""The wording of each way, for descriptions."""


Rounded = Callable[[Fraction], Decimal]
"""How marks that a division brought become marks: `ComponentRule.rounded`."""


class SizeClass(Part):
    """Units of a size up to `up_to` (inclusive), and the `marks` of one step for them; the last class of a
    list has no `up_to`."""

    up_to: Amount | None = None
    marks: Share


def _ascending(sizes: tuple[SizeClass, ...]) -> tuple[SizeClass, ...]:
    bounds = [size.up_to for size in sizes[:-1] if size.up_to is not None]
    if len(bounds) < len(sizes) - 1 or sizes[-1].up_to is not None or bounds != sorted(set(bounds)):
        found = "、".join("不限" if size.up_to is None else plain(size.up_to) for size in sizes)
        raise refusal(f"规模分档的上限依次为{found}", "上限从小到大写，只有最后一档不写 up_to")
    return sizes


Sizes = Annotated[tuple[SizeClass, ...], at_least(1), AfterValidator(_ascending)]
"""Size classes from small to large."""


def per_size(sizes: tuple[SizeClass, ...], size: Decimal) -> Decimal:
    """The marks of one step for a unit of this size."""
    return next(entry.marks for entry in sizes if entry.up_to is None or size <= entry.up_to)


def steps(distance: Decimal | Fraction, step: Decimal, way: Way) -> Fraction:
    """How many steps a distance is; none where it is not above 0."""
    exact = max(Fraction(0), Fraction(distance) / Fraction(step))
    return Fraction(exact.numerator // exact.denominator) if way == "whole" else exact


def amount(count: Fraction, each: Decimal, rounded: Rounded) -> Decimal:
    """Marks of so many steps of `each`: exact for whole steps, else rounded once."""
    return count.numerator * each if count.denominator == 1 else rounded(count * Fraction(each))


def step_sum(
    distance: Fraction, step: Decimal, way: Way, each: Decimal, verb: str, rounded: Rounded
) -> tuple[Decimal, str]:
    """Marks for a distance in percentage points, and the sum in Chinese; `verb`: 扣 or 加."""
    count = steps(distance, step, way)
    total = amount(count, each, rounded)
    sum_text = f"{verb}{plain(each)}分×{written(count)}档＝{plain(total)}分"
    return total, f"每{plain(step)}个百分点一档、{WAYS[way]}，{sum_text}"


def left_of(full: Decimal, cost: Decimal, floor: Decimal | None) -> tuple[Decimal, str]:
    """Marks left of a full mark after a cost, not below the floor, and the Chinese end of an explanation."""
    marks = full - cost
    if floor is not None and marks < floor:
        return floor, f"满分{plain(full)}分，扣至{plain(floor)}分为止，得{plain(floor)}分"
    return marks, f"满分{plain(full)}分，得{plain(marks)}分"


def require_floor(floor: Decimal | None, full: Decimal) -> None:
    """Refuse a floor above the full mark: whoever loses marks would gain."""
    if floor is not None and floor > full:
        raise refusal(f"下限{plain(floor)}高于满分{plain(full)}", "下限写不高于满分的数")


def floor_doubts(floor: Decimal | None, stated: bool) -> Iterator[Doubt]:
    """L04 where a document states no floor of its deductions, L12 where it states that there is none."""
    if not stated:
        yield Doubt("L04", "没有写明扣到多少分为止", "未写明", "按0分为止")
    elif floor is None:
        yield Doubt("L12", "扣分下不保底，可以扣成负分", "下不保底", "0分")


def bonus_doubts(cap: Decimal | None, stated: bool) -> Iterator[Doubt]:
    """L12 where a bonus has no cap, stated (上不封顶) or not."""
    if cap is None:
        wording = "上不封顶" if stated else "未写明"
        yield Doubt("L12", "加分没有上限，得分可以无限升高", wording, "须有上限或写明上不封顶的依据")


def each_told(each: Decimal | None, sizes: tuple[SizeClass, ...] | None, size: Measure | None) -> str:
    """What one step brings, in Chinese: 0.5分; by size 20000人以下（含）0.2分、其余0.6分."""
    if not sizes or size is None:
        return f"{plain(each or Decimal(0))}分"
    unit = size.unit or ""
    return "、".join(
        f"{'其余' if entry.up_to is None else f'{plain(entry.up_to)}{unit}以下（含）'}{plain(entry.marks)}分"
        for entry in sizes
    )
