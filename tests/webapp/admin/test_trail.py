"""The auditor reads the trail and changes nothing; every event has a word of its own."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.architecture.sources import files
from tests.hubei import unit_id
from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER
from webapp.admin.labels import EVENTS, NOUNS
from workflow.actions import Action
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.units import set_single_handed
from workflow.permissions import PERMISSIONS
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

LogIn = Callable[[str], Browser]


@pytest.fixture
def auditor(log_in: LogIn) -> Browser:
    return log_in("auditor")


def recorded(path: Path) -> set[str]:
    """Names of events that a module records, as literals."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    return {
        call.args[3].value
        for call in calls
        if ast.unparse(call.func) in ("record", "_note") and isinstance(call.args[3], ast.Constant)
    }


def test_every_event_that_a_command_records_has_its_word() -> None:
    names = {name for path in files("workflow/commands", suffix=".py") for name in recorded(path)}
    assert len(names) > 15
    assert sorted(names - EVENTS.keys()) == []
    assert sorted({name.partition(".")[0] for name in EVENTS} - NOUNS.keys()) == []


def test_the_trail_shows_who_did_what_newest_first_without_contents(auditor: Browser) -> None:
    page = auditor.get("/admin/trail").text
    assert "授予岗位" in page
    assert "命令行" in page
    assert page.index("登录") < page.index("开启年度评定")
    assert "hubei-jingban@" not in page


def test_the_trail_is_narrowed_and_says_when_a_unit_is_unknown(auditor: Browser) -> None:
    page = auditor.get("/admin/trail?unit=武汉市&noun=post").text
    assert "武汉市" in page
    assert "没有符合条件" not in page
    assert "没有编码或名称是“南京市”的单位" in auditor.get("/admin/trail?unit=南京市").text
    assert "没有符合条件" in auditor.get("/admin/trail?below=1").text


def test_times_that_went_back_are_seen_on_the_pages(auditor: Browser, rows: Session) -> None:
    assert "各条的时间依次不减" in auditor.get("/admin/trail/verification").text
    with unit_of_work(rows):
        wishes = {"unit_id": unit_id(rows, "武汉市"), "single_handed": True, "reason": "兼任"}
        set_single_handed(rows, COMMAND_LINE, DECEMBER - timedelta(days=40), **wishes)
    assert "时间早于前一条的有 1 条，最多早 40 天（第 " in auditor.get("/admin/trail/verification").text
    assert "比前一条早 40 天" in auditor.get("/admin/trail").text


def test_the_chain_is_verified_on_a_page(auditor: Browser) -> None:
    assert "操作记录完整" in auditor.get("/admin/trail/verification").text


@pytest.mark.parametrize("username", ["jiangan.filler", "wuhan.signer", "chief", "rater", "admin"])
def test_nobody_else_reads_the_trail(log_in: LogIn, username: str) -> None:
    assert log_in(username).get("/admin/trail").status_code == 403


def test_the_auditor_may_change_nothing() -> None:
    own = {
        action for action, grants in PERMISSIONS.items() if any(post is Post.AUDITOR for post, _ in grants)
    }
    everybody = {action for action in own if any(post is Post.FILLER for post, _ in PERMISSIONS[action])}
    assert own - everybody == {Action.VIEW_TRAIL}
