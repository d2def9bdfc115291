"""Chromium from the operating system, as an official's office has it: Chinese, Shanghai time, no outside."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.office import Clock, Office, served
from tests.browser.screens import NOON, Screens
from tests.webapp.desks import DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, World, at

CHROMIUM = shutil.which("chromium") or "chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
OFFICE_SCREEN = {"width": 1366, "height": 768}

OfficeAt = Callable[..., Office]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": OFFICE_SCREEN,
    }


@pytest.fixture(scope="session")
def album() -> Path | None:
    """Where pictures of the pages go: the folder that KAOPING_SCREENSHOTS names, else nowhere."""
    named = os.environ.get("KAOPING_SCREENSHOTS")
    if named:
        Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named) if named else None


@pytest.fixture
def office_at(
    desk_at: DeskAt, new_context: Callable[..., BrowserContext], album: Path | None
) -> Iterator[OfficeAt]:
    """`office_at(Stage.SELF_EVALUATION)`, or with a change that leads the story away from there."""
    with ExitStack() as stack:

        def make(stage: Stage, change: Callable[[World], None] | None = None) -> Office:
            desk, clock = desk_at(stage, change), Clock(at(10, 1))
            address = stack.enter_context(served(desk.app, clock))
            return Office(desk, address, clock, new_context, album)

        yield make


@pytest.fixture
def screens(desk_at: DeskAt, new_context: Callable[..., BrowserContext]) -> Iterator[Screens]:
    """The county's office on 10 December at 14:03, with as many screens as a story needs."""
    desk = desk_at(Stage.SELF_EVALUATION)
    with served(desk.app, Clock(NOON)) as address:
        yield Screens(desk, address, new_context)
