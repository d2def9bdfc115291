"""Numbers that no page hands out, too long for the database or for Python, are refused and never a fault."""

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import DeskAt, refused
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only
CHIEF, ADMIN, FILLER = "示范省评定负责人", "示范省系统管理员", "甲东县填报员"
RATER, AUDITOR = "服务处评定员", "示范省审计员"
NUMBERS = ("9" * 25, "9" * 5000, "٣" * 5000)
ASKED = [
    (AUDITOR, "/admin/trail", "below"),
    (CHIEF, "/province/runs/1", "since"),
    (ADMIN, "/admin/cycles/open", "year"),
]
"""Who, where, what: pages that read a number from their address."""
SENT = [
    (CHIEF, "/province/claims/1/same-event", "same_event_as_id", {422}),
    (CHIEF, "/province/cycles/1/assignment", "item-1", {422}),
    (CHIEF, "/province/cycles/1/assessments", "unit_id", {303}),
    (RATER, "/province/assessments/1/items/30", "version", {422}),
    (RATER, "/province/cycles/1/negative/46", "unit_id", {422}),
    (FILLER, "/sheets/2/finish", "version", {409}),
    (FILLER, "/post", "holding_id", {404, 422}),
    (ADMIN, "/admin/past-rankings", "year", {422}),
]
"""Who, where, what, and the answer: forms that send a number."""


def test_a_number_asked_for_in_an_address_is_read_or_left_out(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    for who, path, name in ASKED:
        browser = desk.enter(who, at(2, 21))
        answers = [browser.get(path, query_string={name: number}).status_code for number in NUMBERS]
        assert answers == [200, 200, 200], path


def test_a_number_sent_in_a_form_is_refused(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    for who, path, name, answer in SENT:
        browser = desk.enter(who, at(2, 16))
        token = browser.token()
        forms = [{name: number, "csrf_token": token} for number in NUMBERS]
        assert {status(browser, path, form) for form in forms} <= answer, path


def status(browser: Browser, path: str, data: dict[str, str]) -> int:
    return browser.post(path, data=data).status_code


def test_a_link_to_something_that_is_no_claim_does_not_take_the_link_away(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.RATED).chief(at(2, 16))
    answer = chief.send("/province/claims/2/same-event", same_event_as_id="第二条")
    assert refused(answer, "在同一单位已可核验的其他申报中选一条")


def test_an_error_page_shows_a_form_whose_boxes_are_numbered_beyond_reason(desk_at: DeskAt) -> None:
    browser = desk_at(Stage.RATED).enter(FILLER, at(2, 16))
    answer = browser.send("/sheets/2/finish", **{f"11-problem-lines-{'9' * 5000}-case": "写了很久"})
    assert answer.status_code == 409
    assert "写了很久" in answer.text
