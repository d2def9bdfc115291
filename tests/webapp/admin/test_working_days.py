"""工作日: which years are known, and entering the notice of one in two steps."""

from typing import Any

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, refused
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only

YEAR = "/admin/working-days/2027"
NOTICE = {
    "document": "国办发明电〔2026〕1号",
    "holidays": "2027-01-01 至 2027-01-03 元旦\n2027-02-05 至 2027-02-11 春节",
    "worked": "2027-02-14",
}


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def admin(desk: Desk) -> Browser:
    return desk.enter("示范省系统管理员", at(12, 10))


def shown(browser: Browser) -> str:
    return browser.get(YEAR).text.split('name="shown"')[1].split('value="')[1].split('"')[0]


def entered(browser: Browser, **change: Any) -> Any:
    return browser.send(YEAR, page=YEAR, shown=shown(browser), go="1", **{**NOTICE, **change})


def test_known_and_unknown_years_are_told_apart(desk: Desk) -> None:
    page = admin(desk).get("/admin/working-days").text
    assert "2026 年（今年）</th>\n    <td>系统内置" in page
    assert "2027 年</th>\n    <td><strong>还没有：按周一至周五推算" in page


def test_the_months_are_shown_before_anything_is_stored(desk: Desk) -> None:
    browser = admin(desk)
    preview = browser.send(YEAR, page=YEAR, check="1", **NOTICE).text
    for told in (
        "2027年2月5日（星期五）至2027年2月11日（星期四），春节，共 7 天",
        "2027年2月14日（星期日）",
        "国庆节的法定假期是 3 天",
        "依据：国办发明电〔2026〕1号",
    ):
        assert told in preview, told
    assert desk.events("working_year.announce") == 0


def test_a_confirmed_year_is_known_and_ends_the_provisional_dates(desk: Desk) -> None:
    browser = admin(desk)
    calendar = f"/admin/cycles/{desk.fresh.cycle_id}/calendar"
    assert "待节假日安排公布" in browser.get(calendar).text
    assert entered(browser).status_code == 303
    assert desk.events("working_year.announce") == 1
    assert "<td>国办发明电〔2026〕1号</td>" in browser.get("/admin/working-days").text
    assert "待节假日安排公布" not in browser.get(calendar).text
    again = browser.get(YEAR).text
    assert "2027-02-05 至 2027-02-11" in again
    assert "再次登记的，替换全年的安排" in again


def test_what_cannot_be_taken_comes_back_with_everything_typed(desk: Desk) -> None:
    browser = admin(desk)
    unread = browser.send(YEAR, page=YEAR, check="1", **{**NOTICE, "holidays": "春节放七天"})
    told = "第 1 行没有看懂，写成“2027-02-05 至 2027-02-11 春节”的样子"
    assert refused(unread, told, "春节放七天</textarea>", "2027-02-14</textarea>")
    weekday = entered(browser, worked="2027-02-15")
    assert refused(weekday, "2027年2月15日（星期一）本来就是工作日")
    assert refused(entered(browser, document=""), "写明依据：节假日安排通知的名称或文号。")
    assert desk.events("working_year.announce") == 0


def test_a_year_that_was_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    browser = admin(desk)
    before = shown(browser)
    assert entered(browser).status_code == 303
    late = browser.send(YEAR, page=YEAR, shown=before, go="1", **{**NOTICE, "worked": ""})
    assert late.status_code == 409
    assert "在您核对之后有变动" in late.text
    assert desk.events("working_year.announce") == 1


@pytest.mark.parametrize("year", [1999, 2101, 99999999])
def test_years_beyond_any_calendar_are_not_there(desk: Desk, year: int) -> None:
    assert admin(desk).get(f"/admin/working-days/{year}").status_code == 404


def test_only_the_administrator_enters_them(desk: Desk) -> None:
    for name in ("示范省评定负责人", "甲东县填报员"):
        assert desk.enter(name, at(12, 10)).get(YEAR).status_code == 403
