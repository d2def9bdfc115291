"""A form without a fitting token is not served, and comes back with its contents."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER
from webapp.access import requires, work
from webapp.extensions import db
from workflow.actions import Action
from workflow.models import DemonstrationClock

Door = Callable[[str], Browser]


@pytest.fixture
def app(app: Flask) -> Flask:
    """An application with a form that saves."""

    @app.post("/save")
    @requires(Action.VIEW_HOME)
    def save() -> str:
        with work():
            db.session.merge(DemonstrationClock(id=1, offset_seconds=1))
        return "saved"

    return app


def saved(rows: Session) -> int:
    return rows.scalar(select(func.count()).select_from(DemonstrationClock)) or 0


def test_a_missing_foreign_or_misplaced_token_saves_nothing(log_in: Door, rows: Session) -> None:
    browser, other = log_in("chief"), log_in("admin")
    mine, foreign = browser.token(), other.token()
    tries = (
        browser.post("/save", data={"reason": "写了一小时"}),
        browser.post("/save", data={"reason": "写了一小时", "csrf_token": foreign}),
        browser.post(f"/save?csrf_token={mine}", data={"reason": "写了一小时"}),
    )
    for answer in tries:
        assert answer.status_code == 400
        assert "页面已过期，内容没有提交" in answer.text
        assert "写了一小时" in answer.text
    assert saved(rows) == 0


def test_the_page_that_comes_back_can_be_sent_again_as_it_is(log_in: Door, rows: Session) -> None:
    browser = log_in("chief")
    page = browser.post("/save", data={"reason": "写了一小时"}).text.split('action="/save"')[1]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert fields["reason"] == "写了一小时"
    assert browser.post("/save", data=fields).text == "saved"
    assert saved(rows) == 1


def test_a_form_may_stay_open_for_longer_than_an_hour(log_in: Door) -> None:
    browser = log_in("chief")
    token = browser.token()
    with browser.application.app_context():
        assert browser.application.config["WTF_CSRF_TIME_LIMIT"] is None
    assert browser.post("/save", data={"csrf_token": token}).text == "saved"


def test_what_another_site_sends_is_not_offered_for_sending_again(log_in: Door) -> None:
    answer = log_in("chief").post(
        "/save", data={"reason": "another site's words"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "another site" not in answer.text


def test_nothing_is_done_by_a_get(log_in: Door, rows: Session) -> None:
    assert log_in("chief").at(DECEMBER).get("/save").status_code == 405
    assert saved(rows) == 0
