"""The application over the small province at a moment of its year, for whoever opens it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.databases import SqliteShelf
from tests.statements import counted_statements
from tests.webapp.applications import application
from tests.webapp.browser import Browser
from tests.worlds import Stage, World, Worlds
from workflow.models import Event, User


@dataclass(frozen=True)
class Desk:
    """The application, and the same database as a world to look at."""

    app: Flask
    world: World

    def enter(self, name: str, now: datetime) -> Browser:
        """The browser of a person by name (甲市填报员), behind the door, at a moment of the year."""
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        username = self.fresh.session.scalars(select(User.username).where(User.name == name)).one()
        self.world.session.rollback()
        assert browser.at(now).log_in(username).status_code == 303
        return browser

    def chief(self, now: datetime) -> Browser:
        """The browser of the 评定负责人."""
        return self.enter("示范省评定负责人", now)

    @property
    def fresh(self) -> World:
        """The world as it stands after the last request."""
        self.world.session.rollback()
        self.world.session.expire_all()
        return self.world

    def events(self, name: str) -> int:
        """How many events of a name there are."""
        found = self.fresh.session.scalars(select(Event.seq).where(Event.name == name))
        return len(found.all())


DeskAt = Callable[..., Desk]


@pytest.fixture
def desk_at(sqlite_shelf: SqliteShelf) -> Iterator[DeskAt]:
    """`desk_at(Stage.RATED)`, or `desk_at(Stage.RATING, change)` for a story that leaves it there."""
    with ExitStack() as stack:
        worlds = Worlds(sqlite_shelf, stack)

        def make(stage: Stage, change: Callable[[World], None] | None = None) -> Desk:
            name = f"{change.__module__}_{change.__name__}" if change else ""
            world = worlds.variant(name, stage, change) if change else worlds(stage)
            return _desk(world, stack)

        yield make
    sqlite_shelf.clear()


TownDeskAt = Callable[[Callable[[World], None]], Desk]


@pytest.fixture
def town_desk_at(sqlite_shelf: SqliteShelf) -> Iterator[TownDeskAt]:
    """`town_desk_at(towns.rated)`: the county that rates its towns by answers, at that moment of its year."""
    with ExitStack() as stack:
        worlds = Worlds(sqlite_shelf, stack)
        yield lambda change: _desk(worlds.other(f"towns_{change.__name__}", change), stack)
    sqlite_shelf.clear()


def _desk(world: World, stack: ExitStack) -> Desk:
    url = world.session.get_bind().engine.url.render_as_string(hide_password=False)
    app = stack.enter_context(application(url, TESTING=True, IDLE_TIMEOUT=timedelta(days=400)))
    return Desk(app, world)


def cost(browser: Browser, path: str) -> Counter[str]:
    """The statements that a page takes, each with how often."""
    with counted_statements() as statements:
        assert browser.get(path).status_code == 200
    return Counter(statements)


def refused(answer: TestResponse, *texts: str) -> bool:
    """Whether a form came back with all these texts, its title saying so."""
    return (
        answer.status_code == 422 and "<title>错误：" in answer.text and all(t in answer.text for t in texts)
    )
