"""The demonstration: prepared once, known by its accounts, with work on the desks on both its days."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.jobs import advance_cycles
from states.cycle import CycleStage
from states.sheet import SheetStage
from tests.databases import SqliteShelf
from tests.webapp.applications import application
from tests.webapp.browser import Browser
from webapp.cli import main
from webapp.cli.demonstration import accounts
from workflow.actor import Actor, Post
from workflow.database import make_engine
from workflow.models import Cycle, Sheet, Unit, User
from workflow.queries.demonstration import clock_offset, is_demonstration
from workflow.queries.sessions import posts_of
from workflow.queries.todo import todo
from workflow.simulation.demonstration import (
    ACCOUNTS,
    PASSWORD,
    STOPPED,
    YEAR,
    DemonstrationAccount,
    prepare,
)
from workflow.simulation.timeline import office

pytestmark = pytest.mark.sqlite_only

ARRIVED = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
LINK = re.compile('href="(/[^"#]*)')
OF_EACH_KIND = 2
TENTH = office(date(2027, 2, 10))


@pytest.fixture(scope="module")
def name(sqlite_shelf: SqliteShelf) -> str:
    def fill(url: str) -> None:
        engine = make_engine(url)
        with Session(engine) as session:
            prepare(session, ARRIVED)
        engine.dispose()

    sqlite_shelf.keep("demonstration", fill, base="empty")
    return "demonstration"


@pytest.fixture
def url(name: str, sqlite_shelf: SqliteShelf) -> Iterator[str]:
    yield sqlite_shelf.take(name)
    sqlite_shelf.clear()


@pytest.fixture
def session(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def titles(session: Session, now: datetime) -> dict[str, list[str]]:
    """What each account has to do."""
    found = {}
    for account in ACCOUNTS:
        person = session.scalars(select(User).where(User.username == account.username)).one()
        held = posts_of(session, person.id, now)[0]
        actor = Actor(person.id, person.name, held.post, held.unit_id, held.division_id)
        found[account.username] = [entry.title for entry in todo(session, actor, now)]
    return found


@pytest.fixture
def app(url: str) -> Iterator[Flask]:
    with application(url, DEMONSTRATION=True) as app:
        yield app


def browser(app: Flask, account: DemonstrationAccount) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    assert client.at(ARRIVED).log_in(account.username, PASSWORD).status_code == 303
    return client


def faults(client: Browser) -> list[str]:
    """The pages that fail, of those that links lead to from the home page, two of each kind."""
    waiting, kinds, found = ["/"], Counter[str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow_redirects=True)
        found += [f"{answer.status_code} {path}"] if answer.status_code != 200 else []
        for link in LINK.findall(answer.text) if answer.mimetype == "text/html" else ():
            kind = re.sub("[0-9]+", "N", link)
            if kinds[kind] < OF_EACH_KIND and not link.startswith(("/static", "/bootstrap")):
                kinds[kind] += 1
                waiting.append(html.unescape(link))
    return found


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.username)
def test_everybody_logs_in_and_no_page_within_reach_fails(app: Flask, account: DemonstrationAccount) -> None:
    assert faults(browser(app, account)) == []


def test_every_post_is_among_the_printed_accounts() -> None:
    without = {Post.CLOCK, Post.EVALUATOR}  # document 004 has no panel
    assert {account.post for account in ACCOUNTS} == set(Post) - without
    printed = accounts()
    assert all(account.username in printed and account.name in printed for account in ACCOUNTS)


def test_the_shown_time_is_the_morning_of_25_january(session: Session) -> None:
    assert is_demonstration(session)
    assert ARRIVED + clock_offset(session) == STOPPED == datetime(2027, 1, 25, 1, tzinfo=UTC)


def test_last_year_is_published_and_this_year_under_way(session: Session) -> None:
    stages = dict(session.execute(select(Cycle.year, Cycle.stage)).all())
    assert stages == {YEAR - 1: CycleStage.PUBLISHED, YEAR: CycleStage.CONSOLIDATION}


def test_the_counties_of_one_prefecture_stand_at_every_stage(session: Session) -> None:
    above = session.scalars(select(Unit.id).where(Unit.name == "荆州市")).one()
    below = (
        select(Sheet.stage, func.count())
        .join(Unit, Unit.id == Sheet.unit_id)
        .join(Cycle, Cycle.id == Sheet.cycle_id)
        .where(Unit.parent_id == above, Cycle.year == YEAR)
        .group_by(Sheet.stage)
    )
    assert dict(session.execute(below).all()) == {
        **dict.fromkeys(SheetStage, 1),
        SheetStage.ACCEPTED: 2,
    }


def test_counties_prefectures_and_the_chief_have_work_on_25_january(session: Session) -> None:
    found = titles(session, STOPPED)
    for username in ("gongan-tianbao", "yiling-tianbao", "jingzhou-fuze", "xiantao-fuze", "fuzeren"):
        assert found[username], username


def test_raters_and_the_chief_have_work_when_the_clock_leaps_to_10_february(session: Session) -> None:
    advance_cycles(session, TENTH)
    found = titles(session, TENTH)
    for username in ("pingding1", "pingding2", "pingding3", "fuzeren"):
        assert found[username], username
    assert session.scalars(select(Cycle.stage).where(Cycle.year == YEAR)).one() is CycleStage.RATING


def test_a_second_start_leaves_the_demonstration_alone(
    url: str, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOPING_DATABASE_URL", url)
    before = clock_offset(session)
    run = CliRunner().invoke(main, ["demo"])
    assert (run.exit_code, run.output) == (0, f"{accounts()}\n")
    session.rollback()
    assert clock_offset(session) == before != timedelta()


def test_a_database_in_use_is_not_made_into_a_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOPING_DATABASE_URL", f"sqlite:///{tmp_path / 'real.db'}")
    assert CliRunner().invoke(main, ["init", "--units", "hubei"]).exit_code == 0
    run = CliRunner().invoke(main, ["demo"])
    assert run.exit_code == 1
    assert "换一个数据库地址" in run.output
