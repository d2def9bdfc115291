"""Whether a database is a demonstration, and how far its clock is ahead of the real one."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import DemonstrationClock


def clock_offset(session: Session) -> timedelta:
    """What to add to the real instant; nothing when the clock was never moved."""
    seconds = session.scalar(select(DemonstrationClock.offset_seconds))
    return timedelta(seconds=seconds or 0)


def is_demonstration(session: Session) -> bool:
    """Whether the database was prepared as a demonstration: its clock was set."""
    return session.scalar(select(DemonstrationClock.id)) is not None
