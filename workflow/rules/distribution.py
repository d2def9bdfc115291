"""How final scores are spread: bands of equal width, and the figures that describe them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

MOST_BANDS = 10
_WIDTHS = (Fraction(1, 2), *map(Fraction, (1, 2, 5, 10, 20, 50)))


@dataclass(frozen=True)
class Band:
    """The units with at least `low` and less than `high` marks, the best first."""

    low: Fraction
    high: Fraction
    units: tuple[int, ...]


@dataclass(frozen=True)
class Distribution:
    """Bands from the best down, empty ones between them included; all figures exact, in marks."""

    bands: tuple[Band, ...]
    mean: Fraction
    median: Fraction
    best: Fraction
    worst: Fraction


def distribution(scores: Mapping[int, Fraction]) -> Distribution | None:
    """The spread of scores, in the narrowest bands of which there are no more than ten; None without any."""
    if not scores:
        return None
    ordered = sorted(scores.values())
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    mean = sum(ordered, Fraction(0)) / len(ordered)
    return Distribution(_bands(scores, ordered[0], ordered[-1]), mean, median, ordered[-1], ordered[0])


def _bands(scores: Mapping[int, Fraction], worst: Fraction, best: Fraction) -> tuple[Band, ...]:
    width = next((each for each in _WIDTHS if best // each - worst // each < MOST_BANDS), _WIDTHS[-1])
    best_first = sorted(scores, key=lambda unit: (-scores[unit], unit))
    return tuple(
        Band(
            step * width,
            (step + 1) * width,
            tuple(unit for unit in best_first if scores[unit] // width == step),
        )
        for step in range(int(best // width), int(worst // width) - 1, -1)
    )
