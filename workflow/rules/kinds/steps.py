"""Marks by steps (每下降一个百分点扣…分) and by size class (2万人以下每点…分): what several kinds share."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator

from workflow.points import plain, quantise
from workflow.rules.kinds.fields import Part, Share, at_least, refusal
from workflow.rules.kinds.measures import Amount

Way = Literal["whole", "proportional"]
"""What part of a step counts: only a whole one, or its share."""

WAYS: dict[Way, str] = {"whole": "不足一档不计", "proportional": "不足一档按比例计"}
"""The wording of each way, for descriptions."""


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


def amount(count: Fraction, each: Decimal) -> Decimal:
    """Marks of so many steps of `each`: exact for whole steps, else rounded half-up once."""
    return count.numerator * each if count.denominator == 1 else quantise(count * Fraction(each))


def describe_sizes(sizes: tuple[SizeClass, ...], unit: str) -> str:
    """The classes in Chinese: 20000人以下0.2分、其余0.6分."""
    return "、".join(
        f"{'其余' if size.up_to is None else f'{plain(size.up_to)}{unit}以下（含）'}{plain(size.marks)}分"
        for size in sizes
    )
