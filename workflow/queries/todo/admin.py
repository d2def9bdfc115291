"""What waits for the administrator: units of a year in which nobody can fill or sign."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import OVER
from workflow.actor import Actor, Post
from workflow.models import Cycle
from workflow.queries.staffing import Vacancy, vacancies
from workflow.queries.todo.entry import Todo

_NAMED = 5
"""How many units an entry names before it only counts them."""


def admin_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """One entry for what is vacant now and one for what will be, in each year under way."""
    if actor.post is not Post.ADMIN:
        return []
    running = select(Cycle).where(Cycle.province_id == actor.unit_id, Cycle.stage.not_in(OVER))
    cycles = session.scalars(running.order_by(Cycle.year, Cycle.id)).all()
    return [todo for cycle in cycles for todo in _vacant(cycle, vacancies(session, cycle.id, now))]


def _vacant(cycle: Cycle, found: list[Vacancy]) -> Iterator[Todo]:
    where = {"cycle_id": cycle.id}
    present = [one for one in found if one.since is None]
    coming = [one for one in found if one.since is not None]
    if present:
        title = f"{len({one.unit_id for one in present})} 个单位没有人填报或签发"
        detail = f"{_named(present)}：在“账号”中授予岗位"
        yield Todo(title, detail, "admin.cycle", where, late=True)
    if coming:
        title = f"{len({one.unit_id for one in coming})} 个单位将没有人填报或签发"
        due_at = min(one.since for one in coming if one.since)
        yield Todo(title, f"{_named(coming)}：岗位到期，安排接任", "admin.cycle", where, due_at)


def _named(found: list[Vacancy]) -> str:
    names = [f"{one.unit}（{one.post.label}）" for one in found]
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 个岗位" if len(names) > _NAMED else "")
