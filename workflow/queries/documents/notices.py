"""What stands at the head of every page of a year's documents: that nothing on it is real."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Cycle
from workflow.queries.demonstration import is_demonstration

SIMULATED = "模拟数据"
REHEARSAL = "演练：不计入正式评定"


def standing_notice(session: Session, cycle_id: int) -> str:
    """The notice of a cycle's documents; nothing where the year is a real one."""
    if is_demonstration(session):
        return SIMULATED
    rehearsal = session.scalar(select(Cycle.rehearsal).where(Cycle.id == cycle_id))
    return REHEARSAL if rehearsal else ""
