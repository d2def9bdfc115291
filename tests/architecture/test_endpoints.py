"""Every address of the application says who may call it, and whose object it names."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.databases import SqliteShelf
from tests.webapp.applications import application
from webapp.access import PUBLIC, action_of
from webapp.extensions import db
from webapp.scopes import DETAILS, OF_THE_PROVINCE, OWNERS, owners
from workflow.errors import NotFound
from workflow.permissions import PERMISSIONS

NOBODY = 987_654


@pytest.fixture
def app(sqlite_shelf: SqliteShelf) -> Iterator[Flask]:
    """The application with every page there is: a demonstration has all of them."""
    url = sqlite_shelf.take()
    with application(url, DEMONSTRATION=True) as app:
        yield app
    sqlite_shelf.clear()


def guarded(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PUBLIC]


def test_every_endpoint_carries_an_action_that_the_table_grants_to_somebody(app: Flask) -> None:
    actions = {rule.endpoint: action_of(app.view_functions[rule.endpoint]) for rule in guarded(app)}
    assert [endpoint for endpoint, action in actions.items() if not PERMISSIONS.get(action)] == []
    assert len(actions) > len(PUBLIC)


def test_only_these_endpoints_are_open_to_everybody(app: Flask) -> None:
    own = {"auth.log_in", "health.check", "health.ready", "feed.calendar"}
    assert {"static", "bootstrap.static"} | own == PUBLIC
    assert set(app.view_functions) >= PUBLIC


def test_every_argument_of_an_address_names_an_owner_or_a_detail(app: Flask) -> None:
    for rule in guarded(app):
        named = {name for names, _ in owners(set(rule.arguments)) for name in names}
        assert set(rule.arguments) - named <= DETAILS | OF_THE_PROVINCE, rule


def test_an_object_that_does_not_exist_has_no_owner(app: Flask) -> None:
    with app.app_context(), Session(db.engine) as session:
        for names, resolver in OWNERS.items():
            with pytest.raises(NotFound):
                resolver(session, *(NOBODY for _ in names))

