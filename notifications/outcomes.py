"""Writing what became of a parcel, and when one that came to nothing is tried again."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from notifications.channels.parcels import Fate, Outcome
from notifications.process import Process
from workflow.models import Delivery, DeliveryState
from workflow.unit_of_work import unit_of_work

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""How long to wait after the first, second, … attempt that came to nothing; the last one from then on."""

REFUSALS = 27
"""After so many refusals for now, about a day, a copy has failed. Who is not reached refuses nothing: until
then a copy waits for as long as it is true."""

TRIES = 13
"""So often an outcome is written that the database does not take."""

BETWEEN_SECONDS = 5
"""How long to wait in between: a minute in all, more where the database lets each try wait."""

_STATES = {
    Fate.SENT: DeliveryState.SENT,
    Fate.NEVER: DeliveryState.FAILED,
    Fate.UNKNOWN: DeliveryState.UNKNOWN,
}

log = logging.getLogger(__name__)


def keep(
    session: Session,
    clock: Callable[[], datetime],
    process: Process,
    numbers: Sequence[int],
    outcome: Outcome,
    stopped: Callable[[], bool],
) -> Counter[str]:
    """Write what became of a parcel, unless somebody has taken its deliveries in hand since; how many came to
    which state.

    Nobody else knows it. So while the database does not answer it is written again for about a minute, or
    until `stopped`; only then the fault goes on to the caller, and the outcome is lost.
    """
    for number in range(1, TRIES + 1):
        try:
            with unit_of_work(session):
                return _note(session, clock(), process, numbers, outcome)
        except (OperationalError, InterfaceError):
            if stopped() or number == TRIES:
                raise
            log.warning("deliveries %s: the outcome could not be written yet", numbers)
            time.sleep(BETWEEN_SECONDS)
    raise AssertionError


def end(row: Delivery, now: datetime, state: DeliveryState, words: str) -> None:
    """Let a copy wait no more, and say why."""
    row.state, row.ended_at, row.answer = state, now, words


def _note(
    session: Session, now: datetime, process: Process, numbers: Sequence[int], outcome: Outcome
) -> Counter[str]:
    own = (
        Delivery.id.in_(numbers),
        Delivery.claimed_by == process.id,
        Delivery.state.in_((DeliveryState.SENDING, DeliveryState.UNKNOWN)),
    )
    counts: Counter[str] = Counter()
    for row in session.scalars(select(Delivery).where(*own).order_by(Delivery.id).with_for_update()):
        row.refusals += outcome.fate is Fate.LATER
        state = DeliveryState.FAILED if row.refusals >= REFUSALS else _STATES.get(outcome.fate)
        if state is None:
            row.state, row.claimed_by, row.answer = DeliveryState.QUEUED, None, outcome.words
            row.next_at, row.ended_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1], None
        else:
            end(row, now, state, outcome.words)
        counts[state or "put_off"] += 1
    return counts
