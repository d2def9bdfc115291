"""The door: who is let in, who is kept out and until when, and what the cookie holds."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.hubei import PASSWORD
from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER
from workflow.actor import COMMAND_LINE
from workflow.commands.calendar import edit_calendar
from workflow.models import Cycle, Event, LoginSession, Refusal
from workflow.queries.calendars import days_of
from workflow.queries.sessions import token_digest
from workflow.scheme.calendar import DateRange
from workflow.unit_of_work import unit_of_work

Door = Callable[[str], Browser]


def cookie(browser: Browser) -> str:
    found = browser.get_cookie("kaoping")
    assert found is not None
    return found.value


def content(app: Flask, browser: Browser) -> dict[str, str]:
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.loads(cookie(browser))


def fail(browser: Browser, username: str, times: int) -> list[str]:
    return [browser.log_in(username, "wrong password").text for _ in range(times)]


def test_a_page_asked_for_is_shown_after_the_log_in(stranger: Browser) -> None:
    asked = stranger.get("/password?from=mail")
    assert asked.status_code == 303
    assert asked.location.startswith("/log-in?next=/password?from%3Dmail")
    entered = stranger.log_in("chief", next="/password?from=mail")
    assert (entered.status_code, entered.location) == (303, "/password?from=mail")


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example", "/\t/evil", ""],
)
def test_a_way_on_that_leads_off_the_site_leads_home(stranger: Browser, target: str) -> None:
    assert stranger.log_in("chief", next=target).location == "/"


def test_the_cookie_holds_a_token_and_the_database_only_its_digest(
    app: Flask, log_in: Door, rows: Session
) -> None:
    browser = log_in("chief")
    held = content(app, browser)
    assert set(held) == {"token"}
    assert rows.scalars(select(LoginSession.token_digest)).all() == [token_digest(held["token"])]


def test_what_the_cookie_held_before_the_log_in_is_gone_after_it(app: Flask, stranger: Browser) -> None:
    stranger.get("/log-in")
    with stranger.session_transaction() as planted:
        planted["token"] = "planted by somebody else"
        planted["more"] = "content"
    stranger.log_in("chief")
    held = content(app, stranger)
    assert "more" not in held
    assert held["token"] != "planted by somebody else"


def test_a_copied_cookie_is_worthless_after_the_log_out_and_its_use_is_noted(
    app: Flask, log_in: Door, rows: Session
) -> None:
    owner = log_in("chief")
    copied = cookie(owner)
    assert owner.send("/log-out").location == "/log-in"
    thief = app.test_client().at(DECEMBER)
    thief.set_cookie("kaoping", copied)
    assert thief.get("/").location.endswith("why=ended")
    assert rows.scalars(select(Refusal.text)).one().startswith("这次登录已经结束")


def test_a_log_in_lapses_when_nothing_was_done_for_half_an_hour(log_in: Door) -> None:
    browser = log_in("chief")
    browser.at(DECEMBER + timedelta(minutes=29)).get("/")
    assert browser.at(DECEMBER + timedelta(minutes=58)).get("/").status_code == 200
    assert browser.at(DECEMBER + timedelta(minutes=88)).get("/").location.endswith("why=idle")
    assert "较长时间没有操作" in browser.get("/", follow_redirects=True).text


def test_a_form_sent_after_the_log_in_lapsed_waits_at_the_door_and_goes_on(log_in: Door) -> None:
    browser = log_in("two.posts")
    token = browser.token()
    browser.at(DECEMBER + timedelta(hours=1))
    stopped = browser.post("/post", data={"csrf_token": token, "holding_id": "8", "reason": "写了一小时"})
    assert stopped.status_code == 401
    assert "写了一小时" in stopped.text
    kept = stopped.text.split('name="kept" type="hidden" value="')[1].split('"')[0]
    entered = browser.log_in("two.posts", kept=kept.replace("&#34;", '"'))
    assert entered.status_code == 200
    assert 'name="holding_id" value="8"' in entered.text
    assert "写了一小时" in entered.text
    fresh = entered.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert browser.post("/post", data={"csrf_token": fresh, "holding_id": "x"}).status_code == 422


@pytest.mark.parametrize("kept", [r'["/x\ud800", []]', r'["/x", [["reason", "\ud800"]]]'])
def test_half_a_character_in_what_was_kept_is_left_out(stranger: Browser, kept: str) -> None:
    assert stranger.log_in("nobody", kept=kept).status_code == 422


def test_five_wrong_passwords_lock_the_account_for_this_address_and_say_until_when(
    stranger: Browser, rows: Session
) -> None:
    answers = fail(stranger, "chief", 5)
    assert "还可以再试 4 次" in answers[0]
    assert "10:30:00 以后可以再试" in answers[4]
    assert stranger.log_in("chief").status_code == 422
    assert "10:30:00" in stranger.at(DECEMBER + timedelta(minutes=29)).log_in("chief").text
    assert stranger.at(DECEMBER + timedelta(minutes=30)).log_in("chief").status_code == 303
    assert rows.scalar(select(func.count()).select_from(Refusal)) == 7


def test_an_unknown_name_is_told_exactly_what_a_known_one_is(stranger: Browser) -> None:
    known = fail(stranger, "chief", 6)
    unknown = fail(stranger, "nobody", 6)
    assert [text.replace("nobody", "chief") for text in map(stripped, unknown)] == list(map(stripped, known))


def stripped(page: str) -> str:
    return page.split("<h1>")[1].split('name="csrf_token"')[0] + page.split("用户名</label>")[1]


def test_the_lock_holds_for_one_address_only(app: Flask, stranger: Browser) -> None:
    fail(stranger, "chief", 5)
    elsewhere = app.test_client().at(DECEMBER)
    elsewhere.environ_base["REMOTE_ADDR"] = "10.0.0.2"
    assert elsewhere.log_in("chief").status_code == 303


def test_guessing_at_many_accounts_slows_the_address_down(stranger: Browser) -> None:
    for number in range(50):
        stranger.log_in(f"guess{number}", "wrong password")
    assert "10:05:00 以后可以再试" in stranger.log_in("chief").text
    assert stranger.at(DECEMBER + timedelta(minutes=5)).log_in("chief").status_code == 303


def test_a_log_in_that_succeeds_clears_the_count(app: Flask, stranger: Browser) -> None:
    fail(stranger, "chief", 4)
    assert stranger.log_in("chief").status_code == 303
    assert "还可以再试 4 次" in fail(app.test_client().at(DECEMBER), "chief", 1)[0]


def test_full_width_and_capital_letters_of_a_name_are_read(stranger: Browser) -> None:
    assert stranger.log_in(" Ｃｈｉｅｆ ").status_code == 303


def test_blanks_are_answered_in_chinese_at_the_boxes(stranger: Browser) -> None:
    answer = stranger.log_in("", "")
    assert answer.status_code == 422
    assert answer.text.count("填写用户名。") == 2
    assert "错误：登录" in answer.text
    assert "required" not in answer.text


def test_somebody_without_a_post_is_not_let_in(stranger: Browser) -> None:
    answer = stranger.log_in("postless")
    assert answer.status_code == 422
    assert "没有岗位" in answer.text


def test_logging_in_and_out_stands_in_the_history(log_in: Door, rows: Session) -> None:
    log_in("chief").send("/log-out")
    names = rows.scalars(select(Event.name).order_by(Event.seq)).all()
    assert names[-2:] == ["account.log_in", "account.log_out"]


def test_the_password_is_in_no_page_and_no_row(stranger: Browser, rows: Session) -> None:
    answer = stranger.log_in("nobody")
    assert PASSWORD not in answer.text
    assert PASSWORD not in "".join(rows.scalars(select(Refusal.text)))


def test_a_deadline_moved_for_everybody_stands_before_the_door(stranger: Browser, rows: Session) -> None:
    cycle = rows.scalars(select(Cycle.id)).one()
    held = days_of(rows, cycle)
    days = {**held, "self_evaluation": DateRange(held["self_evaluation"].first, date(2027, 1, 5))}
    assert "截止时间改为" not in stranger.get("/log-in").text
    with unit_of_work(rows):
        edit_calendar(rows, COMMAND_LINE, DECEMBER, cycle_id=cycle, days=days, reason="停机顺延")
    told = "“县级自评”的截止时间改为2027年1月5日（星期二）24:00 前（北京时间）。"
    assert told in stranger.get("/log-in").text
