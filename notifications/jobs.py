"""What the scheduler does, as plain functions of the present. Each opens its own transactions."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from states.engine import Refused
from workflow.actor import CLOCK
from workflow.commands.cycle import advance_cycle
from workflow.commands.handing_over import pass_on_drafts
from workflow.errors import KaopingError
from workflow.queries.cycles import due_cycles
from workflow.queries.holders import drafts_to_pass_on
from workflow.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


def advance_cycles(session: Session, now: datetime) -> list[int]:
    """Move every cycle on whose next stage has begun, over several stages after a long pause.

    Returns the cycles in the order in which they moved. A cycle that is refused, or that somebody else
    moved at the same moment, is logged and holds no other one up.
    """
    moved: list[int] = []
    stuck: set[int] = set()
    while waiting := [cycle_id for cycle_id in due_cycles(session, now) if cycle_id not in stuck]:
        for cycle_id in waiting:
            try:
                with unit_of_work(session):
                    advance_cycle(session, CLOCK, now, cycle_id=cycle_id)
            except (Refused, KaopingError) as refused:
                log.warning("cycle %s stays where it is: %s", cycle_id, refused)
                stuck.add(cycle_id)
            else:
                moved.append(cycle_id)
    return moved


def pass_drafts_on(session: Session, now: datetime) -> int:
    """Give unfinished forms to whoever took over a post on a day arranged before; how many."""
    if not drafts_to_pass_on(session, now):
        return 0
    with unit_of_work(session):
        return pass_on_drafts(session, now)
