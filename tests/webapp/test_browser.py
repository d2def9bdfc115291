"""The test client itself: it notices what a request leaves behind."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.webapp.browser import Browser, Uncommitted
from webapp.access import requires, work
from webapp.extensions import db
from workflow.actions import Action
from workflow.models import DemonstrationClock


def add_row() -> None:
    db.session.add(DemonstrationClock(id=1, offset_seconds=0))


def forget(flush: bool) -> str:
    add_row()
    if flush:
        db.session.flush()
    return "done"


def keep() -> str:
    with work():
        add_row()
    return "done"


@pytest.mark.parametrize("flush", [True, False])
def test_a_request_that_leaves_uncommitted_changes_fails(
    app: Flask, log_in: Callable[[str], Browser], flush: bool
) -> None:
    app.add_url_rule("/forget", "forget", requires(Action.VIEW_HOME)(lambda: forget(flush)))
    browser = log_in("chief")
    with pytest.raises(Uncommitted):
        browser.get("/forget")


def test_a_request_that_commits_its_changes_passes(app: Flask, log_in: Callable[[str], Browser]) -> None:
    app.add_url_rule("/keep", "keep", requires(Action.VIEW_HOME)(keep))
    assert log_in("chief").get("/keep").text == "done"
