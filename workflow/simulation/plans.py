"""What every unit of a made-up year is going to do, drawn from the seed before the year begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from random import Random

from workflow.models import Unit
from workflow.rules.kinds.answers import Found
from workflow.scheme.document import Scheme
from workflow.simulation.people import People
from workflow.simulation.shortfalls import Place, draw


class Story(Enum):
    """How a sheet travels."""

    SMOOTH = auto()
    RETURNED = auto()
    RETURNED_TWICE = auto()
    WITHDRAWN = auto()
    MISSING = auto()
    UNFINISHED = auto()


Course = tuple[Story, date]
"""How a sheet travels, and the day on which it is filled."""


@dataclass(frozen=True)
class SheetPlan:
    """A unit, the way of its sheet, and what it falls short of."""

    unit: Unit
    story: Story
    first_day: date
    shortfalls: Mapping[Place, Found]


@dataclass(frozen=True)
class PrefecturePlan:
    """A prefecture, its own sheet and its counties', what the province will find, and the report's way."""

    unit: Unit
    own: SheetPlan
    counties: tuple[SheetPlan, ...]
    findings: Mapping[Place, Found]
    report_returned: bool


@dataclass(frozen=True)
class Tempers:
    """Lost marks, from–to, in units that do well and in weak ones: on sheets, and by the province."""

    sheets: tuple[int, int]
    province: tuple[int, int]


ORDINARY = Tempers(sheets=(2, 11), province=(3, 13))
WEAK = Tempers(sheets=(8, 15), province=(27, 34))
"""A weak prefecture ends below every ordinary one, so it is among the last in each year."""

WEAK_UNITS = 3
MISSING_NEEDS = 8
"""One missing county costs its prefecture 60 % of a share of the mean: taken where the share is small."""

STORIES: Mapping[Story, int] = {
    Story.MISSING: 1,
    Story.WITHDRAWN: 2,
    Story.RETURNED_TWICE: 2,
    Story.RETURNED: 9,
}
LATE_COUNTIES = 9


def weak_units(seed: int, people: People) -> frozenset[int]:
    """The prefectures that do badly in every year of this seed."""
    rng = Random(f"{seed}/weak")
    return frozenset(unit.id for unit in rng.sample(people.prefectures, WEAK_UNITS))


@dataclass(frozen=True)
class Draft:
    """Everything that decides a year's plans. `fixed` gives single units (by name) a course of their own."""

    seed: int
    year: int
    scheme: Scheme
    people: People
    fixed: Mapping[str, Course] = field(default_factory=dict)

    def plans(self) -> tuple[PrefecturePlan, ...]:
        """A plan for every prefecture, in the order of codes."""
        weak = weak_units(self.seed, self.people)
        courses = self._courses()
        returned = self.rng("report").choice(
            [unit for unit in self.people.prefectures if self.people.counties[unit.id]]
        )
        return tuple(
            self._prefecture(unit, WEAK if unit.id in weak else ORDINARY, courses, unit is returned)
            for unit in self.people.prefectures
        )

    def rng(self, what: str) -> Random:
        """Chance for one purpose in this year: independent of every other, the same for the same seed."""
        return Random(f"{self.seed}/{self.year}/{what}")

    def _courses(self) -> dict[int, Course]:
        """Story and first day of every county, and of every prefecture's own sheet."""
        rng = self.rng("courses")
        counties = [unit for above in self.people.prefectures for unit in self.people.counties[above.id]]
        rng.shuffle(counties)
        special = self._special(counties)
        plain = [unit for unit in counties if unit.id not in special]
        late = {unit.id for unit in plain[:LATE_COUNTIES]}
        stories = {unit.id: special.get(unit.id, Story.SMOOTH) for unit in counties}
        courses = {
            unit_id: (story, self._first_day(rng, story, unit_id in late))
            for unit_id, story in stories.items()
        }
        own = {
            unit.id: (Story.SMOOTH, date(self.year + 1, 1, rng.randint(3, 13)))
            for unit in self.people.prefectures
        }
        everybody = [*counties, *self.people.prefectures]
        fixed = {unit.id: self.fixed[unit.name] for unit in everybody if unit.name in self.fixed}
        return courses | own | fixed

    def _first_day(self, rng: Random, story: Story, late: bool) -> date:
        """Early in December where the sheet goes back and forth, in January where it is late."""
        if late or story is Story.MISSING:
            return date(self.year + 1, 1, 1 if story is Story.MISSING else rng.randint(2, 12))
        return date(self.year, 12, rng.randint(1, 21 if story is Story.SMOOTH else 11))

    def _special(self, counties: Sequence[Unit]) -> dict[int, Story]:
        """The counties that do not have it smooth; a missing one only where there are many counties."""
        large = [unit for unit in counties if len(self.people.counties[unit.parent_id or 0]) >= MISSING_NEEDS]
        missing = large[: STORIES[Story.MISSING]]
        others = [unit for unit in counties if unit not in missing]
        stories = [story for story, number in STORIES.items() for _ in range(number)]
        return {unit.id: story for unit, story in zip([*missing, *others], stories, strict=False)}

    def _prefecture(
        self,
        unit: Unit,
        temper: Tempers,
        courses: Mapping[int, Course],
        returned: bool,
    ) -> PrefecturePlan:
        below = self.people.counties[unit.id]
        rng = self.rng(f"{unit.code}/province")
        return PrefecturePlan(
            unit=unit,
            own=self._sheet(unit, temper, courses),
            counties=tuple(self._sheet(county, temper, courses) for county in below),
            findings=draw(rng, self.scheme, _marks(rng, temper.province)),
            report_returned=returned,
        )

    def _sheet(self, unit: Unit, temper: Tempers, courses: Mapping[int, Course]) -> SheetPlan:
        rng = self.rng(str(unit.code))
        story, first_day = courses[unit.id]
        return SheetPlan(unit, story, first_day, draw(rng, self.scheme, _marks(rng, temper.sheets)))


def _marks(rng: Random, limits: tuple[int, int]) -> Decimal:
    """A number of marks between two limits, to the tenth."""
    first, last = limits
    return Decimal(rng.randint(first * 10, last * 10)) / 10
