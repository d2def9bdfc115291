"""A made-up year rehearsed: the expected messages, and none to a unit that has handed up."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.letters import Letter
from notifications.rehearsal import rehearse
from notifications.rendering import subject_of
from tests.databases import SqliteShelf
from tests.notifications.goldens import as_read
from tests.workflow.simulation.small_province import SEED, YEAR, units
from workflow.clock import local
from workflow.database import make_engine
from workflow.models import Cycle, Event, Level, Participant, Tier, Unit
from workflow.passwords import set_cost
from workflow.simulation.years import run_year, settle

FIRST, LAST = date(YEAR, 10, 1), date(YEAR + 1, 3, 31)
SHOWN = ("420222", "420323", "420200")
"""Units whose messages are kept in full: a county whose sheet comes back twice, one that never reports and
counts as zero in the end, and a prefecture whose report is returned."""

DONE = ("sheet.submit", "report.submit", "liaison.register", "missing.decide_zero")
AGAIN = ("sheet.withdraw", "sheet.return", "sheet.reopen", "report.withdraw", "report.return")


@dataclass(frozen=True)
class Rehearsed:
    """The messages of the year, and what happened in it."""

    letters: list[Letter]
    units: Mapping[int, Unit]
    tiers: Mapping[int, Tier]
    acts: Mapping[tuple[int, str], list[tuple[datetime, str]]]

    def done(self, unit_id: int, entry: str, now: datetime) -> bool:
        """Whether a unit had handed up by then and was not asked again, told from the bare events."""
        acts = self.acts[unit_id, entry]
        number = bisect_right(acts, (now, "~"))
        return number > 0 and acts[number - 1][1] in DONE

    def reminders(self, *kinds: str) -> Iterator[Letter]:
        """The letters of these kinds."""
        return (letter for letter in self.letters if letter.occasion.kind in kinds)


@pytest.fixture(scope="module")
def year(sqlite_shelf: SqliteShelf) -> Rehearsed:
    sqlite_shelf.keep("rehearsed_year", _simulated)
    engine = make_engine(sqlite_shelf.take("rehearsed_year"))
    with Session(engine) as session:
        found = _rehearsed(session)
    engine.dispose()
    return found


def _simulated(url: str) -> None:
    set_cost(CHEAPEST)
    engine = make_engine(url)
    with Session(engine) as session:
        run_year(session, settle(session, YEAR, units=units()), seed=SEED, year=YEAR)
    engine.dispose()


def _rehearsed(session: Session) -> Rehearsed:
    cycle_id = session.scalars(select(Cycle.id)).one()
    tiers = dict(session.execute(select(Participant.unit_id, Participant.tier)).all())
    acts = defaultdict(list)
    statement = select(Event.name, Event.at, Event.unit_id).where(Event.name.in_((*DONE, *AGAIN)))
    for name, at, unit_id in session.execute(statement.order_by(Event.at, Event.seq)):
        if name.startswith("sheet.") and tiers[unit_id] is Tier.SUBJECT:
            continue
        acts[unit_id, _entry(name, tiers[unit_id])].append((at, name))
    units_by_id = {unit.id: unit for unit in session.scalars(select(Unit))}
    letters = rehearse(session, cycle_id, FIRST, LAST)
    session.expunge_all()
    return Rehearsed(letters, units_by_id, tiers, acts)


def _entry(name: str, tier: Tier) -> str:
    if name == "liaison.register":
        return "liaison"
    return "self_evaluation" if tier is Tier.BELOW else "consolidation"


def test_no_unit_is_reminded_after_it_has_handed_up(year: Rehearsed) -> None:
    reminded = list(year.reminders("reminder", "overdue"))
    assert len(reminded) > 200
    for letter in reminded:
        occasion = letter.occasion
        assert not year.done(occasion.unit_id, occasion.entry, occasion.planned_for), letter


def test_whoever_had_not_handed_up_on_a_day_of_reminders_is_reminded(year: Rehearsed) -> None:
    counties = [unit_id for unit_id, tier in year.tiers.items() if tier is Tier.BELOW]
    reminded = defaultdict(set)
    for letter in year.reminders("reminder"):
        if letter.occasion.entry == "self_evaluation":
            reminded[letter.occasion.planned_for].add(letter.occasion.unit_id)
    days = [f"{local(now):%m-%d %H}" for now in sorted(reminded)]
    assert days == [f"12-{day:02} 09" for day in (1, 16, 24, 28, 30, 31)]
    for now, found in reminded.items():
        assert found == {unit for unit in counties if not year.done(unit, "self_evaluation", now)}


def test_a_date_brings_nobody_two_messages_of_one_kind_about_one_unit_on_a_day(year: Rehearsed) -> None:
    dated = [one for one in year.letters if not one.occasion.event_seq]
    keys = [
        (one.occasion.kind, one.occasion.entry, one.occasion.unit_id, one.occasion.day, one.to.user_id)
        for one in dated
    ]
    assert len(set(keys)) == len(keys) < len(year.letters)
    times = [one.occasion.planned_for for one in year.letters]
    assert times == sorted(times)


def test_the_year_brings_the_expected_messages(year: Rehearsed) -> None:
    """How many a day, of which kind, to which level."""
    counts = Counter(
        (letter.occasion.day, letter.occasion.kind, _level(year, letter)) for letter in year.letters
    )
    rows = [f"{day} {kind} {level} {number}" for (day, kind, level), number in sorted(counts.items())]
    as_read("rehearsed/year.txt", "\n".join(rows) + "\n")


def _level(year: Rehearsed, letter: Letter) -> str:
    return Level.of(year.units[letter.to.unit_id].level).value


@pytest.mark.parametrize("code", SHOWN)
def test_a_unit_gets_the_expected_messages(year: Rehearsed, code: str) -> None:
    """All that its people get, line by line."""
    lines = [
        f"{local(letter.occasion.planned_for):%Y-%m-%d %H:%M} {letter.to.name} "
        f"{subject_of(letter.occasion.kind, letter.context)}"
        for letter in year.letters
        if year.units[letter.to.unit_id].code == code
    ]
    as_read(f"rehearsed/{code}.txt", "\n".join(lines) + "\n")
