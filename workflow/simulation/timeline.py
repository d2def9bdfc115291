"""Acts at instants of a simulated calendar, done in order of time, one transaction for each day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from workflow.clock import SHANGHAI, local_date
from workflow.unit_of_work import unit_of_work

OFFICE_OPENS = time(9)


@dataclass(frozen=True)
class Deed:
    """Something that is done at an instant."""

    at: datetime
    do: Callable[[Session, datetime], object]


def office(day: date, minutes: int = 0) -> datetime:
    """So many minutes after the offices open on a Shanghai day, in UTC."""
    opening = datetime.combine(day, OFFICE_OPENS, SHANGHAI).astimezone(UTC)
    return opening + timedelta(minutes=minutes)


def last_day(way: Sequence[tuple[int, object]]) -> int:
    """How many days a way takes: it is a row of acts, each with its day counted from the first."""
    return way[-1][0]


def play(session: Session, deeds: Iterable[Deed], until: datetime | None = None) -> None:
    """Do everything that falls before `until`, in order of time; what falls together in the order given."""
    due = sorted(
        (deed for deed in deeds if until is None or deed.at < until), key=lambda deed: deed.at
    )
    for _, day in groupby(due, key=lambda deed: local_date(deed.at)):
        with unit_of_work(session):
            for deed in day:
                deed.do(session, deed.at)
