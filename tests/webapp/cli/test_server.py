"""Processes that run together end together: none is left behind, and none ends without a word."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications.process import Process
from tests.architecture.sources import ROOT
from tests.post_office import free_port
from workflow.database import make_engine, upgrade

pytestmark = pytest.mark.sqlite_only

PATIENCE = 60
TOGETHER = """
import sys
from webapp.cli import server
server.PATIENCE_SECONDS = 2
server.run_together({name: [sys.executable, "-c", code] for name, code in zip("AB", sys.argv[1:])})
"""
RUNS = "import os, time; open(str(os.getpid()), 'w'); time.sleep(600)"
GOOD = f"import signal; signal.signal(signal.SIGTERM, lambda *_: exit(0)); {RUNS}"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {RUNS}"
KILLED = 256 - signal.SIGKILL
BAD = "raise SystemExit(3)"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def together(tmp_path: Path) -> Iterator[Start]:
    """Start the parent of two; whatever is still there afterwards is killed."""
    parents = []

    def start(*codes: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", TOGETHER, *codes]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        parents.append(started)
        return started

    yield start
    for parent in parents:
        parent.kill()
        parent.communicate()
    for number in children(tmp_path):
        if alive(number):
            os.kill(number, signal.SIGKILL)


def children(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def await_children(folder: Path, number: int) -> list[int]:
    deadline = time.monotonic() + PATIENCE
    while len(children(folder)) < number:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return children(folder)


def test_both_end_when_told_and_the_end_is_a_good_one(together: Start, tmp_path: Path) -> None:
    parent = together(GOOD, GOOD)
    started = await_children(tmp_path, 2)
    parent.send_signal(signal.SIGTERM)
    assert (parent.wait(PATIENCE), [alive(number) for number in started]) == (0, [False, False])


@pytest.mark.parametrize("codes", [(DEAF, GOOD), (GOOD, DEAF)])
def test_one_that_does_not_end_is_killed_and_leaves_no_other_behind(
    together: Start, tmp_path: Path, codes: tuple[str, str]
) -> None:
    parent = together(*codes)
    started = await_children(tmp_path, 2)
    parent.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    parent.send_signal(signal.SIGTERM)  # a service manager tells the whole group, more than once
    _, told = parent.communicate(timeout=PATIENCE)
    assert parent.returncode == KILLED
    assert [alive(number) for number in started] == [False, False]
    assert f"{'AB'[codes.index(DEAF)]}在 2 秒内没有结束，已强行结束。" in told
    assert "Traceback" not in told


def test_when_one_ends_the_other_is_ended_and_it_is_said_why(together: Start) -> None:
    parent = together(GOOD, BAD)
    _, told = parent.communicate(timeout=PATIENCE)
    assert (parent.returncode, told) == (3, "B已退出（返回码 3），一同启动的A随之结束。\n")


def test_beside_a_scheduler_that_lives_the_pages_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOPING_FOLDER", str(tmp_path))
    monkeypatch.delenv("KAOPING_DATABASE_URL", raising=False)
    url = f"sqlite:///{tmp_path / 'kaoping.db'}"
    upgrade(url)
    engine = make_engine(url)
    living = Process.enter(engine, datetime.now(UTC))
    command = [sys.executable, "-m", "webapp.cli", "serve", "--with-scheduler", "--port", str(free_port())]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert refused.returncode == 1
    assert "用 kaoping serve 只启动网页服务" in refused.stderr
    assert "定时服务已退出（返回码 1），一同启动的网页服务随之结束。" in refused.stderr
    living.leave(datetime.now(UTC))
    engine.dispose()
