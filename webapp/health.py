"""Whether the application is alive, for whoever watches it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from webapp.extensions import db

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def check() -> ResponseReturnValue:
    """`ok` when the database answers; 503 when it does not."""
    db.session.execute(text("SELECT 1"))
    return "ok", {"Content-Type": "text/plain"}
