"""The application on a port of this machine, and everybody's own screen in front of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import BrowserContext
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.browser.person import Person
from tests.webapp.desks import Desk
from tests.worlds import PASSWORD, World
from webapp.arrival import STAMP
from workflow.models import User

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class Clock:
    """What time it is in the office."""

    now: datetime


@contextmanager
def served(app: Flask, clock: Clock) -> Iterator[str]:
    """The address of the application, to which every request comes at the clock's time."""
    application = app.wsgi_app

    def arriving(environ: "WSGIEnvironment", start_response: "StartResponse"):  # type: ignore[no-untyped-def]
        environ[STAMP] = clock.now
        return application(environ, start_response)

    server = make_server("127.0.0.1", 0, arriving, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Office:
    """Everybody comes in by name; `world` is the same database, for what the story leaves to commands."""

    desk: Desk
    address: str
    clock: Clock
    new_context: Callable[[], BrowserContext]
    album: Path | None

    @property
    def world(self) -> World:
        """The world as the pages have left it."""
        return self.desk.fresh

    def enter(self, name: str, now: datetime) -> Person:
        """Somebody (甲市填报员) sits down at an own screen and logs in; from then on it is `now`."""
        self.clock.now = now
        username = self.world.session.scalars(select(User.username).where(User.name == name)).one()
        self.world.session.rollback()
        person = Person(self.new_context().new_page(), self.album)
        person.page.clock.set_fixed_time(now)
        person.open(f"{self.address}/log-in")
        person.type({"username": username, "password": PASSWORD}).press("登录")
        return person
