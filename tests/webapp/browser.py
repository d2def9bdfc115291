"""A test client that behaves like a person at a browser, and watches what a request leaves behind."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import Any

from flask import Flask, request_tearing_down
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from tests.hubei import PASSWORD
from webapp.arrival import STAMP
from webapp.extensions import db

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_PASSING = re.compile(r'name="csrf_token"[^>]*value="[^"]+"|\d{8}-\d{6}-[0-9A-F]{6}')
_PENDING = "changes_without_commit"


class Uncommitted(AssertionError):
    """A request changed rows and did not commit them."""


class Browser(FlaskClient):
    """`at` sets the time of arrival, `log_in` walks through the door, `send` posts a form with its token."""

    def at(self, instant: datetime) -> "Browser":
        """Let requests arrive at this instant from now on."""
        self.environ_base[STAMP] = instant
        return self

    def log_in(self, username: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Log in with a user name; the answer is the log-in's own, not the page it leads to."""
        return self.send("/log-in", page="/log-in", username=username, password=password, **fields)

    def send(self, path: str, page: str = "/", **fields: Any) -> TestResponse:
        """Post a form with the token that a page gave out."""
        return self.post(path, data={"csrf_token": self.token(page), **fields})

    def bring(self, path: str, file: bytes, name: str = "表.csv", **boxes: Any) -> TestResponse:
        """Send a table from its page: the answer is the preview, or what is wrong with the table."""
        return self.send(path, page=path, file=(BytesIO(file), name), **boxes)

    def confirm(self, path: str, preview: TestResponse) -> TestResponse:
        """Press the button of a preview, with everything that its form carries."""
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.text)
        return self.post(path, data={name: unescape(text) for name, text in hidden} | self._signed(path))

    def _signed(self, page: str) -> dict[str, str]:
        return {"csrf_token": self.token(page)}

    def token(self, page: str = "/") -> str:
        """The form token of a page."""
        found = _TOKEN.search(self.get(page, follow_redirects=True).text)
        assert found, f"{page} has no form"
        return found[1]

    def open(self, *arguments: Any, **given: Any) -> TestResponse:
        """Make a request. Raises Uncommitted when it leaves changes behind."""
        given.setdefault("buffered", True)
        with _watched() as left:
            response = super().open(*arguments, **given)
        if left:
            raise Uncommitted(left)
        return response


def lasting(text: str) -> str:
    """A page without what differs from request to request: form tokens and reference numbers."""
    return _PASSING.sub("", text)


@contextmanager
def _watched() -> Iterator[list[str]]:
    left: list[str] = []

    def flushed(session: Session, *_rest: Any) -> None:
        session.info[_PENDING] = True

    def executed(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            state.session.info[_PENDING] = True

    def settled(session: Session, *_rest: Any) -> None:
        session.info.pop(_PENDING, None)

    def torn_down(_app: Flask, **_rest: Any) -> None:
        session = db.session()
        if session.info.pop(_PENDING, False) or session.new or session.dirty or session.deleted:
            left.append("rows were changed outside a unit of work")

    watchers = {
        "after_flush": flushed,
        "do_orm_execute": executed,
        "after_commit": settled,
        "after_rollback": settled,
    }
    for name, watcher in watchers.items():
        event.listen(Session, name, watcher)
    try:
        with request_tearing_down.connected_to(torn_down):
            yield left
    finally:
        for name, watcher in watchers.items():
            event.remove(Session, name, watcher)
