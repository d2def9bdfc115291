"""What waits in a unit about its own sheet: to be filled, mended or signed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from states.sheet import SheetStage
from workflow.actor import Actor, Post
from workflow.models import Cycle, Entry, Participant, Remark, Sheet, Tier
from workflow.queries.schemes import scheme_for, scheme_of
from workflow.queries.todo.entry import Todo
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import is_past, writable

_TITLES = {
    (Post.FILLER, SheetStage.NOT_STARTED): "填报{name}",
    (Post.FILLER, SheetStage.FILLING): "填报{name}",
    (Post.FILLER, SheetStage.RETURNED): "按退回意见修改{name}",
    (Post.SIGNER, SheetStage.TO_SIGN): "核对并签发{name}",
}
"""Post and stage → what this post has to do then; at all other stages nothing."""


def sheet_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """What a 填报员 or a 负责人 has to do with the sheets of the own unit."""
    if actor.post not in (Post.FILLER, Post.SIGNER):
        return []
    return [todo for row in _own(session, actor) for todo in _todo(session, actor, row, now)]


def _own(session: Session, actor: Actor) -> list[Row[*tuple[Any, ...]]]:
    filled = select(func.count()).where(Entry.sheet_id == Sheet.id).scalar_subquery()
    asked = select(func.count()).where(Remark.sheet_id == Sheet.id, Remark.round == Sheet.round)
    statement = (
        select(
            Sheet.id,
            Sheet.unit_id,
            Sheet.stage,
            Sheet.cycle_id,
            Participant.tier,
            Participant.above_id,
            filled.label("filled"),
            asked.scalar_subquery().label("asked"),
        )
        .join(Cycle, Cycle.id == Sheet.cycle_id)
        .join(Participant, (Participant.cycle_id == Sheet.cycle_id) & (Participant.unit_id == Sheet.unit_id))
        .where(Sheet.unit_id == actor.unit_id, Cycle.stage.not_in(OVER))
        .order_by(Cycle.year, Cycle.id)
    )
    return list(session.execute(statement))


def _todo(session: Session, actor: Actor, row: Row[*tuple[Any, ...]], now: datetime) -> Iterator[Todo]:
    title = _TITLES.get((actor.post, row.stage))
    window = cycle_calendar(session, row.cycle_id).sheet(row.tier, row.above_id, actor.unit_id)
    if title is None or not writable(window, now):
        return
    own_level = row.tier is Tier.SUBJECT and scheme_of(session, row.cycle_id).procedure.has("consolidation")
    name = "本级评定表" if own_level else "评定表"
    due_at = window.on_time_until
    where = {"sheet_id": row.id}
    late = is_past(window.late_from, now)
    yield Todo(title.format(name=name), _detail(session, row), "county.sheet", where, due_at, late)


def _detail(session: Session, row: Row[*tuple[Any, ...]]) -> str:
    if row.stage is SheetStage.TO_SIGN:
        return "填报员已送签：逐项核对，签发上报或退回填报员"
    if row.asked:
        return f"退回意见点到 {row.asked} 项，其余保持原样；改完再次送签"
    return f"已填 {row.filled} / {len(scheme_for(session, row.cycle_id, row.unit_id).items)} 项"
