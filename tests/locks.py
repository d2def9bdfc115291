"""The locks that scheduler processes keep on PostgreSQL, and their end.

A server takes its time to notice that a connection is closed; until then the lock is held.
"""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from notifications.process import _LOCKS, Process

PATIENCE = text("SET LOCAL lock_timeout = '60s'")


def end_session_of(session: Session, process: Process) -> None:
    """What an administrator of the database does to the connection that holds the lock; it is free then."""
    holder = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = :number"
    session.execute(text(f"SELECT pg_terminate_backend(pid) FROM ({holder})"), {"number": process.id})
    session.commit()
    until_free(session, process)


def until_free(session: Session, process: Process) -> None:
    """Wait until no session holds the lock of this process."""
    session.execute(PATIENCE)
    session.execute(select(func.pg_advisory_xact_lock(_LOCKS, process.id)))
    session.rollback()
