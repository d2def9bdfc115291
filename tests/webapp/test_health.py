"""What whoever watches from outside is told: enough to act on, nothing of the installation."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.statements import counted_statements
from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER, MakeApp
from workflow.models import SchedulerProcess
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only


def seen(rows: Session, at: datetime) -> None:
    with unit_of_work(rows):
        rows.add(SchedulerProcess(name="host:1", started_at=at, seen_at=at))


def ready(stranger: Browser) -> tuple[int, str]:
    answer = stranger.get("/readyz")
    assert answer.mimetype == "text/plain"
    return answer.status_code, answer.text


def test_the_process_answers_without_asking_the_database(stranger: Browser) -> None:
    with counted_statements() as statements:
        answer = stranger.get("/healthz")
    assert (answer.status_code, answer.text, list(statements)) == (200, "ok", [])


def test_everything_it_takes_to_serve_is_named(stranger: Browser, rows: Session) -> None:
    assert ready(stranger) == (503, "database: ok\nmigrations: ok\nscheduler: silent\n")
    seen(rows, DECEMBER - timedelta(minutes=5))
    assert ready(stranger) == (200, "database: ok\nmigrations: ok\nscheduler: ok\n")
    stranger.at(DECEMBER + timedelta(seconds=1))
    assert ready(stranger) == (503, "database: ok\nmigrations: ok\nscheduler: silent\n")


def test_an_older_schema_is_not_ready(stranger: Browser, rows: Session) -> None:
    with unit_of_work(rows):
        rows.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    assert ready(stranger) == (503, "database: ok\nmigrations: not at head\nscheduler: unknown\n")


def test_a_database_that_does_not_answer_is_said_in_two_words(make_app: MakeApp) -> None:
    app: Flask = make_app(SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.db")
    stranger = app.test_client()
    assert isinstance(stranger, Browser)
    assert ready(stranger) == (503, "database: no answer\nmigrations: unknown\nscheduler: unknown\n")
    assert stranger.get("/healthz").status_code == 200
