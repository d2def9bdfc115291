"""A person's own unfinished forms, and what each still lacks. Nobody else's are ever read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid
from workflow.models import ItemDraft, Sheet
from workflow.queries.metrics import unit_metrics
from workflow.rules.kinds.answers import Answer
from workflow.scheme.marking import completed_answers, mark_item
from workflow.scheme.tree import Item


@dataclass(frozen=True)
class Draft:
    """One draft: its boxes, the version of the item when the form was read, and when it was kept."""

    version: int
    boxes: Mapping[str, str]
    saved_at: datetime


def draft_of(session: Session, sheet_id: int, item: int, user_id: int | None) -> Draft | None:
    """A person's draft of one item; None where there is none."""
    own = {"sheet_id": sheet_id, "item": item, "user_id": user_id}
    row = session.scalars(select(ItemDraft).filter_by(**own)).one_or_none()
    return Draft(row.version, json.loads(row.boxes), row.saved_at) if row else None


def drafted_items(session: Session, sheet_id: int, user_id: int | None) -> Sequence[int]:
    """The items of a sheet of which a person has a draft, in order."""
    own = select(ItemDraft.item).filter_by(sheet_id=sheet_id, user_id=user_id)
    return session.scalars(own.order_by(ItemDraft.item)).all()


def still_lacking(
    session: Session, sheet: Sheet, item: Item, answers: Mapping[str, Answer]
) -> Mapping[str, str]:
    """What keeps these answers from being saved: box → Chinese text, as saving them would say."""
    metrics = unit_metrics(session, sheet.cycle_id, sheet.unit_id)
    try:
        mark_item(item, completed_answers(item, answers, metrics))
    except Invalid as refusal:
        return {f"{item.number}-{name}": text for name, text in refusal.errors.items()}
    return {}
