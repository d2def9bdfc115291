"""Whether the application is alive and can serve, for whoever watches it from outside."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from webapp.arrival import arrival
from webapp.extensions import db
from workflow.database import at_head
from workflow.queries.scheduler import pulse

pages = Blueprint("health", __name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/healthz")
def check() -> ResponseReturnValue:
    """`ok`: the process answers. Nothing else is asked."""
    return "ok", PLAIN


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """What serving takes, each by name with `ok` or what it lacks; 503 where anything does."""
    found = _found()
    lines = "".join(f"{name}: {state}\n" for name, state in found.items())
    return lines, 200 if set(found.values()) == {"ok"} else 503, PLAIN


def _found() -> dict[str, str]:
    unknown = {"database": "no answer", "migrations": "unknown", "scheduler": "unknown"}
    try:
        current = at_head(db.session().connection())
        migrations = {"database": "ok", "migrations": "ok" if current else "not at head"}
        if not current:
            return {**unknown, **migrations}
        silent = pulse(db.session(), arrival()).silent
    except SQLAlchemyError:
        db.session.rollback()
        return unknown
    return {**migrations, "scheduler": "silent" if silent else "ok"}
