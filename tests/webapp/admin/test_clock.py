"""运行状态: a silent scheduler and a suspected clock are seen on every page of the administrator's."""

from datetime import datetime, timedelta

import pytest

from notifications import faults
from notifications.runs import begin, end
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, cost
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, at
from workflow.models import SchedulerProcess
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

NOW = at(12, 10)
SILENT = "定时服务没有运行"


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def admin(desk: Desk) -> Browser:
    return desk.enter("示范省系统管理员", NOW)


def process(desk: Desk, seen: datetime, **values: object) -> int:
    session = desk.fresh.session
    with unit_of_work(session):
        row = SchedulerProcess(name="host:1", started_at=at(12, 9), seen_at=seen, **values)
        session.add(row)
        session.flush()
        return row.id


def test_a_scheduler_that_never_ran_or_fell_silent_is_told_on_every_page_of_the_administrator(
    desk: Desk,
) -> None:
    browser = admin(desk)
    assert f"{SILENT}（从未运行过）" in browser.get("/").text
    process(desk, NOW - timedelta(minutes=6))
    page = browser.get("/admin/cycles").text
    assert f"{SILENT}（最后一次运行是 2026年12月10日（星期四）08:54:00）" in page
    assert "在服务器上启动 kaoping scheduler" in page
    process(desk, NOW - timedelta(minutes=4))
    assert SILENT not in browser.get("/").text


def test_nobody_else_is_told_or_may_look(desk: Desk) -> None:
    for name in ("甲东县填报员", "示范省评定负责人", "示范省审计员"):
        browser = desk.enter(name, NOW)
        assert SILENT not in browser.get("/").text
        refused = browser.get("/admin/clock")
        assert (refused.status_code, "可以办理的岗位：系统管理员" in refused.text) == (403, True)


def test_the_banner_costs_one_statement_and_only_the_administrator(desk: Desk) -> None:
    def reads(name: str) -> int:
        return sum(n for text, n in cost(desk.enter(name, NOW), "/").items() if "scheduler_process" in text)

    assert (reads("示范省系统管理员"), reads("示范省评定负责人")) == (1, 0)


def test_a_suspected_clock_is_told_with_what_to_do(desk: Desk) -> None:
    why = "时钟异常，已暂停自动推进：服务器时间在运行中被拨快了 40 天"
    process(desk, NOW, suspended_at=NOW, suspended_why=why)
    page = admin(desk).get("/admin/clock").text
    assert f"{why}。与标准时间核对" in page
    assert "已暂停</span>" in page
    process(desk, NOW, ended_at=NOW, suspended_at=NOW, suspended_why="以前的")
    assert "以前的。" not in admin(desk).get("/").text


def test_jobs_faults_and_processes_are_shown_by_name(desk: Desk) -> None:
    number, session = process(desk, NOW), desk.fresh.session
    began = NOW - timedelta(seconds=2)
    assert begin(session, "purge_sessions", number, began, None)
    end(session, "purge_sessions", number, began, NOW, {"sessions": 3}, "")
    assert begin(session, "verify_history", number, NOW, None)
    end(session, "verify_history", number, NOW, NOW, None, "ValueError: 坏了")
    unit = desk.fresh.unit("甲东县")
    with unit_of_work(session):
        faults.note(session, NOW, "advance_cycles", f"cycle {desk.world.cycle_id}", ValueError("没有标题"))
        faults.note(session, NOW, "remind", f"unit {unit}", ValueError("没有名称"))
    page = admin(desk).get("/admin/clock").text
    for told in (
        "登录 3",
        "2.00 秒",
        "2026年12月11日（星期五）03:00:00",
        "失败：ValueError: 坏了",
        "没有办成的（2）",
        "单位“甲东县”",
        "ValueError: 没有名称",
        "host:1",
        "运行中",
    ):
        assert told in page, told
