"""The demonstration clock: only in a demonstration, and then for everybody."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER, MakeApp
from workflow.models import Cycle

START = DECEMBER + timedelta(microseconds=123456)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """A demonstration."""
    return make_app(DEMONSTRATION=True)


@pytest.fixture
def browser(stranger: Browser) -> Browser:
    """A county's filler."""
    stranger.at(START).log_in("jiangan.filler")
    return stranger


def shown(browser: Browser) -> str:
    return browser.get("/").text.split("服务器时间 ")[1].split("（北京时间）")[0]


def test_the_clock_moves_for_everybody_and_runs_on(app: Flask, browser: Browser) -> None:
    moved = browser.send("/demonstration/clock?next=/password", to="2027-01-25T10:00")
    assert moved.location == "/password"
    assert shown(browser) == "2027年1月25日（星期一）10:00:00"
    other = app.test_client().at(START + timedelta(minutes=5))
    other.log_in("chief")
    assert shown(other) == "2027年1月25日（星期一）10:05:00"


def test_one_press_leads_to_the_tenth_day_of_the_rating_and_moves_the_year_on(
    browser: Browser, rows: Session
) -> None:
    page = browser.get("/").text
    assert "到 2 月 10 日" in page
    leap = page.split('type="hidden" name="to" value="')[1].split('"')[0]
    browser.send("/demonstration/clock", to=leap)
    assert shown(browser) == "2027年2月10日（星期三）09:00:00"
    assert rows.scalars(select(Cycle.stage)).one() is CycleStage.RATING
    assert "到 2 月 10 日" not in browser.get("/").text


def test_moving_the_clock_far_ahead_ends_no_log_in(browser: Browser) -> None:
    browser.send("/demonstration/clock", to="2027-02-10T09:00")
    assert browser.at(datetime(2026, 12, 10, 2, 20, tzinfo=UTC)).get("/").status_code == 200


def test_a_time_that_cannot_be_read_is_handed_back(browser: Browser) -> None:
    answer = browser.send("/demonstration/clock", to="下周三")
    assert answer.status_code == 422
    assert "下周三" in answer.text
    assert "没有看懂演示时间" in answer.text


@pytest.mark.parametrize("to", ["0001-01-01T00:00", "9999-12-31T23:59", "2099-01-01T00:00"])
def test_a_time_far_from_the_real_one_is_refused_and_the_clock_runs_on(browser: Browser, to: str) -> None:
    answer = browser.send("/demonstration/clock?next=/password", to=to)
    assert answer.status_code == 422
    assert "最多相差 10 年" in answer.text
    assert 'action="/demonstration/clock?next=/password"' in answer.text
    assert shown(browser).startswith("2026年12月10日")


def test_a_demonstration_is_marked_even_before_the_log_in(stranger: Browser) -> None:
    assert "演示系统" in stranger.get("/log-in").text


def test_outside_a_demonstration_there_is_no_such_clock(make_app: MakeApp) -> None:
    office = make_app().test_client().at(DECEMBER)
    office.log_in("jiangan.filler")
    assert "演示" not in office.get("/").text
    assert office.send("/demonstration/clock", to="2027-02-10T09:00").status_code == 404
