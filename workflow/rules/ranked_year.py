"""One year's ranking, wherever it comes from: what two years are compared by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from states.engine import Labelled


class Source(Labelled):
    """Where a year's ranking comes from."""

    PUBLISHED = "published", "已通报"
    IMPORTED = "imported", "往年排名，导入"
    COMPUTED = "computed", "未通报"


@dataclass(frozen=True)
class RankedYear:
    """One year's ranking by unit id: ranks, the ids in the bottom, exact final scores in marks, names.

    `vetoed` units stand behind all others; successions count up to `ranked_on`.
    """

    year: int
    ranks: Mapping[int, int]
    bottom: frozenset[int]
    scores: Mapping[int, Fraction] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    source: Source = Source.PUBLISHED
    ranked_on: date = date.max
    vetoed: frozenset[int] = frozenset()
