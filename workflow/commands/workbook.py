"""A form that was filled in a workbook and comes back: all of it is saved, or nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.not_applicable import declare_not_applicable
from workflow.queries.workbook_changes import Change


def take_workbook(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sheet_id: int,
    changes: Sequence[Change],
    over: Mapping[int, int],
    kept: Collection[int] = (),
) -> None:
    """Save what a workbook changes, in one transaction with the acts of the pages.

    `over`: item → the version that somebody has decided to replace, after both were seen; `kept`: items that
    stay as they stand. Raises Invalid, Refused, and Conflict where an item has a newer version.
    """
    taken = [change for change in changes if change.item.number not in kept]
    versions = {change.item.number: over.get(change.item.number, change.version) for change in taken}
    answered = [
        ItemInput(change.item.number, versions[change.item.number], change.answers)
        for change in taken
        if not change.absence
    ]
    if answered:
        save_items(session, actor, now, sheet_id=sheet_id, items=answered)
    for number, reason in ((change.item.number, change.absence) for change in taken if change.absence):
        declare_not_applicable(
            session, actor, now, sheet_id=sheet_id, item=number, version=versions[number], reason=reason
        )
