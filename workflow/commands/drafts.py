"""Unfinished forms of items (草稿): kept for the person who typed them, and for nobody else.

A draft is no fact: it enters no mark, no submission and no history. It goes when the item is saved.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._subject import sheet_subject
from workflow.commands.filling import forget_drafts, require_open
from workflow.digests import canonical
from workflow.models import ItemDraft
from workflow.queries.schemes import scheme_for


def keep_draft(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sheet_id: int,
    item: int,
    version: int,
    boxes: Mapping[str, str],
) -> None:
    """Keep what the actor has typed into an item's boxes (name → text), in place of an earlier draft.

    `version` is that of the item when the form was read. Raises NotFound for an item that the form does not
    have, Refused when the sheet may not be edited now.
    """
    sheet, scope = sheet_subject(session, actor, Action.SAVE_ITEM, sheet_id)
    scheme_for(session, sheet.cycle_id, sheet.unit_id).item(item)
    require_open(session, sheet, scope, actor, now, [item])
    own = {"sheet_id": sheet.id, "item": item, "user_id": actor.user_id}
    draft = session.scalars(select(ItemDraft).filter_by(**own)).one_or_none() or ItemDraft(**own)
    draft.version, draft.boxes, draft.saved_at = version, canonical(boxes), now
    session.add(draft)


def discard_draft(session: Session, actor: Actor, _now: datetime, *, sheet_id: int, item: int) -> None:
    """Drop the actor's own draft of an item, whatever the stage; there need not be one."""
    sheet, _scope = sheet_subject(session, actor, Action.SAVE_ITEM, sheet_id)
    forget_drafts(session, actor, sheet, [item])
