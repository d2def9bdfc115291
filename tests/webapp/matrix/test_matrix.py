"""Every endpoint × post × own or foreign unit × stage.

The golden files beside this one hold each answer; `KAOPING_WRITE_MATRIX=1` writes them anew, and the
difference is then read by a person. Whatever they say, nobody passes a door that `RIGHTS` keeps closed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.collecting import collect_events
from states.engine import Refused
from tests.databases import SqliteShelf
from tests.webapp.applications import application
from tests.webapp.browser import Browser
from tests.webapp.matrix.doors import Door, doors
from tests.webapp.matrix.people import PEOPLE, expected
from tests.worlds import Stage, World, at, keep_world
from tests.worlds.printing import print_form
from webapp.extensions import db
from workflow.commands.contacts import Typed, ask_for_test, set_contact
from workflow.commands.extending import grant_extension
from workflow.database import make_engine
from workflow.errors import Invalid
from workflow.models import Channel, Mode, PostHolding, User

FOLDER = Path(__file__).parent
MOMENTS = {
    Stage.SELF_EVALUATION: at(12, 10),
    Stage.HANDED_UP: at(1, 25),
    Stage.RATED: at(2, 16),
    Stage.PUBLISHED: at(3, 20),
}


def extend(world: World, now: datetime) -> None:
    """Give 甲东县 and 甲市 more time while they can be given it: then there is an extension to knock at."""
    for unit, entry in (("甲东县", "self_evaluation"), ("甲市", "consolidation")):
        place = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "entry": entry}
        told = {"until": at(2, 10), "reason": "受灾", "document_number": "1号"}
        with suppress(Refused, Invalid):
            world.do(grant_extension, world.chief, now, **place, **told)


def message(world: World, now: datetime) -> None:
    """Let 甲市's filler ask for a test message: then there is a copy to knock at."""
    filler = world.filler("甲市")
    held = select(PostHolding.id).where(PostHolding.user_id == filler.user_id)
    world.do(set_contact, filler, now, channel=Channel.MAIL, mode=Mode.OFF, typed=Typed("filler@example.cn"))
    told = {"holding_id": world.session.scalars(held).one(), "subject": "测试消息", "body": "测试"}
    world.do(ask_for_test, filler, now, channel=Channel.MAIL, **told)


class House:
    """The application over one world, with everybody logged in; `settle` undoes what a request did."""

    def __init__(self, app: Flask, url: str, now: datetime) -> None:
        self._file = Path(url.removeprefix("sqlite:///"))
        self._safe = self._file.with_suffix(".safe")
        self.app = app
        engine = make_engine(url)
        with Session(engine) as session:
            extend(World(session), now)
            message(World(session), now)
            print_form(World(session), "甲东县", now)
            collect_events(session, now)
            self.doors = list(doors(self.app, World(session)))
            names = {row.name: row.username for row in session.execute(select(User.name, User.username))}
        engine.dispose()
        self.browsers = {person: self._enter(names[person], now) for person in PEOPLE}
        self.tokens = {person: browser.token() for person, browser in self.browsers.items()}
        self.close()
        shutil.copyfile(self._file, self._safe)

    def _enter(self, username: str, now: datetime) -> Browser:
        client = self.app.test_client()
        assert isinstance(client, Browser)
        assert client.at(now).log_in(username).status_code == 303
        return client

    def answer(self, door: Door, person: str) -> int:
        """The status that a person gets at a door, with an empty form where it takes one."""
        browser = self.browsers[person]
        if door.method == "GET":
            return browser.get(door.path).status_code
        status = browser.post(door.path, data={"csrf_token": self.tokens[person]}).status_code
        if status < 400:
            self.close()
            shutil.copyfile(self._safe, self._file)
        return status

    def close(self) -> None:
        """Let go of the database file."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)


@pytest.fixture(params=MOMENTS, ids=lambda stage: stage.name.lower(), scope="module")
def house(request: pytest.FixtureRequest, sqlite_shelf: SqliteShelf) -> Iterator[tuple[str, House]]:
    stage = request.param
    url = sqlite_shelf.take(keep_world(sqlite_shelf, stage))
    with application(url) as app:
        yield stage.name.lower(), House(app, url, MOMENTS[stage])
    sqlite_shelf.clear()


def table(house: House) -> str:
    lines = ["# " + " ".join(PEOPLE)]
    for door in house.doors:
        answers = " ".join(str(house.answer(door, person)) for person in PEOPLE)
        lines.append(f"{answers}  {door.name}")
    return "\n".join(lines) + "\n"


def breaches(house: House, text: str) -> list[str]:
    wrong = []
    for door, line in zip(house.doors, text.splitlines()[1:], strict=True):
        for person, status in zip(PEOPLE, line.split(), strict=False):
            due = expected(door.action, person, door.owner or PEOPLE[person][0])
            closed = {"hidden": ("404",), "refused": ("403",)}.get(due)
            if (closed and status not in closed) or status.startswith("5"):
                wrong.append(f"{person} at {door.name}: {status}, should be {due}")
    return wrong


def test_every_door_answers_as_written_and_opens_for_nobody_else(house: tuple[str, House]) -> None:
    stage, app = house
    golden = FOLDER / f"{stage}.txt"
    answered = table(app)
    if os.environ.get("KAOPING_WRITE_MATRIX"):
        golden.write_text(answered)
    assert not (found := breaches(app, answered)), "\n".join(found)
    assert answered == golden.read_text()
