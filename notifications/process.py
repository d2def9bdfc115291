"""One life of a scheduler process, and how others know that it is over.

A process keeps a lock for as long as it lives: an advisory lock of a connection of its own on PostgreSQL,
where several may run side by side, a locked file beside the database on SQLite, where one may. Locks end
with the process, however it dies, so whatever carries the number of a process without a lock was left
behind.

Where the connection breaks, the lock is taken anew as soon as the database gives it. While it still keeps the
broken session it keeps the lock with it, so nobody takes this process for dead; a process that is taken for
dead in between still writes what became of what it has in hand.
"""

import fcntl
import os
import socket
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflow.models import SchedulerProcess
from workflow.unit_of_work import unit_of_work

_LOCKS = 20_041_001
"""The class of the advisory locks; the number of the process is the other half."""


class AlreadyRunning(Exception):
    """Another scheduler process works on this SQLite database."""


class Process:
    """A scheduler process with its number and its lock; on PostgreSQL it may be without one for a while."""

    def __init__(self, engine: Engine, process_id: int, held: "Connection | IO[bytes] | None") -> None:
        self.id = process_id
        self._engine = engine
        self._held = held

    @classmethod
    def enter(cls, engine: Engine, now: datetime) -> Self:
        """Begin a life: a number, and the lock that goes with it. Raises AlreadyRunning."""
        file = _lock_file(engine)
        process_id = _registered(engine, now)
        return cls(engine, process_id, file or _locked(engine, process_id))

    def beat(self, now: datetime) -> None:
        """Say that the process is alive at the real instant `now`, and keep the lock."""
        self._keep_lock()
        self._note(seen_at=now)

    def suspend(self, at: datetime | None, why: str) -> None:
        """Say since when, and why, nothing is moved on by date; None ends that."""
        self._note(suspended_at=at, suspended_why=why)

    def leave(self, now: datetime) -> None:
        """End the life in good order."""
        self._note(seen_at=now, ended_at=now)
        if self._held:
            self._held.close()

    def gone(self, session: Session, process_ids: Collection[int]) -> frozenset[int]:
        """Those of these processes that are dead; never the own one."""
        others = [number for number in process_ids if number != self.id]
        if _alone(self._engine):
            return frozenset(others)
        return frozenset(
            number
            for number in others
            if session.scalar(select(func.pg_try_advisory_xact_lock(_LOCKS, number)))
        )

    def _keep_lock(self) -> None:
        """Take the lock anew where the connection that held it is broken."""
        if _alone(self._engine):
            return
        if isinstance(self._held, Connection) and not _answers(self._held):
            with suppress(SQLAlchemyError):
                self._held.close()
            self._held = None
        self._held = self._held or _locked(self._engine, self.id)

    def _note(self, **values: datetime | str | None) -> None:
        with Session(self._engine) as session, unit_of_work(session):
            session.execute(update(SchedulerProcess).where(SchedulerProcess.id == self.id).values(**values))


def _registered(engine: Engine, now: datetime) -> int:
    with Session(engine) as session, unit_of_work(session):
        row = SchedulerProcess(name=f"{socket.gethostname()}:{os.getpid()}", started_at=now, seen_at=now)
        session.add(row)
        session.flush()
        return row.id


def _locked(engine: Engine, process_id: int) -> Connection | None:
    """A connection with the lock of this number; None where the database keeps it for another session."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()  # closed for good at the end, not kept for others with its lock
    try:
        taken = connection.scalar(select(func.pg_try_advisory_lock(_LOCKS, process_id)))
    except SQLAlchemyError:
        connection.close()
        raise
    if taken:
        return connection
    connection.close()
    return None


def _answers(connection: Connection) -> bool:
    try:
        connection.execute(select(1))
    except SQLAlchemyError:
        return False
    return True


def _alone(engine: Engine) -> bool:
    """Whether no other process may work on the database."""
    return engine.dialect.name == "sqlite"


def _lock_file(engine: Engine) -> IO[bytes] | None:
    if not _alone(engine):
        return None
    file = Path(f"{engine.url.database}.scheduler").open("ab")  # noqa: SIM115 - open for as long as the process lives
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise AlreadyRunning(f"another scheduler works on {engine.url.database}") from None
    return file
