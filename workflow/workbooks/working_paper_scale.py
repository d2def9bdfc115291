"""The whole numbers that a working paper counts in, and how large they may become.

Table programs keep every number as a double, which has 53 binary digits, and treat numbers as equal that
agree in about fifteen decimal ones. Whole numbers below `LARGEST` are kept, compared and divided exactly
by all of them; so nothing is rounded before the score is shown.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from workflow.workbooks.working_paper_data import Paper

MARK = 10**4
"""Steps of a mark in 1: the finest that a form knows."""

LARGEST = 10**14
"""Below 2**53, and below the fifteen digits to which table programs compare: halves of it stay apart."""


class TooFine(Exception):
    """A run whose whole numbers would become larger than table programs keep exactly; `peak` is the
    largest."""

    def __init__(self, peak: int) -> None:
        super().__init__(f"{peak} is not below {LARGEST}")
        self.peak = peak


@dataclass(frozen=True)
class Scale:
    """What whole numbers stand for. A mark is `MARK` steps, a total `MARK × factors`, a self score that
    × `own_whole` × `counts`, a final score that × `self_whole`.

    `own`, `below`, `self_score`, `rated` are the weights as whole numbers; those of one score add up to
    `own_whole`, or to `self_whole`. `counts` is the common multiple of the numbers of units below.
    """

    factors: int
    own: int
    below: int
    own_whole: int
    self_score: int
    rated: int
    self_whole: int
    counts: int

    @property
    def total(self) -> int:
        """Steps of a total in 1 mark."""
        return MARK * self.factors

    @property
    def self_step(self) -> int:
        """Steps of a self score in 1 mark."""
        return self.total * self.own_whole * self.counts

    @property
    def final(self) -> int:
        """Steps of a final score in 1 mark."""
        return self.self_step * self.self_whole

    def steps(self, score: Fraction) -> int:
        """A final score as a whole number. Raises ArithmeticError where it is none."""
        whole = score * self.final
        if whole.denominator != 1:
            raise ArithmeticError(f"{score} is no whole number of 1/{self.final}")
        return whole.numerator


def scale_of(paper: Paper) -> Scale:
    """The scale on which every term of a run is whole. Raises TooFine."""
    weights = paper.weights
    own_whole, self_whole = (
        power(weights.own, weights.below) if paper.consolidated else 1,
        power(weights.self_score, weights.rated),
    )
    scale = Scale(
        factors=power(*(item.factor for item in paper.items)),
        own=int(weights.own * own_whole) if paper.consolidated else 1,
        below=int(weights.below * own_whole) if paper.consolidated else 0,
        own_whole=own_whole,
        self_score=int(weights.self_score * self_whole),
        rated=int(weights.rated * self_whole),
        self_whole=self_whole,
        counts=lcm(*(len(unit.below) for unit in paper.units if unit.below)),
    )
    if (peak := _peak(paper, scale)) >= LARGEST:
        raise TooFine(peak)
    return scale


def power(*figures: Decimal) -> int:
    """The power of ten that makes these figures whole."""
    return max((10 ** max(0, -int(figure.normalize().as_tuple().exponent)) for figure in figures), default=1)


def _peak(paper: Paper, scale: Scale) -> int:
    """More than any sum of the paper can be, also with every mark at its highest."""
    totals = [abs(row.total) for unit in paper.units for row in (unit.own, unit.rated, *unit.below) if row]
    added = [
        sum((abs(row.bonus) for row in (unit.own, unit.rated) if row), Decimal(0))
        + sum(map(abs, unit.special.values()), Decimal(0))
        for unit in paper.units
    ]
    limits = sum((max(abs(item.floor), abs(item.cap)) for item in paper.special), Decimal(0))
    most = max([paper.full_mark, *totals]) + max([limits, *added])
    dropped = [row.dropped for unit in paper.units for row in (unit.own, *unit.below) if row and row.dropped]
    scaled = 2 * most * scale.total * paper.full_mark * power(paper.full_mark, *dropped) if dropped else 0
    return int(max(most * 2 * scale.final, scaled))
