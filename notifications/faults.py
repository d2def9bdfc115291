"""What a job could not do: kept until it succeeds, shown to the administrator, holding nothing else up."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from workflow.models import JobFault
from workflow.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

LONGEST = 500
"""Signs of what is kept of an error."""


def note(session: Session, now: datetime, job: str, subject: str, error: Exception) -> None:
    """Keep that `job` failed on `subject` (such as `unit 7`), once more where it had before."""
    text = f"{type(error).__name__}: {error}"[:LONGEST]
    row = session.get(JobFault, (job, subject), with_for_update=True)
    if row is None:
        session.add(JobFault(job=job, subject=subject, first_at=now, last_at=now, text=text))
    else:
        row.last_at, row.tries, row.text = now, row.tries + 1, text


def clear(session: Session, job: str, subject: str) -> None:
    """Forget a fault: it has been done."""
    session.execute(delete(JobFault).where(JobFault.job == job, JobFault.subject == subject))


def pending(session: Session, job: str) -> Sequence[str]:
    """What `job` could not do so far, oldest first."""
    statement = select(JobFault.subject).where(JobFault.job == job)
    return session.scalars(statement.order_by(JobFault.first_at, JobFault.subject)).all()


@contextmanager
def attempt(
    session: Session, now: datetime, job: str, subject: str, known: Collection[str]
) -> Iterator[None]:
    """Try one thing of many: what goes wrong with it is logged and kept, and the code after the block goes
    on; what goes well again is forgotten. `known`: what could not be done before, see `pending`.

    A database that does not answer is nobody's fault and goes on to the caller.
    """
    try:
        yield
    except OperationalError:
        raise
    except Exception as error:
        log.exception("%s: %s could not be done", job, subject)
        with unit_of_work(session):
            note(session, now, job, subject, error)
    else:
        if subject in known:
            with unit_of_work(session):
                clear(session, job, subject)
