"""The chief gives every item to divisions of the province: to one, or to several that check it blind to each
other (document 004, 四(三))."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._carrying_over import carry_over
from workflow.commands._history import record
from workflow.commands._runs import assessments
from workflow.commands._subject import cycle_subject
from workflow.errors import Invalid
from workflow.models import Cycle, ItemAssignment
from workflow.queries.accounts import divisions
from workflow.queries.assignments import assignable_items, assignments, dividable_items
from workflow.queries.opinions import opinion_counts
from workflow.queries.schemes import scheme_of

DivisionIds = frozenset[int]
HOW_TO_CONFIRM = "确定要去掉的，勾选“确认去掉已写过意见的处室”再保存"


def assign_items(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    divisions_by_item: Mapping[int, Collection[int]],
    confirmed: bool = False,
) -> None:
    """Give items to divisions; items that are not named stay where they are. What was rated stays rated.

    Where an item comes to several divisions, what one of them has rated becomes its opinion; where one of
    several is left, its opinion becomes the rating. Comparisons of the item are closed. Raises Invalid
    (fields `item-<number>`) for an unknown item, no division, one of another unit, several where one is to do
    it, and unless `confirmed` for one of several that has given its opinion and loses the item.
    """
    cycle, _ = cycle_subject(session, actor, Action.ASSIGN_ITEMS, Cycle, cycle_id, cycle_id)
    wanted = {item: frozenset(given) for item, given in divisions_by_item.items()}
    _check(session, cycle, wanted)
    before = {
        item: frozenset(division.id for division in given)
        for item, given in assignments(session, cycle.id).items()
    }
    changed = {item: given for item, given in wanted.items() if before.get(item, frozenset()) != given}
    if not changed:
        return
    assessments(session, cycle.id)
    if not confirmed:
        _check_opinions(session, cycle, before, changed)
    session.execute(
        delete(ItemAssignment).where(ItemAssignment.cycle_id == cycle.id, ItemAssignment.item.in_(changed))
    )
    rows = [
        {"cycle_id": cycle.id, "item": item, "division_id": division}
        for item, given in changed.items()
        for division in sorted(given)
    ]
    session.execute(insert(ItemAssignment), rows)
    for item, given in changed.items():
        carry_over(session, cycle.id, item, before.get(item, frozenset()), given)
    replaced = {item: sorted(before.get(item, ())) for item in changed}
    after = {item: sorted(given) for item, given in changed.items()}
    record(session, actor, now, "cycle.assign_items", cycle, before=replaced, after=after)


def _check(session: Session, cycle: Cycle, wanted: Mapping[int, DivisionIds]) -> None:
    scheme = scheme_of(session, cycle.id)
    known, dividable = assignable_items(scheme), dividable_items(scheme)
    own = {division.id for division in divisions(session, cycle.province_id)}
    errors = {
        f"item-{item}": text
        for item, given in wanted.items()
        if (text := _error(item, given, known, dividable, own))
    }
    if errors:
        raise Invalid(errors)


def _error(
    item: int, given: DivisionIds, known: Collection[int], dividable: Collection[int], own: Collection[int]
) -> str:
    if item not in known:
        return f"第{item}项不分派给处室：分派评分项次和负面因素项次"
    if not given:
        return f"第{item}项没有选处室：在列出的处室中选一个"
    if not given <= set(own):
        return f"第{item}项所选的处室不是本省的处室：在列出的处室中选一个"
    if len(given) > 1 and item not in dividable:
        return f"第{item}项只由一个处室办理（在表上作答的项次和负面因素不分给几个处室）：只选一个处室"
    return ""


def _check_opinions(
    session: Session, cycle: Cycle, before: Mapping[int, DivisionIds], changed: Mapping[int, DivisionIds]
) -> None:
    """Raise Invalid where a division loses an item that it has checked as one of several."""
    names = {division.id: division.name for division in divisions(session, cycle.province_id)}
    given = opinion_counts(session, cycle.id)
    errors = {}
    for item, after in changed.items():
        leaving = before.get(item, frozenset()) - after if len(before.get(item, ())) > 1 else ()
        told = [
            f"{names[division]}已对 {given[item, division]} 个单位写过意见"
            for division in sorted(leaving)
            if (item, division) in given
        ]
        if told:
            errors[f"item-{item}"] = (
                f"第{item}项{'，'.join(told)}，去掉后这些意见留存但不再计入：{HOW_TO_CONFIRM}"
            )
    if errors:
        raise Invalid(errors)
