"""The figures as Prometheus reads them, from a server of their own."""

import logging
import socket
from contextlib import closing
from datetime import datetime, timedelta
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from notifications import faults
from notifications.metrics import serve_metrics
from notifications.process import Process
from notifications.runs import begin, end
from tests.worlds import at
from workflow.database import make_engine
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)


def now() -> datetime:
    return NOW


@pytest.fixture
def port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        number = free.getsockname()[1]
    return number


def scraped(engine: Engine, port: int) -> dict[str, str]:
    server = serve_metrics(engine, now, ("127.0.0.1", port))
    assert server
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        lines = answer.read().decode().splitlines()
    server.shutdown()
    server.server_close()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_jobs_faults_and_processes_are_figures(engine: Engine, session: Session, port: int) -> None:
    process = Process.enter(engine, NOW)
    assert begin(session, "purge_sessions", process.id, NOW, None)
    end(session, "purge_sessions", process.id, NOW, NOW + timedelta(seconds=2), {"sessions": 3}, "")
    with unit_of_work(session):
        faults.note(session, NOW, "remind", "unit 7", ValueError("no name"))
    found = scraped(engine, port)
    assert found["kaoping_database_up"] == found["kaoping_scheduler_processes"] == "1.0"
    assert found['kaoping_job_duration_seconds{job="purge_sessions"}'] == "2.0"
    assert found['kaoping_job_failed{job="purge_sessions"}'] == "0.0"
    assert found['kaoping_job_done{job="purge_sessions",what="sessions"}'] == "3.0"
    assert found["kaoping_job_faults"] == "1.0"
    assert float(found["kaoping_scheduler_seen_timestamp_seconds"]) == NOW.timestamp()
    process.suspend(NOW, "为什么")
    assert scraped(engine, port)["kaoping_clock_suspended"] == "1.0"
    process.leave(NOW)
    assert scraped(engine, port)["kaoping_scheduler_processes"] == "0.0"


@pytest.mark.sqlite_only
def test_without_a_database_that_is_the_only_figure(engine: Engine, port: int) -> None:
    assert scraped(make_engine("sqlite:////nowhere/at/all.db"), port) == {"kaoping_database_up": "0.0"}


@pytest.mark.sqlite_only
def test_an_address_that_is_taken_is_logged_and_everything_else_goes_on(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, caplog.at_level(logging.ERROR):
        assert serve_metrics(engine, now, taken.getsockname()) is None
    assert "metrics are not served" in caplog.text
