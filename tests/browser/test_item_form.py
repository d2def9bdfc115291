"""The form of an item in a real browser: boxes follow the answer, and nothing is lost without a word."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.office import Clock, served
from tests.webapp.desks import Desk, DeskAt
from tests.worlds import PASSWORD, Stage, at
from tests.worlds.kinds import with_kinds
from workflow.models import User

COUNTY = "甲东县"

Opened = Callable[[Any], Any]


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The application on a port of this machine, where it is always 10 December."""
    with served(desk.app, Clock(at(12, 10, 10))) as address:
        yield address


@pytest.fixture
def item(page: Page, desk: Desk, address: str) -> Opened:
    """Open an item of the county's sheet as its filler, with the browser's clock set to the server's."""
    return opened(page, desk, address)


@pytest.fixture
def kind(page: Page, desk_at: DeskAt) -> Iterator[Opened]:
    """Open the item of a kind of rule, in a year that has one of every kind."""
    desk = desk_at(Stage.SELF_EVALUATION, with_kinds)
    numbers = {item.code: item.number for item in desk.world.scheme.items}
    with served(desk.app, Clock(at(12, 10, 10))) as address:
        item = opened(page, desk, address)
        yield lambda name: item(numbers[name])


def opened(page: Page, desk: Desk, address: str) -> Opened:
    """Log in as the county's filler; what comes back opens an item of its sheet."""
    page.clock.set_fixed_time(at(12, 10, 10))
    filler = desk.world.filler(COUNTY)
    username = desk.world.session.get_one(User, filler.user_id).username
    page.goto(f"{address}/log-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    sheet_id = desk.fresh.sheet(COUNTY).id
    return lambda number: page.goto(f"{address}/sheets/{sheet_id}/items/{number}")


def test_the_boxes_of_a_deduction_appear_where_full_marks_are_not_claimed(page: Page, item: Opened) -> None:
    item(2)
    training = page.get_by_role("group").filter(has_text="制定培训计划")
    reason = training.get_by_label("原因：为何扣分，依据是什么")
    expect(reason).to_be_hidden()
    training.get_by_label("未做到").check()
    expect(reason).to_be_visible()
    reason.fill("人手不足")
    training.get_by_label("已做到").check()
    expect(reason).to_be_hidden()
    page.get_by_role("group").filter(has_text="廉政").get_by_label("已做到").check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已于 2026年12月10日（星期四）10:00:00 保存", exact=True)).to_be_visible()


def test_a_figure_asks_for_a_line_below_full_and_for_a_note_at_full(page: Page, item: Opened) -> None:
    item(37)
    form = page.locator("#item-form")
    figure, note = form.get_by_label("得分", exact=True), form.get_by_label("说明")
    figure.fill("３.5")
    expect(page.get_by_label("原因：为何扣分，依据是什么")).to_be_visible()
    expect(note).to_be_hidden()
    figure.fill("4.0")
    expect(note).to_be_visible()


def test_lines_are_added_one_by_one_and_all_are_saved(page: Page, item: Opened) -> None:
    item(11)
    page.get_by_label("已清点").check()
    for number in range(1, 6):
        if number > 1:
            page.get_by_role("button", name="再加一条").click()
        page.get_by_label(f"情形 {number}：发生了什么").fill(f"问题{number}")
        page.get_by_label("件数").nth(number - 1).fill("1")
        page.get_by_label("原因：为何扣分，依据是什么").nth(number - 1).fill("漏办")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".panel .figure")).to_have_text("1 / 2 分")


def test_amount_and_circumstances_of_a_line_follow_its_cause(page: Page, kind: Opened) -> None:
    kind("per_case")
    page.get_by_label("已清点").check()
    cause, amount = page.get_by_label("扣分情形类别").first, page.get_by_label("每件扣几分").first
    urged = page.get_by_label("催办后仍未改").first
    expect(amount).to_be_hidden()
    cause.select_option("fault")
    amount.fill("0.3")
    urged.check()
    page.get_by_label("情形 1：发生了什么").fill("填错")
    page.get_by_label("件数").first.fill("1")
    page.get_by_label("原因：为何扣分，依据是什么").first.fill("粗心")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".panel .figure")).to_have_text("4.2 / 5 分")
    expect(urged).to_be_checked()
    cause.select_option("late")
    expect(amount).to_be_hidden()
    expect(urged).to_be_hidden()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".panel .figure")).to_have_text("4.5 / 5 分")


def test_figures_ask_for_a_line_as_soon_as_one_is_typed(page: Page, kind: Opened) -> None:
    kind("rate")
    reason = page.get_by_label("原因：为何扣分，依据是什么")
    expect(reason).to_be_hidden()
    page.get_by_label("参保人数", exact=True).fill("９９８")
    expect(reason).to_be_visible()
    page.get_by_label("应参保人数").fill("1000")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".panel .figure")).to_have_text("5 / 5 分")
    expect(page.get_by_label("参保人数", exact=True)).to_have_value("998")


def test_a_computer_clock_that_is_off_is_told_and_changes_no_countdown(page: Page, item: Opened) -> None:
    warning = page.get_by_text("本机时间与服务器时间相差超过 2 分钟")
    item(11)
    expect(warning).to_be_hidden()
    page.clock.set_fixed_time(datetime(2026, 12, 10, 2, 3, tzinfo=UTC) + timedelta(days=1))
    page.reload()
    expect(warning).to_be_visible()
