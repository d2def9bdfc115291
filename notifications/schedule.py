"""The scheduler process. It remembers nothing: what is due follows from the tables, every minute anew."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications.jobs import advance_cycles, pass_drafts_on
from workflow.clock import SHANGHAI
from workflow.queries.demonstration import clock_offset

JOBS: tuple[Callable[[Session, datetime], object], ...] = (advance_cycles, pass_drafts_on)
"""Run in this order, once a minute, with a session and the present."""

log = logging.getLogger(__name__)


def run_once(engine: Engine) -> None:
    """Run every job by the present time, moved by the demonstration clock where there is one.

    A database that cannot be reached is logged; the next minute tries again.
    """
    for job in JOBS:
        try:
            with Session(engine) as session:
                job(session, datetime.now(UTC) + clock_offset(session))
        except OperationalError:
            log.exception("%s could not reach the database", job.__name__)


def scheduler(engine: Engine) -> BlockingScheduler:
    """One run a minute, the first at once. A run that is missed happens later, once, never beside another."""
    made = BlockingScheduler(timezone=SHANGHAI)
    made.add_job(
        run_once,
        "interval",
        [engine],
        minutes=1,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    return made
