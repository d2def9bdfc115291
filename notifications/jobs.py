"""What the scheduler does, as plain functions of the present. Each opens its own transactions."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifications import faults
from states.cycle import CycleStage
from states.engine import Refused
from workflow.actor import CLOCK
from workflow.commands.cycle import advance_cycle
from workflow.commands.handing_over import pass_on_drafts
from workflow.errors import Stale
from workflow.models import Cycle
from workflow.queries.cycles import dated_cycles, next_window_come
from workflow.queries.holders import drafts_to_pass_on
from workflow.unit_of_work import unit_of_work

ADVANCE = "advance_cycles"


def advance_cycles(session: Session, now: datetime) -> list[int]:
    """Move every cycle on whose next stage has begun, over several stages after a long pause.

    Returns the cycles, once for each stage. What goes wrong with one is kept as its fault and holds no other
    one up. When a stage closes for whom follows from the calendar alone, never from when this ran.
    """
    moved: list[int] = []
    with faults.attempts(session, now, ADVANCE) as attempts:
        for cycle_id in dated_cycles(session):
            with attempts.on(f"cycle {cycle_id}"):
                while _moved_on(session, now, cycle_id):
                    moved.append(cycle_id)
    return moved


def _moved_on(session: Session, now: datetime, cycle_id: int) -> bool:
    """Move a cycle on by one stage where its date has come; somebody may be doing the same meanwhile."""
    stage = _stage_to_leave(session, now, cycle_id)
    if stage is None:
        return False
    try:
        with unit_of_work(session):
            advance_cycle(session, CLOCK, now, cycle_id=cycle_id)
    except (Refused, Stale):
        if _stage_to_leave(session, now, cycle_id) is stage:
            raise
        return False
    return True


def _stage_to_leave(session: Session, now: datetime, cycle_id: int) -> CycleStage | None:
    cycle = session.get_one(Cycle, cycle_id, populate_existing=True)
    return cycle.stage if next_window_come(session, cycle, now) else None


def pass_drafts_on(session: Session, now: datetime) -> int:
    """Give unfinished forms to whoever took over a post on a day arranged before; how many."""
    if not drafts_to_pass_on(session, now):
        return 0
    with unit_of_work(session):
        return pass_on_drafts(session, now)
