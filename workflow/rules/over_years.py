"""One unit over the years: what changed since last year, and its line through all rankings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from workflow.points import shown
from workflow.rules.lineage import Origin, Succession, in_force, origins, sole
from workflow.rules.ranked_year import RankedYear, Source

NOT_RANKED = "未参评"


@dataclass(frozen=True)
class YearChange:
    """A unit against the year before; None where nothing can be compared, and `note` says why.

    `places` is positive where the unit went up; `difference` is in marks, exact.
    """

    last_rank: int | None = None
    last_score: Fraction | None = None
    places: int | None = None
    difference: Fraction | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """The change of the rank in words, with its arrow."""
        if self.places is None:
            return self.note
        if self.places:
            arrow = "↑ 上升" if self.places > 0 else "↓ 下降"
            return f"{arrow} {abs(self.places)} 名"
        return "— 名次不变"

    @property
    def score_words(self) -> str:
        """The change of the score with its sign: "+1.25", "−0.30"."""
        return "" if self.difference is None else signed_shown(self.difference)


@dataclass(frozen=True)
class YearPoint:
    """One year of a line; a year in which the unit was not ranked has no rank. `ranked`: how many were."""

    year: int
    source: Source
    unit_id: int
    name: str
    rank: int | None
    ranked: int
    score: Fraction | None
    bottom: bool = False


@dataclass(frozen=True)
class YearLine:
    """A unit through the years, the earliest first; `note` says why it goes back no further."""

    unit_id: int
    name: str
    points: tuple[YearPoint, ...]
    note: str = ""

    def at(self, year: int) -> YearPoint | None:
        """The line's point of a year."""
        return next((point for point in self.points if point.year == year), None)

    @property
    def former_names(self) -> tuple[str, ...]:
        """Other names that the unit was ranked under, the latest first."""
        names = [point.name for point in reversed(self.points) if point.rank is not None]
        return tuple(name for name in dict.fromkeys(names) if name != self.name)


def signed_shown(value: Fraction) -> str:
    """A difference in marks with its sign, rounded once for display: "+1.25", "−0.30", "0.00"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{shown(abs(value))}"


def against_last_year(
    this: RankedYear, last: RankedYear | None, successions: Iterable[Succession]
) -> dict[int, YearChange]:
    """Unit ranked this year → its change since the year before, through renamings."""
    if last is None or last.year != this.year - 1:
        return dict.fromkeys(this.ranks, YearChange(note=f"没有{this.year - 1}年度的排名"))
    known = in_force(successions, this.ranked_on)
    return {unit: _change(unit, this, last, known) for unit in this.ranks}


def _change(unit: int, this: RankedYear, last: RankedYear, successions: list[Succession]) -> YearChange:
    found = origins(unit, last.ranks, successions)
    one = sole(found)
    if one is None:
        return YearChange(note=f"{_from(found)}，不推断上年名次" if found else f"上年{NOT_RANKED}")
    before, now = last.scores.get(one.unit_id), this.scores.get(unit)
    return YearChange(
        last_rank=last.ranks[one.unit_id],
        last_score=before,
        places=last.ranks[one.unit_id] - this.ranks[unit],
        difference=None if before is None or now is None else now - before,
        note=f"更名前为{one.name}" if one.name else "",
    )


def _from(found: Sequence[Origin]) -> str:
    """Where a unit without a line of its own comes from."""
    names = "、".join(origin.name or "本单位" for origin in found)
    return f"单位有合并或拆分（前身：{names}）"


def lines(years: Iterable[RankedYear], successions: Sequence[Succession]) -> tuple[YearLine, ...]:
    """Every unit's line: those of the newest year in rank order, then those that ended before it."""
    newest_first = sorted(years, key=lambda year: year.year, reverse=True)
    taken: set[tuple[int, int]] = set()
    found = []
    for index, year in enumerate(newest_first):
        for unit in sorted(year.ranks, key=lambda unit: (year.ranks[unit], unit)):
            if (year.year, unit) not in taken:
                line = _line(unit, newest_first[index:], successions)
                taken |= {(point.year, point.unit_id) for point in line.points}
                found.append(line)
    return tuple(found)


def _line(unit: int, newest_first: Sequence[RankedYear], successions: Sequence[Succession]) -> YearLine:
    year = newest_first[0]
    points, missing = [_point(unit, year)], list[YearPoint]()
    current, as_of, name = unit, year.ranked_on, points[0].name
    for earlier in newest_first[1:]:
        found = origins(current, earlier.ranks, in_force(successions, as_of))
        one = sole(found)
        if found and one is None:
            note = f"{earlier.year}年度及以前不接续：{_from(found)}"
            return YearLine(unit, name, tuple(reversed(points)), note)
        if one is None:
            missing.append(_point(current, earlier))
            continue
        points += [*missing, _point(one.unit_id, earlier)]
        current, as_of, missing = one.unit_id, earlier.ranked_on, []
    return YearLine(unit, name, tuple(reversed(points)))


def _point(unit: int, year: RankedYear) -> YearPoint:
    return YearPoint(
        year.year,
        year.source,
        unit,
        year.names.get(unit, ""),
        year.ranks.get(unit),
        len(year.ranks),
        year.scores.get(unit),
        unit in year.bottom,
    )
