"""连续末位关注名单: both years' last places, how near the cut the others are, and who stands where.

Rests on `follow_up`: the verdict on a streak is made there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from states.engine import Labelled
from workflow.rules.follow_up import Streak, Verdict
from workflow.rules.lineage import Succession, in_force, origins, sole
from workflow.rules.ranked_year import RankedYear
from workflow.rules.ranking import tied_at_edge


class Watch(Labelled):
    """What the last two years mean for a unit."""

    RUNNING = "running", "连续两年"
    PERSON = "person", "由人认定"
    FIRST = "first", "本年在列"
    LEFT = "left", "已离开"


@dataclass(frozen=True)
class Place:
    """One unit's place in one year; `tied` where a tie makes the bottom longer than it is meant to be."""

    unit_id: int
    name: str
    rank: int
    score: Fraction | None
    tied: bool = False


@dataclass(frozen=True)
class BottomList:
    """The last places of a year in rank order, the places next above them, and the marks between (`gap`)."""

    year: RankedYear
    places: tuple[Place, ...]
    above: tuple[Place, ...]
    gap: Fraction | None

    @property
    def longer(self) -> bool:
        """Whether a tie at the edge has made it longer than the document says."""
        return any(place.tied for place in self.places)


@dataclass(frozen=True)
class Watched:
    """A unit of the list with the reason in words; `rank` and `last_rank` where it has them."""

    name: str
    watch: Watch
    reason: str
    rank: int | None
    last_rank: int | None


def bottom_list(year: RankedYear, size: int) -> BottomList:
    """The last `size` places of a year as it was ranked, with those next above."""
    edge = tied_at_edge(year.scores, size) & year.bottom
    places = [_place(year, unit, unit in edge) for unit in year.bottom]
    rest = [unit for unit in year.ranks if unit not in year.bottom]
    nearest = max((year.ranks[unit] for unit in rest), default=0)
    above = [_place(year, unit) for unit in rest if year.ranks[unit] == nearest]
    scores = [place.score for place in places if place.score is not None and place.unit_id not in year.vetoed]
    gap = above[0].score - max(scores) if above and above[0].score is not None and scores else None
    return BottomList(year, _ordered(places), _ordered(above), gap)


def _place(year: RankedYear, unit: int, tied: bool = False) -> Place:
    return Place(unit, year.names.get(unit, ""), year.ranks[unit], year.scores.get(unit), tied)


def _ordered(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place.rank, place.name)))


def watched(
    this: RankedYear,
    last: RankedYear | None,
    verdicts: Mapping[int, Verdict],
    successions: Iterable[Succession],
) -> tuple[Watched, ...]:
    """Everybody in the bottom this year, the gravest first, then those who were in it last year only."""
    order = sorted(this.bottom, key=lambda unit: (this.ranks[unit], this.names.get(unit, "")))
    found = [_listed(this, verdicts[unit]) for unit in order]
    left = _left(this, last, in_force(successions, this.ranked_on)) if last else []
    return (*sorted(found, key=lambda entry: list(Watch).index(entry.watch)), *left)


_WATCHES = {Streak.YES: Watch.RUNNING, Streak.PERSON: Watch.PERSON, Streak.NO: Watch.FIRST}


def _listed(this: RankedYear, verdict: Verdict) -> Watched:
    unit = verdict.unit_id
    return Watched(
        this.names.get(unit, ""),
        _WATCHES[verdict.streak],
        verdict.reason,
        this.ranks[unit],
        verdict.last_year_rank,
    )


def _left(this: RankedYear, last: RankedYear, successions: list[Succession]) -> list[Watched]:
    """Those of last year's bottom who are not in this year's: gone up, not ranked, or merged."""
    heirs: dict[int, list[int]] = {}
    for unit in this.ranks:
        for origin in origins(unit, last.ranks, successions):
            heirs.setdefault(origin.unit_id, []).append(unit)
    lowest = sorted(last.bottom, key=lambda unit: (last.ranks[unit], last.names.get(unit, "")))
    gone = [unit for unit in lowest if not this.bottom & set(heirs.get(unit, ()))]
    return [_gone(unit, heirs.get(unit, []), this, last, successions) for unit in gone]


def _gone(
    unit: int, heirs: list[int], this: RankedYear, last: RankedYear, successions: list[Succession]
) -> Watched:
    name, rank = last.names.get(unit, ""), last.ranks[unit]
    if not heirs:
        return Watched(name, Watch.LEFT, f"{this.year}年度未列入排名，连续中断", None, rank)
    told = "；".join(f"{this.names.get(heir, '')}第 {this.ranks[heir]} 名" for heir in heirs)
    kept = len(heirs) == 1 and sole(origins(heirs[0], last.ranks, successions))
    if not kept:
        return Watched(name, Watch.LEFT, f"单位有合并或拆分，{this.year}年度{told}，均不在末位", None, rank)
    reason = f"{this.year}年度第 {this.ranks[heirs[0]]} 名，不在末位，连续中断"
    renamed = f"已更名为{this.names.get(heirs[0], '')}；" if heirs[0] != unit else ""
    return Watched(name, Watch.LEFT, renamed + reason, this.ranks[heirs[0]], rank)
