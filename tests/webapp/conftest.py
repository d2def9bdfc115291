"""The web application over a database with the demonstration province, a year and some people."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import hubei
from tests.databases import SqliteShelf
from tests.hubei import OCTOBER, PASSWORD, unit_id
from tests.webapp.applications import application
from tests.webapp.browser import Browser
from webapp.extensions import db
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.cycle import open_cycle
from workflow.commands.posts import grant_post
from workflow.database import make_engine
from workflow.unit_of_work import unit_of_work

DECEMBER = datetime(2026, 12, 10, 2, tzinfo=UTC)
"""10 December 2026, 10:00 in Shanghai: the counties are filling."""

PEOPLE = {
    "jiangan.filler": [(Post.FILLER, "江岸区")],
    "jiangan.signer": [(Post.SIGNER, "江岸区")],
    "jianghan.filler": [(Post.FILLER, "江汉区")],
    "wuhan.filler": [(Post.FILLER, "武汉市")],
    "wuhan.signer": [(Post.SIGNER, "武汉市")],
    "yichang.signer": [(Post.SIGNER, "宜昌市")],
    "rater": [(Post.RATER, "湖北省")],
    "chief": [(Post.CHIEF, "湖北省")],
    "admin": [(Post.ADMIN, "湖北省")],
    "auditor": [(Post.AUDITOR, "湖北省")],
    "two.posts": [(Post.FILLER, "江岸区"), (Post.FILLER, "江汉区")],
}
"""User name → posts. All know PASSWORD and have changed their first one."""


def _fill(url: str) -> None:
    engine = make_engine(url)
    with Session(engine) as session, unit_of_work(session):
        open_cycle(session, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2026)
        province = unit_id(session, "湖北省")
        division = add_division(session, COMMAND_LINE, OCTOBER, unit_id=province, name="基金处")
        for username, posts in PEOPLE.items():
            user = add_user(
                session, COMMAND_LINE, OCTOBER, username=username, name=username, password=PASSWORD
            )
            user.must_change_password = False
            for post, unit in posts:
                grant_post(
                    session, COMMAND_LINE, OCTOBER,
                    user_id=user.id, unit_id=unit_id(session, unit), post=post,
                    division_id=division.id if post is Post.RATER else None,
                )  # fmt: skip
        newcomer = add_user(
            session, COMMAND_LINE, OCTOBER, username="newcomer", name="新来的", password=PASSWORD
        )
        grant_post(
            session, COMMAND_LINE, OCTOBER,
            user_id=newcomer.id, unit_id=unit_id(session, "江岸区"), post=Post.FILLER,
        )  # fmt: skip
        add_user(session, COMMAND_LINE, OCTOBER, username="postless", name="没有岗位", password=PASSWORD)
    engine.dispose()


MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(sqlite_shelf: SqliteShelf) -> Iterator[MakeApp]:
    """Applications over one database of this test alone, with settings of the test's choice."""
    sqlite_shelf.keep("hubei", hubei._fill)
    sqlite_shelf.keep("people", _fill, base="hubei")
    url = sqlite_shelf.take("people")
    with ExitStack() as stack:

        def make(**settings: Any) -> Flask:
            given = {"TESTING": True, "HELP_PHONE": "12345", **settings}
            return stack.enter_context(application(url, **given))

        yield make
    sqlite_shelf.clear()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The application as it runs in an office: no demonstration."""
    return make_app()


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """The browser of somebody who has not logged in, in December."""
    return _browser(app)


def _browser(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client.at(DECEMBER)


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], Browser]:
    """A browser of its own for each person, already behind the door."""

    def enter(username: str) -> Browser:
        client = _browser(app)
        assert client.log_in(username).status_code == 303
        return client

    return enter


@pytest.fixture
def rows(app: Flask) -> Iterator[Session]:
    """A session of the test's own, to look at what a request left in the database."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:  # outside the context, which requests would share
        yield session
