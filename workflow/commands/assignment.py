"""The chief gives every item to one division of the province (document 004, 四(三))."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import cycle_subject
from workflow.errors import Invalid
from workflow.models import Cycle, ItemAssignment
from workflow.queries.accounts import divisions
from workflow.queries.assignments import assignable_items, assignments
from workflow.queries.schemes import scheme_of


def assign_items(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, division_by_item: Mapping[int, int]
) -> None:
    """Give items to divisions; items that are not named stay where they are. What was rated stays rated.

    Raises Invalid (fields `item-<number>`) for an unknown item or a division of another unit.
    """
    cycle, _ = cycle_subject(session, actor, Action.ASSIGN_ITEMS, Cycle, cycle_id, cycle_id)
    _check(session, cycle, division_by_item)
    before = {item: division.id for item, division in assignments(session, cycle.id).items()}
    changed = {item: division for item, division in division_by_item.items() if before.get(item) != division}
    if not changed:
        return
    session.execute(
        delete(ItemAssignment).where(ItemAssignment.cycle_id == cycle.id, ItemAssignment.item.in_(changed))
    )
    rows = [
        {"cycle_id": cycle.id, "item": item, "division_id": division} for item, division in changed.items()
    ]
    session.execute(insert(ItemAssignment), rows)
    replaced = {item: before.get(item) for item in changed}
    record(session, actor, now, "cycle.assign_items", cycle, before=replaced, after=changed)


def _check(session: Session, cycle: Cycle, division_by_item: Mapping[int, int]) -> None:
    known = assignable_items(scheme_of(session, cycle.id))
    own = {division.id for division in divisions(session, cycle.province_id)}
    errors = {
        f"item-{item}": f"第{item}项不分派给处室：分派评分项次和负面因素项次"
        for item in division_by_item
        if item not in known
    }
    errors |= {
        f"item-{item}": f"第{item}项所选的处室不是本省的处室：在列出的处室中选一个"
        for item, division in division_by_item.items()
        if division not in own
    }
    if errors:
        raise Invalid(errors)
