"""Every endpoint is guarded; an address that names somebody else's object finds nothing."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import webapp
from tests.hubei import unit_id
from tests.webapp.browser import Browser
from tests.webapp.conftest import MakeApp
from webapp.access import requires, unguarded
from workflow.actions import Action
from workflow.models import Cycle, Refusal, Sheet

Door = Callable[[str], Browser]


def blueprint(rule: str, view: Callable[..., str]) -> Blueprint:
    pages = Blueprint("trial", __name__)
    pages.add_url_rule(rule, "view", view)
    return pages


def page(action: Action | None = None) -> Callable[..., str]:
    def view(**_arguments: int) -> str:
        return "the page"

    return requires(action)(view) if action else view


@pytest.mark.parametrize(
    ("rule", "view", "fault"),
    [
        ("/trial", page(), "trial.view: no Action"),
        ("/trial/<int:thing_id>", page(Action.VIEW_SHEET), "trial.view: unknown thing_id"),
    ],
)
def test_the_application_does_not_start_with_an_open_door(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, rule: str, view: Callable[..., str], fault: str
) -> None:
    monkeypatch.setattr(webapp, "BLUEPRINTS", (*webapp.BLUEPRINTS, blueprint(rule, view)))
    with pytest.raises(webapp.Unguarded, match=fault):
        make_app()


@pytest.fixture
def with_sheets(app: Flask) -> Flask:
    """An application that also has a page for a sheet, one for a unit of a cycle, and one for neither."""
    app.add_url_rule("/s/<int:sheet_id>", "sheet", page(Action.VIEW_SHEET))
    app.add_url_rule("/c/<int:cycle_id>/u/<int:unit_id>", "unit", page(Action.VIEW_SHEET))
    app.add_url_rule("/board", "board", page(Action.VIEW_PROGRESS))
    assert unguarded(app) == []
    return app


def sheet_of(rows: Session, unit: str) -> int:
    return rows.scalars(select(Sheet.id).where(Sheet.unit_id == unit_id(rows, unit))).one()


@pytest.mark.usefixtures("with_sheets")
@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("jiangan.filler", 200),
        ("jianghan.filler", 404),
        ("wuhan.signer", 200),
        ("yichang.signer", 404),
        ("chief", 200),
        ("admin", 403),
        ("auditor", 403),
    ],
)
def test_a_sheet_exists_for_its_unit_the_unit_above_and_the_province(
    log_in: Door, rows: Session, username: str, status: int
) -> None:
    sheet = sheet_of(rows, "江岸区")
    cycle = rows.scalars(select(Cycle.id)).one()
    browser = log_in(username)
    assert browser.get(f"/s/{sheet}").status_code == status
    assert browser.get(f"/c/{cycle}/u/{unit_id(rows, '江岸区')}").status_code == status
    rows.rollback()
    noted = rows.scalars(select(Refusal)).all()
    assert [row.action for row in noted] == ([] if status == 200 else ["view_sheet", "view_sheet"])


@pytest.mark.usefixtures("with_sheets")
def test_a_foreign_sheet_and_no_sheet_look_alike_and_only_the_first_is_noted(
    log_in: Door, rows: Session
) -> None:
    browser = log_in("jianghan.filler")
    foreign = browser.get(f"/s/{sheet_of(rows, '江岸区')}")
    missing = browser.get("/s/999999")
    assert same(foreign.text) == same(missing.text)
    rows.rollback()
    assert rows.scalars(select(Refusal.object)).all() == [f"GET /s/{sheet_of(rows, '江岸区')}"]


def same(page: str) -> str:
    return page.split("<h1>")[1].split("编号")[0]


@pytest.mark.usefixtures("with_sheets")
@pytest.mark.parametrize("number", ["9999999999999999999999", "-1", "1e3", "٣", "１"])
def test_a_number_that_no_database_holds_is_simply_not_found(log_in: Door, number: str) -> None:
    assert log_in("chief").get(f"/s/{number}").status_code == 404


@pytest.mark.usefixtures("with_sheets")
def test_a_page_that_names_no_object_asks_for_the_posts_own_province(log_in: Door) -> None:
    assert log_in("rater").get("/board").status_code == 200
    refused = log_in("jiangan.filler").get("/board")
    assert refused.status_code == 403
    assert "您当前的岗位是填报员，不能查看进度" in refused.text


def test_a_view_carries_one_action() -> None:
    with pytest.raises(ValueError, match="already carries"):
        requires(Action.VIEW_HOME)(page(Action.VIEW_SHEET))


@pytest.mark.usefixtures("with_sheets")
def test_a_stranger_learns_nothing_from_any_address(stranger: Browser) -> None:
    for path in ("/s/1", "/s/999999", "/board"):
        assert stranger.get(path).location.startswith("/log-in?")
