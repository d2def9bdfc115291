"""The administrator opens, moves on and files away years in the browser."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from tests.webapp.browser import Browser
from tests.webapp.desks import TownDeskAt
from tests.webapp.desks import town_desk_at as town_desk_at
from tests.worlds import at, towns
from workflow.models import Cycle, CycleWindow, Event
from workflow.queries.calendars import days_of

pytestmark = pytest.mark.sqlite_only

LogIn = Callable[[str], Browser]
DAYS = {
    "liaison-last": "2027-10-09",
    "self_evaluation-first": "2027-12-01",
    "self_evaluation-last": "2027-12-31",
    "consolidation-first": "2028-01-01",
    "consolidation-last": "2028-01-31",
    "rating-first": "2028-02-01",
    "rating-last": "2028-02-29",
}


@pytest.fixture
def admin(log_in: LogIn) -> Browser:
    return log_in("admin")


def test_the_list_shows_the_years_and_the_way_to_the_next(admin: Browser) -> None:
    page = admin.get("/admin/cycles").text
    assert "2026年度" in page
    assert "开启年度评定" in page


def test_the_chief_sees_the_years_and_no_way_to_change_them(log_in: LogIn) -> None:
    chief = log_in("chief")
    assert "开启年度评定" not in chief.get("/admin/cycles").text
    page = chief.get("/admin/cycles/1").text
    assert "县(市、区)评定表" in page
    assert "/admin/cycles/1/advance" not in page
    assert chief.get("/admin/cycles/1/advance").status_code == 403


def test_a_year_shows_its_warnings_its_progress_and_who_cannot_sign(admin: Browser) -> None:
    page = admin.get("/admin/cycles/1").text
    assert "2027年1月31日（星期日）不是工作日" in page
    assert "未开始 99" in page
    assert "个单位还没有负责人" in page


def test_the_proposed_dates_follow_the_year_that_is_wished(admin: Browser) -> None:
    page = admin.get("/admin/cycles/open?year=2027").text
    assert all(f'value="{day}"' in page for day in DAYS.values())
    assert admin.get("/admin/cycles/open?year=99999&scheme=nowhere").status_code == 200


def test_checking_dates_warns_and_opens_nothing(admin: Browser, rows: Session) -> None:
    days = {**DAYS, "rating-last": "2028-03-04"}
    page = admin.send("/admin/cycles/open?year=2027", check="1", **days)
    assert "省级评定的截止日 2028年3月4日（星期六）不是工作日" in page.text
    assert rows.scalars(select(Cycle.year)).all() == [2026]


def test_a_year_opens_with_the_dates_typed(admin: Browser, rows: Session) -> None:
    days = {**DAYS, "rating-last": "2028-03-03"}
    done = admin.send("/admin/cycles/open?year=2027", go="1", **days)
    assert (done.status_code, done.location) == (303, "/admin/cycles/2")
    assert days_of(rows, 2)["rating"].last == date(2028, 3, 3)
    assert not rows.get_one(Cycle, 2).rehearsal


def test_a_rehearsal_carries_its_mark_on_every_page(admin: Browser, rows: Session) -> None:
    done = admin.send("/admin/cycles/open?year=2027", go="1", rehearsal="y", **DAYS)
    assert rows.get_one(Cycle, 2).rehearsal
    assert "演练" in admin.get(done.location).text


def test_dates_that_do_not_fit_come_back_at_their_boxes(admin: Browser, rows: Session) -> None:
    days = {**DAYS, "consolidation-last": "2027-12-30", "liaison-last": "十月"}
    page = admin.send("/admin/cycles/open?year=2027", go="1", **days)
    assert page.status_code == 422
    assert "您填的是“十月”" in page.text
    assert 'value="2027-12-30"' in page.text
    page = admin.send("/admin/cycles/open?year=2027", go="1", **{**days, "liaison-last": "2027-10-09"})
    assert 'href="#consolidation-last"' in page.text
    assert rows.scalars(select(Cycle.year)).all() == [2026]


def test_a_year_that_is_taken_does_not_open_again(admin: Browser) -> None:
    days = {
        name: f"{int(day[:4]) - 1}{day[4:]}".replace("2027-02-29", "2027-02-28") for name, day in DAYS.items()
    }
    page = admin.send("/admin/cycles/open?year=2026", go="1", **days)
    assert (page.status_code, "已经开启" in page.text) == (422, True)


def test_moving_on_by_hand_needs_a_reason(admin: Browser, rows: Session) -> None:
    assert "县级自评" in admin.get("/admin/cycles/1/advance").text
    assert admin.send("/admin/cycles/1/advance", reason=" ").status_code == 422
    assert admin.send("/admin/cycles/1/advance", reason="提前布置").status_code == 303
    assert rows.get_one(Cycle, 1).stage is CycleStage.SELF_EVALUATION
    assert rows.scalars(select(Event.reason).where(Event.name == "cycle.advance")).all() == ["提前布置"]


def test_the_calendar_is_changed_with_a_reason(admin: Browser, rows: Session) -> None:
    held = {name: f"{int(day[:4]) - 1}{day[4:]}" for name, day in DAYS.items()}
    held |= {"rating-last": "2027-03-05"}
    assert 'href="#reason"' in admin.send("/admin/cycles/1/calendar", check="1", **held).text
    told = {"reason": "延期通知", **held}
    preview = admin.send("/admin/cycles/1/calendar", check="1", **told).text
    assert "核对：确认之后日程这样变动" in preview
    last = select(CycleWindow.last).where(CycleWindow.cycle_id == 1, CycleWindow.stage == "rating")
    assert rows.scalars(last).one() == date(2027, 2, 28)
    rows.rollback()
    shown = preview.split('name="shown" value="')[1].split('"')[0]
    assert admin.send("/admin/cycles/1/calendar", go="1", shown=shown, **told).status_code == 303
    assert rows.scalars(last).one() == date(2027, 3, 5)


def test_a_day_that_has_come_stays_as_it_is(admin: Browser) -> None:
    held = {name: f"{int(day[:4]) - 1}{day[4:]}" for name, day in DAYS.items()}
    held |= {"rating-last": "2027-02-28", "self_evaluation-first": "2026-12-20"}
    page = admin.send("/admin/cycles/1/calendar", reason="试", **held)
    assert (page.status_code, "起始日不再变动" in page.text) == (422, True)


def test_filing_away_before_the_circular_says_why_not(admin: Browser) -> None:
    page = admin.send("/admin/cycles/1/close")
    assert (page.status_code, "此时不能归档" in page.text) == (409, True)


@pytest.mark.parametrize("path", ["", "/open", "/1/calendar", "/1/advance", "/1"])
@pytest.mark.parametrize("username", ["jiangan.filler", "wuhan.signer", "rater", "auditor"])
def test_nobody_else_comes_near_the_years(log_in: LogIn, username: str, path: str) -> None:
    assert log_in(username).get(f"/admin/cycles{path}").status_code in (403, 404)


def test_moving_on_says_who_has_not_handed_up_and_lets_it_pass(town_desk_at: TownDeskAt) -> None:
    browser = town_desk_at(towns.evaluating_before_rating).enter("示范县系统管理员", at(1, 5))
    page = browser.get("/admin/cycles/1/advance").text
    assert "还有 4 个乡镇没有上报评定表：甲镇、乙镇、丙园、丁园。" in page
    assert browser.send("/admin/cycles/1/advance", reason="提前评定").status_code == 303
    after = browser.get("/admin/cycles/1/advance").text
    assert "先计算排名、提交会议审议，年度随之进入“会议审议”" in after
    assert "没有上报" not in after
    assert browser.send("/admin/cycles/1/advance", reason="再试").status_code == 409
