"""How far the items are that several divisions check: who has checked, whether the chief has compared.

An opinion, an opened comparison and a union count while they were made on the report as it is now.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Labelled
from workflow.models import Assessment, Comparison, Division, Opinion

Covers = Callable[[int, datetime], bool]
"""Whether what was done to a unit then was done on its report as it is now."""

Divisions = tuple[Division, ...]


class Step(Labelled):
    """How far an item of a unit is that several divisions check."""

    WAITING = "waiting", "还有处室没有评定"
    READY = "ready", "各处室都已评定，等开启对照"
    OPEN = "open", "已开启对照，等合并"
    UNITED = "united", "已合并"


@dataclass(frozen=True)
class Noted:
    """That a division has given its opinion: when, how many findings, whether on the report as it is now."""

    checked_at: datetime
    findings: int
    current: bool


@dataclass(frozen=True)
class ItemStanding:
    """One item of one unit: its divisions, the opinions by division, and what the chief has done."""

    divisions: Divisions
    opinions: Mapping[int, Noted]
    opened: bool = False
    united: bool = False

    @property
    def missing(self) -> Divisions:
        """The divisions that still have to check it."""
        return tuple(each for each in self.divisions if not self.checked(each.id))

    @property
    def step(self) -> Step:
        """Who has to do what next."""
        if self.opened:
            return Step.UNITED if self.united else Step.OPEN
        return Step.WAITING if self.missing else Step.READY

    def checked(self, division_id: int | None) -> bool:
        """Whether a division has checked the item on the report as it is now."""
        return any(key == division_id and noted.current for key, noted in self.opinions.items())


@dataclass(frozen=True)
class Standings:
    """All items of a cycle that several divisions check, by unit."""

    several: Mapping[int, Divisions]
    opinions: Mapping[tuple[int, int], Mapping[int, Noted]]
    opened: Mapping[tuple[int, int], bool]

    def of(self, unit_id: int, item: int) -> ItemStanding | None:
        """How an item of a unit stands; None where one division at most has it."""
        if item not in self.several:
            return None
        place = (unit_id, item)
        noted, divisions = self.opinions.get(place, {}), self.several[item]
        return ItemStanding(divisions, noted, place in self.opened, self.opened.get(place, False))


def standings(
    session: Session, cycle_id: int, divisions: Mapping[int, Divisions], covers: Covers
) -> Standings:
    """The standing of every such item, given who has which; in two statements, none where there is none."""
    several = {item: given for item, given in divisions.items() if len(given) > 1}
    if not several:
        return Standings({}, {}, {})
    opinions: dict[tuple[int, int], dict[int, Noted]] = {}
    rows = session.execute(
        select(Assessment.unit_id, Opinion)
        .join(Opinion, Opinion.assessment_id == Assessment.id)
        .where(Assessment.cycle_id == cycle_id, Opinion.item.in_(several))
    )
    for unit, row in rows:
        noted = Noted(row.checked_at, len(json.loads(row.findings)), covers(unit, row.checked_at))
        opinions.setdefault((unit, row.item), {})[row.division_id] = noted
    return Standings(several, opinions, _opened(session, cycle_id, several, covers))


def _opened(
    session: Session, cycle_id: int, items: Collection[int], covers: Covers
) -> dict[tuple[int, int], bool]:
    """(unit, item) of every comparison that is open → whether it is united."""
    rows = session.execute(
        select(Assessment.unit_id, Comparison.item, Comparison.opened_at, Comparison.united_at)
        .join(Comparison, Comparison.assessment_id == Assessment.id)
        .where(Assessment.cycle_id == cycle_id, Comparison.is_open, Comparison.item.in_(items))
    )
    return {
        (unit, item): united_at is not None
        for unit, item, opened_at, united_at in rows
        if covers(unit, opened_at)
    }
