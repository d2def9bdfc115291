"""What waits for a 评议员: the units that still want a mark."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from workflow.actor import Actor, Post
from workflow.models import Cycle
from workflow.queries.panels import panel_page
from workflow.queries.rating_facts import rating_awaited
from workflow.queries.todo.entry import Todo
from workflow.queries.windows import cycle_calendar


def evaluator_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """One entry for each cycle with boxes that are still empty."""
    if actor.post is not Post.EVALUATOR:
        return []
    cycles = session.scalars(
        select(Cycle)
        .where(Cycle.province_id == actor.unit_id, Cycle.stage == CycleStage.RATING)
        .order_by(Cycle.year, Cycle.id)
    ).all()
    return [todo for cycle in cycles for todo in _of_cycle(session, actor, cycle, now)]


def _of_cycle(session: Session, actor: Actor, cycle: Cycle, now: datetime) -> list[Todo]:
    if rating_awaited(session, cycle.id, now):
        return []
    rows = [row for row in panel_page(session, actor, cycle.id, now).rows if not row.locked]
    left = [row.name for row in rows if any(not mark.text for mark in row.marks.values())]
    if not left:
        return []
    window = cycle_calendar(session, cycle.id).rating()
    due_at = window.on_time_until if window else None
    title = f"评议打分：还有 {len(left)} 个单位没有打完"
    return [Todo(title, "、".join(left), "province.panel", {"cycle_id": cycle.id}, due_at)]
