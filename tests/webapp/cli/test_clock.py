"""`kaoping clock status` and the scheduler as a process of its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import faults
from notifications.timetable import JOBS
from webapp.cli import main
from workflow.database import make_engine, upgrade
from workflow.models import Channel, JobRun, SchedulerProcess
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

PATIENCE = 60


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("KAOPING_FOLDER", str(tmp_path))
    monkeypatch.delenv("KAOPING_DATABASE_URL", raising=False)
    url = f"sqlite:///{tmp_path / 'kaoping.db'}"
    upgrade(url)
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_before_anything_ran_every_job_is_listed_and_the_way_out_is_told(opened: Session) -> None:
    told = run("clock", "status").output
    assert told.count("没有运行过") == len(JOBS) + len(Channel) + 1
    assert told.endswith("定时服务没有运行：启动 kaoping scheduler。\n")


def test_faults_and_suspension_are_told(opened: Session) -> None:
    now = datetime.now(UTC)
    with unit_of_work(opened):
        opened.add(
            SchedulerProcess(
                name="host:7", started_at=now, seen_at=now, suspended_at=now, suspended_why="时钟异常"
            )
        )
        faults.note(opened, now, "advance_cycles", "cycle 9", ValueError("no title"))
    told = run("clock", "status").output
    assert "cycle 9  1     " in told
    assert "ValueError: no title" in told
    assert "host:7" in told
    assert "已暂停（时钟异常）" in told
    assert "时钟异常。时间不对的改正后自动恢复，正确的重新启动定时服务。" in told


@pytest.mark.parametrize("address", ["9464", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x"])
def test_an_address_that_is_none_is_refused_with_an_example(opened: Session, address: str) -> None:
    refused = run("scheduler", "--metrics", address)
    assert (refused.exit_code, "写成 主机:端口，例如 127.0.0.1:9464" in refused.output) == (2, True)


def started() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "webapp.cli", "scheduler", "--every", "1", "--metrics", "off"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def test_a_scheduler_runs_its_jobs_refuses_a_second_and_leaves_when_told(opened: Session) -> None:
    process, deadline = started(), time.monotonic() + PATIENCE
    try:
        while not opened.scalar(
            select(JobRun.job).where(JobRun.job == "verify_history", JobRun.counts != "{}")
        ):
            opened.rollback()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        second = run("scheduler", "--metrics", "off")
        assert (second.exit_code, "已有一个定时服务在运行" in second.output) == (1, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.communicate()
    opened.rollback()
    assert opened.scalars(select(SchedulerProcess.ended_at)).one() is not None
    assert set(opened.scalars(select(JobRun.fault))) == {""}
