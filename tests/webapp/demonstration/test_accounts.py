"""Accounts of a demonstration are known to everybody: they open nothing outside one."""

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER, MakeApp
from workflow.models import User
from workflow.unit_of_work import unit_of_work


@pytest.fixture
def everybody_is_for_demonstration(rows: Session) -> None:
    with unit_of_work(rows):
        rows.execute(update(User).values(demonstration=True))


def browser(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client.at(DECEMBER)


@pytest.mark.usefixtures("everybody_is_for_demonstration")
def test_they_log_in_where_the_application_runs_as_a_demonstration(make_app: MakeApp) -> None:
    assert browser(make_app(DEMONSTRATION=True)).log_in("chief").status_code == 303


@pytest.mark.usefixtures("everybody_is_for_demonstration")
def test_elsewhere_they_are_refused_like_a_wrong_password(make_app: MakeApp) -> None:
    answer = browser(make_app()).log_in("chief")
    assert answer.status_code == 422
    assert "用户名或密码不对" in answer.text


@pytest.mark.usefixtures("everybody_is_for_demonstration")
def test_a_log_in_does_not_outlive_the_demonstration(make_app: MakeApp) -> None:
    visitor = browser(make_app(DEMONSTRATION=True))
    visitor.log_in("chief")
    assert visitor.get("/").status_code == 200
    afterwards = browser(make_app())
    cookie = visitor.get_cookie("kaoping")
    assert cookie is not None
    afterwards.set_cookie("kaoping", cookie.value)
    assert afterwards.get("/").status_code == 303
