"""Two schedulers, killed again and again in the middle of their work: nothing is lost or comes twice."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.letters import Letter, Occasion, Page, Recipient
from notifications.posting import post
from notifications.recipients import holders_of, in_posts
from tests.architecture.sources import ROOT
from tests.databases import PostgresShelf
from tests.figures import Show
from tests.letters import COUNTIES, engine_of, reachable
from tests.post_office import PostOffice
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Post
from workflow.clock import local_date
from workflow.models import Delivery, DeliveryState, Notice, SchedulerProcess
from workflow.unit_of_work import unit_of_work

ENTRY = "killed"
DAY = local_date(at(12, 10))
BACKLOG = 40
"""So many copies wait at most: the schedulers are always busy, and soon through at the end."""

PATIENCE_SECONDS = 60
UNSETTLED = (DeliveryState.QUEUED, DeliveryState.SENDING)


class Feeder(threading.Thread):
    """Writes letters all the time, as a planner does; two of them write the same."""

    def __init__(self, world: World, people: list[Recipient]) -> None:
        super().__init__()
        self._engine = engine_of(world.session)
        self._people, self._cycle_id = people, world.cycle_id
        self.stopped = threading.Event()
        self.rounds = 0

    def run(self) -> None:
        with Session(self._engine) as session:
            while not self.stopped.wait(0.02):
                if waiting(session) < BACKLOG:
                    self.rounds += 1
                    with unit_of_work(session):
                        post(session, datetime.now(UTC), [self._letter(to) for to in self._people])

    def _letter(self, to: Recipient) -> Letter:
        now = datetime.now(UTC)
        about = Occasion("test", self._cycle_id, ENTRY, to.unit_id, DAY, now, self.rounds)
        told = {"name": to.name, "product": "考评", "channel": "邮件"}
        return Letter(about, to, told, Page("home.index"), "")


def waiting(session: Session) -> int:
    found = session.scalar(select(func.count(Delivery.id)).where(Delivery.state.in_(UNSETTLED)))
    session.rollback()
    return found or 0


class Schedulers:
    """Processes of the command line that come back whenever they are killed."""

    def __init__(self, session: Session, environment: dict[str, str]) -> None:
        self._session, self._environment = session, environment
        self._processes: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def start(self, number: int) -> None:
        """Bring so many to life and see that they are."""
        before = self._lives()
        command = [sys.executable, "-m", "webapp.cli", "scheduler", "--every", "1", "--metrics", "off"]
        for _ in range(number):
            self._processes.append(subprocess.Popen(command, cwd=ROOT, env=self._environment))
        await_that(lambda: self._lives() == before + number, "the schedulers came to life")

    def kill(self, chance: random.Random) -> None:
        """Kill all, each at a moment of its own."""
        chance.shuffle(self._processes)
        while self._processes:
            time.sleep(chance.uniform(0, 0.8))
            process = self._processes.pop()
            assert process.poll() is None, "it ended by itself"
            process.kill()
            process.wait()
            self.kills += 1

    def end(self) -> None:
        """Let those that live end in good order."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            assert process.wait(PATIENCE_SECONDS) == 0

    def _lives(self) -> int:
        found = self._session.scalar(select(func.count(SchedulerProcess.id)))
        self._session.rollback()
        return found or 0


def await_that(holds: Any, what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.05)


@pytest.fixture
def world(postgresql_shelf: PostgresShelf) -> Iterator[World]:
    with ExitStack() as stack:
        yield Worlds(postgresql_shelf, stack)(Stage.SELF_EVALUATION)
    postgresql_shelf.clear()


@contextmanager
def fed(world: World) -> Iterator[list[Feeder]]:
    people = holders_of(world.session, [world.unit(name) for name in COUNTIES], at(12, 10))
    fillers = [to for held in people.values() for to in in_posts(held, Post.FILLER)]
    feeders = [Feeder(world, fillers) for _ in range(2)]
    world.session.rollback()
    for feeder in feeders:
        feeder.start()
    try:
        yield feeders
    finally:
        for feeder in feeders:
            feeder.stopped.set()
        for feeder in feeders:
            feeder.join()


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_killed_at_random_moments_no_notice_is_lost_or_doubled_and_no_mail_comes_twice(
    world: World, post_office: PostOffice, rounds: int, show_figures: Show, tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    reachable(world, *COUNTIES)
    url = engine_of(world.session).url.render_as_string(hide_password=False)
    given = {
        "KAOPING_DATABASE_URL": url,
        "KAOPING_FOLDER": str(tmp_path),
        "KAOPING_SECRET_KEY": "for tests",
        "KAOPING_SMTP_HOST": "127.0.0.1",
        "KAOPING_SMTP_PORT": str(post_office.port),
        "KAOPING_SMTP_FROM": "kaoping@example.cn",
    }
    schedulers = Schedulers(world.session, {**os.environ, **given})
    with fed(world) as feeders:
        for _ in range(rounds):
            schedulers.start(2)
            schedulers.kill(chance)
    schedulers.start(2)
    await_that(lambda: waiting(world.session) == 0, "everything was settled")
    schedulers.end()

    arrived = Counter(delivery_of(mail) for _, mail in post_office.received)
    states = {row.id: row.state for row in world.session.execute(select(Delivery.id, Delivery.state))}
    counts = Counter(states.values())
    occasions = notices(world)
    show_figures(
        f"{schedulers.kills} kills over {rounds} rounds, {len(occasions)} notices, "
        f"{max(feeder.rounds for feeder in feeders) * len(COUNTIES)} expected; deliveries: "
        f"{counts[DeliveryState.SENT]} sent, {counts[DeliveryState.UNKNOWN]} unknown, of which "
        f"{sum(arrived[number] for number in states if states[number] is DeliveryState.UNKNOWN)} arrived; "
        f"0 doubled is due, {sum(number - 1 for number in arrived.values())} found (seed {seed})"
    )
    assert set(occasions.values()) == {1}
    assert len(occasions) == max(feeder.rounds for feeder in feeders) * len(COUNTIES)
    assert counts.keys() <= {DeliveryState.SENT, DeliveryState.UNKNOWN}
    fed_copies = select(func.count(Delivery.id)).join(Notice).where(Notice.entry == ENTRY)
    assert world.session.scalar(fed_copies) == len(occasions)
    assert counts[DeliveryState.UNKNOWN] <= schedulers.kills == 2 * rounds
    assert {arrived[number] for number, state in states.items() if state is DeliveryState.SENT} == {1}
    assert {arrived[number] for number, state in states.items() if state is DeliveryState.UNKNOWN} <= {0, 1}


def delivery_of(mail: EmailMessage) -> int:
    """The delivery that a mail is of."""
    return int(mail["Message-ID"].partition(".")[0].lstrip("<"))


def notices(world: World) -> Counter[tuple[int, int]]:
    """How many notices there are for each letter that was written."""
    found = select(Notice.unit_id, Notice.event_seq).where(Notice.entry == ENTRY)
    return Counter((row.unit_id, row.event_seq) for row in world.session.execute(found))
