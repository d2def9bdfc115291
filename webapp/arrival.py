"""When a request arrived, and what time it is for the assessment.

A request is stamped before its body is read: a slow upload begun in time is in time.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request

from webapp.extensions import db
from workflow.queries.demonstration import clock_offset

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STAMP = "kaoping.arrival"


class Arrival:
    """WSGI middleware that notes the instant at which the server hands over a request."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ.setdefault(STAMP, datetime.now(UTC))
        return self._application(environ, start_response)


def arrival() -> datetime:
    """The real instant (UTC) at which this request arrived. Log-ins are timed by it."""
    stamp: Any = request.environ[STAMP]
    assert isinstance(stamp, datetime)
    return stamp


def now() -> datetime:
    """The instant (UTC) by which this request is judged: its arrival, moved by the demonstration clock."""
    return arrival() + _offset()


def _offset() -> timedelta:
    if not current_app.config["DEMONSTRATION"]:
        return timedelta()
    if "clock_offset" not in g:
        g.clock_offset = clock_offset(db.session())
    offset: timedelta = g.clock_offset
    return offset
