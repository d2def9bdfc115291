"""The application in tests: the real one, over a database of the test's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from tests.compiled import TEMPLATES
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.extensions import db


@contextmanager
def application(url: str, **settings: Any) -> Iterator[Flask]:
    """The application over a database, with settings of the test's choice; it lets go of it at the end."""
    app = create_app({"SECRET_KEY": "for tests", "SQLALCHEMY_DATABASE_URI": url, **settings})
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = TEMPLATES
    yield app
    with app.app_context():
        db.engine.dispose()
