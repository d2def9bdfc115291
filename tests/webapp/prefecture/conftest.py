"""The application over the small province, at the moments when a prefecture has something to do."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import SqliteShelf
from tests.webapp.applications import application
from tests.webapp.browser import Browser
from tests.worlds import BASIS, Stage, World, Worlds, answers_losing, at
from workflow.actor import CLOCK
from workflow.commands.claims import add_claim
from workflow.commands.cycle import advance_cycle
from workflow.models import User
from workflow.scheme.claiming import ClaimInput

OWN_MARKS = {"甲市": "95", "丙市": "98"}


@dataclass(frozen=True)
class Office:
    """The application, and the same database as a world to look at."""

    app: Flask
    world: World

    def enter(self, name: str, now: datetime) -> Browser:
        """The browser of a person by name (甲市填报员), behind the door, at a moment of the year."""
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        username = self.world.session.scalars(select(User.username).where(User.name == name)).one()
        self.world.session.rollback()
        assert browser.at(now).log_in(username).status_code == 303
        return browser

    def sheet_path(self, unit: str, act: str = "review") -> str:
        """The address of a page or an act about a unit's sheet."""
        return f"/prefecture/sheets/{self._fresh().sheet(unit).id}/{act}"

    def report_path(self, unit: str, act: str = "") -> str:
        """The address of a prefecture's consolidation, or of an act about it."""
        return f"/prefecture/reports/{self._fresh().report(unit).id}{act}"

    def unit_path(self, unit: str, act: str) -> str:
        """The address of a page about a unit in the cycle."""
        world = self._fresh()
        return f"/prefecture/cycles/{world.cycle_id}/units/{world.unit(unit)}/{act}"

    def stage(self, unit: str) -> str:
        """Where a unit's sheet stands, read afresh."""
        return self._fresh().sheet(unit).stage.value

    def report_stage(self, unit: str) -> str:
        """Where a prefecture's report stands, read afresh."""
        return self._fresh().report(unit).stage.value

    def _fresh(self) -> World:
        self.world.session.rollback()
        self.world.session.expire_all()
        return self.world


OfficeAt = Callable[..., Office]


def counties_in(world: World) -> None:
    """20 December: 甲东县 and 甲南县 (with a claim) have handed up, 甲西县 has not begun."""
    for county, lost in (("甲东县", "4"), ("甲南县", "8"), ("乙东县", "10")):
        world.fill(county, answers_losing(world.scheme, Decimal(lost)))
    honour = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)
    world.do(add_claim, world.filler("甲南县"), at(12, 10), sheet_id=world.sheet("甲南县").id, claim=honour)
    for county in ("甲东县", "甲南县", "乙东县"):
        world.hand_up(county, at(12, 20))


def in_january(world: World) -> None:
    """The same, and the year has come to the consolidation."""
    counties_in(world)
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)


def own_signed(world: World) -> None:
    """15 January: all counties are accepted, the own sheets of 甲市 and 丙市 are signed."""
    for unit, marks in OWN_MARKS.items():
        world.fill(unit, answers_losing(world.scheme, 100 - Decimal(marks)), at(1, 10))
        world.hand_up(unit, at(1, 15))


@pytest.fixture
def office_at(sqlite_shelf: SqliteShelf) -> Iterator[OfficeAt]:
    """`office_at(Stage.HANDED_UP)`, or `office_at(Stage.SELF_EVALUATION, counties_in)` for a variant."""
    with ExitStack() as stack:
        worlds = Worlds(sqlite_shelf, stack)

        def make(stage: Stage, change: Callable[[World], None] | None = None) -> Office:
            world = (
                worlds.variant(f"prefecture_{change.__name__}", stage, change) if change else worlds(stage)
            )
            url = world.session.get_bind().engine.url.render_as_string(hide_password=False)
            return Office(stack.enter_context(application(url, TESTING=True)), world)

        yield make
    sqlite_shelf.clear()


@pytest.fixture
def december(office_at: OfficeAt) -> Office:
    """21 December: two of 甲市's counties have handed up."""
    return office_at(Stage.SELF_EVALUATION, counties_in)


@pytest.fixture
def january(office_at: OfficeAt) -> Office:
    """January: two of 甲市's counties have handed up, one is missing."""
    return office_at(Stage.SELF_EVALUATION, in_january)


@pytest.fixture
def ready(office_at: OfficeAt) -> Office:
    """15 January: 甲市 can put its report together."""
    return office_at(Stage.COUNTIES_ACCEPTED, own_signed)
