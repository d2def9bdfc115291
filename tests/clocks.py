"""Which years the clock would move on now."""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.models import Cycle
from workflow.queries.cycles import dated_cycles, next_window_come


def due_cycles(session: Session, now: datetime) -> list[int]:
    """Cycles whose next stage has begun by the calendar."""
    return [
        cycle_id
        for cycle_id in dated_cycles(session)
        if next_window_come(session, session.get_one(Cycle, cycle_id), now)
    ]
