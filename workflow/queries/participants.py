"""A unit as it takes part in a cycle: name, code, level and unit above are those of that year."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Participant


def participant(session: Session, cycle_id: int, unit_id: int) -> Participant:
    """One unit in one cycle. Raises NotFound when it does not take part."""
    statement = select(Participant).where(Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found
