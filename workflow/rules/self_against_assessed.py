"""自评与评定对照: what a unit gave itself beside what the assessor found, item by item and in total.

The inflation of self-marks is a self mark above the assessed one. All figures are exact, in marks.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from workflow.rules.ranking import ranks

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True)
class Loss:
    """One line that takes marks off: whose sheet it stands on (or the assessor's finding), and why.

    `cause` is the document's own 扣分情形 where the component lists them; `case` is what was written.
    """

    unit: str
    component: str
    cause: str
    case: str
    reason: str
    count: int
    marks: Decimal


@dataclass(frozen=True)
class ItemMarks:
    """One item of one unit: its own sheet's mark, those of the sheets below by name, the assessed mark.

    None where there is no such sheet. `factor` is what the mark is multiplied with on its way into the
    total, 0 for 加减分项.
    """

    number: int
    name: str
    category: str
    full: Decimal
    factor: Decimal
    own: Decimal | None
    below: Mapping[str, Decimal]
    assessed: Decimal | None
    self_losses: tuple[Loss, ...] = ()
    findings: tuple[Loss, ...] = ()

    @property
    def mean_below(self) -> Fraction | None:
        """The mean over the sheets below."""
        return mean(self.below.values())

    def self_mark(self, own_share: Decimal) -> Fraction | None:
        """Own sheet and those below as the self score weighs them; `own_share` is a share of 1."""
        if self.own is None:
            return None
        if self.mean_below is None:
            return Fraction(self.own)
        return Fraction(self.own) * Fraction(own_share) + self.mean_below * (1 - Fraction(own_share))

    def difference(self, own_share: Decimal) -> Fraction | None:
        """Self mark less assessed mark: above 0 the unit marked itself higher."""
        own = self.self_mark(own_share)
        return None if own is None or self.assessed is None else own - Fraction(self.assessed)


@dataclass(frozen=True)
class CategoryMarks:
    """One category of one unit by the weights of the tree; None where a side has no marks."""

    title: str
    full: Decimal
    self_marks: Fraction | None
    assessed: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        """Self marks less assessed marks."""
        if self.self_marks is None or self.assessed is None:
            return None
        return self.self_marks - self.assessed


@dataclass(frozen=True)
class Spread:
    """Mean, best and worst of a group of units in one category, and how many have marks in it."""

    mean: Fraction
    best: Fraction
    worst: Fraction
    units: int


def mean(marks: Iterable[Decimal | Fraction]) -> Fraction | None:
    """The exact mean; None of nothing."""
    known = [Fraction(mark) for mark in marks]
    return sum(known, Fraction(0)) / len(known) if known else None


def inflation_ranks(differences: Mapping[Unit, Fraction | None]) -> dict[Unit, int]:
    """Unit → place, the highest self mark against the assessed one first; those without both have none."""
    return ranks({unit: found for unit, found in differences.items() if found is not None})


def by_category(items: Sequence[ItemMarks], own_share: Decimal) -> tuple[CategoryMarks, ...]:
    """The items' marks added up by category, in order; 加减分项 stay outside."""
    counted = [item for item in items if item.factor]
    titles = dict.fromkeys(item.category for item in counted)
    return tuple(
        _category(title, [item for item in counted if item.category == title], own_share) for title in titles
    )


def _category(title: str, items: Sequence[ItemMarks], own_share: Decimal) -> CategoryMarks:
    factors = [item.factor for item in items]
    full = sum((item.factor * item.full for item in items), Decimal(0))
    own = _weighed(factors, [item.self_mark(own_share) for item in items])
    return CategoryMarks(title, full, own, _weighed(factors, [item.assessed for item in items]))


def _weighed(factors: Sequence[Decimal], marks: Sequence[Decimal | Fraction | None]) -> Fraction | None:
    known = [
        Fraction(factor) * Fraction(mark)
        for factor, mark in zip(factors, marks, strict=True)
        if mark is not None
    ]
    return sum(known, Fraction(0)) if len(known) == len(marks) else None


def spread(marks: Iterable[Fraction | None]) -> Spread | None:
    """How a group did in one category; None where nobody has marks."""
    known = [mark for mark in marks if mark is not None]
    found = mean(known)
    return None if found is None else Spread(found, max(known), min(known), len(known))
