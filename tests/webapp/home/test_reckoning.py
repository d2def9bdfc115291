"""Periods in working days are reckoned by the page, with holidays and the weekend days worked."""

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, refused
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def reader(desk: Desk) -> Browser:
    return desk.enter("甲东县填报员", at(12, 10))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("start=2026-01-05&days=30", "第 30 个工作日是<strong>2026年2月14日（星期六）</strong>。"),
        ("start=2026年2月12日&days=5", "第 5 个工作日是<strong>2026年2月26日（星期四）</strong>。"),
        (
            "start=2027-02-04&days=5",
            "<strong>2027年2月11日（星期四）</strong>（按周一至周五推算，待节假日安排公布）。",
        ),
        ("start=2026-02-12&days=5&done=2026-02-26", "用了 5 个工作日，没有超过期限。"),
        ("start=2026-02-12&days=5&done=2026-02-27", "用了 6 个工作日，<strong>超过期限 1 个工作日"),
        ("start=2026-02-12&days=5&done=2026-03-01", "超过期限 2 个工作日"),  # a Saturday worked between
    ],
)
def test_the_day_is_told(desk: Desk, asked: str, told: str) -> None:
    assert told in reader(desk).get(f"/working-days?{asked}").text


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("start=&days=5", "填写起算日"),
        ("start=明天&days=5", "没有看懂“起算日”"),
        ("start=2026-01-05&days=0", "工作日数须是 1 到 250 之间的整数。"),
        ("start=2026-01-05&days=9999999999999999999999", "工作日数须是 1 到 250 之间的整数。"),
        ("start=2026-01-05&days=5&done=2026-01-01", "办结日早于起算日"),
    ],
)
def test_what_was_mistyped_is_told_at_its_box(desk: Desk, asked: str, text: str) -> None:
    assert refused(reader(desk).get(f"/working-days?{asked}"), text)


def test_done_on_a_day_off_after_the_period_is_late_though_no_working_day_passed(desk: Desk) -> None:
    page = reader(desk).get("/working-days?start=2026-09-28&days=20&done=2026-11-01").text
    assert "用了 20 个工作日，<strong>晚于期限</strong>，其间没有工作日" in page


def test_the_item_leads_there_with_its_own_period(desk: Desk) -> None:
    browser = reader(desk)
    sheet = desk.fresh.sheet("甲东县").id
    for item, days in ((19, 30), (24, 5)):
        page = browser.get(f"/sheets/{sheet}/items/{item}").text
        assert f'href="/working-days?days={days}" target="_blank"' in page
    assert "working-days" not in browser.get(f"/sheets/{sheet}/items/11").text


def test_the_rater_has_the_same_way(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    rater = desk.enter("基金处评定员", at(2, 10))
    page = rater.get(f"/province/assessments/{desk.fresh.assessment('甲市').id}/items/19").text
    assert 'href="/working-days?days=30"' in page
