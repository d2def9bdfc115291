"""The way of a form so far (流程跟踪): who had it when, what they did, and what they said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from states.engine import StateTable, Trigger
from workflow.actor import Post
from workflow.models import Event, PostHolding, Unit
from workflow.rules.wording import instant_text


@dataclass(frozen=True, slots=True)
class Passage:
    """One act on a form: a person in a post of a unit, or as its cover (代理), fired a trigger, with a reason
    where one was given."""

    at: datetime
    trigger: Trigger
    unit: str
    post: Post
    person: str
    reason: str
    cover: bool = False


def passages(
    session: Session, table: StateTable[Any], object_id: int, inside: Collection[Trigger] = ()
) -> Sequence[Passage]:
    """The acts on one form, oldest first; those of `inside` are a unit's own business and left out."""
    return _passages(session, table, (object_id,), inside)


def last_act(session: Session, table: StateTable[Any], *object_ids: int, own: bool) -> str:
    """Who last moved one of these forms, when and how: "甲市负责人张某已于…退回修改"; "" where nobody has.

    Unless they are the reader's `own`, what happened inside the unit is left out.
    """
    way = _passages(session, table, object_ids, () if own else table.inside)
    if not way:
        return ""
    last = way[-1]
    return f"{last.unit}{last.post.label}{last.person}已于{instant_text(last.at)}{last.trigger.label}"


def _passages(
    session: Session, table: StateTable[Any], object_ids: Sequence[int], inside: Collection[Trigger]
) -> Sequence[Passage]:
    triggers = {
        f"{table.noun}.{trigger.value}": trigger for trigger in table.triggers() if trigger not in inside
    }
    statement = (
        select(
            Event.at,
            Event.name,
            Unit.name.label("unit"),
            Event.actor_post,
            Event.actor_name.label("person"),
            Event.reason,
            _as_cover().label("cover"),
        )
        .outerjoin(Unit, Unit.id == Event.actor_unit_id)
        .where(Event.noun == table.noun, Event.object_id.in_(object_ids), Event.name.in_(triggers))
        .order_by(Event.seq)
    )
    return [
        Passage(
            row.at,
            triggers[row.name],
            row.unit or "",
            Post.of(row.actor_post),
            row.person,
            row.reason,
            row.cover,
        )
        for row in session.execute(statement)
    ]


def _as_cover() -> ColumnElement[bool]:
    """Whether whoever acted held the post as a cover then."""
    held = (
        PostHolding.user_id == Event.user_id,
        PostHolding.unit_id == Event.actor_unit_id,
        PostHolding.post == Event.actor_post,
        PostHolding.cover_for_id.is_not(None),
        PostHolding.since <= Event.at,
        PostHolding.until > Event.at,
    )
    return select(PostHolding.id).where(*held).exists()
