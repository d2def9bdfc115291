"""What a job could not do: kept until it succeeds, shown to the administrator, holding nothing else up."""

import logging
from collections.abc import Iterator, Sequence
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


class Attempts:
    """One run of a job over many things: what goes wrong with one is kept and holds no other one up. What was
    kept before and did not go wrong again is forgotten at the end; see `attempts`."""

    def __init__(self, session: Session, now: datetime, job: str) -> None:
        self._session, self._now, self._job = session, now, job
        self._known = set(pending(session, job))
        self._failed: set[str] = set()

    @contextmanager
    def on(self, subject: str) -> Iterator[None]:
        """Try one thing; the code after the block goes on whatever happens in it.

        A database that does not answer is nobody's fault and goes on to the caller.
        """
        try:
            yield
        except OperationalError:
            raise
        except Exception as error:
            log.exception("%s: %s could not be done", self._job, subject)
            self._failed.add(subject)
            with unit_of_work(self._session):
                note(self._session, self._now, self._job, subject, error)

    def forget_the_rest(self) -> None:
        """Clear what could not be done before and is done, or need not be done any more."""
        if done := self._known - self._failed:
            with unit_of_work(self._session):
                for subject in done:
                    clear(self._session, self._job, subject)


@contextmanager
def attempts(session: Session, now: datetime, job: str) -> Iterator[Attempts]:
    """A run of a job over everything that it is about."""
    made = Attempts(session, now, job)
    yield made
    made.forget_the_rest()
