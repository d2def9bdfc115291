"""A form that was filled in a workbook and comes back: all of it is saved, or nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands.claims import add_claim, edit_claim
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.not_applicable import declare_not_applicable
from workflow.queries.workbook_changes import Changes


def take_workbook(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sheet_id: int,
    changes: Changes,
    over: Mapping[str, int],
    kept: Collection[str] = (),
) -> None:
    """Save what a workbook changes, in one transaction with the acts of the pages.

    `over`: name of a change → the version that somebody has decided to replace, after both were seen; `kept`:
    names of those that stay as they stand. Raises Invalid, Refused, and Stale (of an item: Conflict) where
    there is a newer version.
    """
    taken = [change for change in changes.changes if change.name not in kept]
    versions = {change.item.number: over.get(change.name, change.version) for change in taken}
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
    for claimed in (change for change in changes.claims.changes if change.name not in kept):
        if claimed.before is None:
            add_claim(session, actor, now, sheet_id=sheet_id, claim=claimed.claim)
        else:
            version = over.get(claimed.name, claimed.version)
            own = claimed.before.id
            edit_claim(session, actor, now, claim_id=own, version=version, claim=claimed.claim)
