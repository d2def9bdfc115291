"""One human action, one transaction.

Flask-Login has already read by the time a view starts to write. On SQLite a write after such a read
answers "database is locked" at once when somebody else committed in between, so the read transaction is
ended first and a writing one begun before any fact is read. Commands never commit; this does.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

WRITING = {"kaoping_writes": True}
"""Execution option that makes `workflow.database` begin an immediate transaction on SQLite."""


@contextmanager
def unit_of_work(session: Session) -> Iterator[Session]:
    """Begin a writing transaction, commit at the end, roll everything back when anything is raised."""
    session.rollback()
    session.connection(execution_options=WRITING)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
