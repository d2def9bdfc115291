"""The only writer of events. They wait in the session and are chained when it commits.

The head of the chain is one row. It is locked last, so that two commands never wait for each other's rows
while one of them holds the head.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.digests import canonical, event_hash
from workflow.models import Base, ChainHead, Cycle, Event, EventItem, Unit

_PENDING = "pending_events"
_ITEMS = "items"

_CYCLE_OF: Mapping[type, str] = {Cycle: "id"}
_UNIT_OF: Mapping[type, str] = {Cycle: "province_id", Unit: "id"}
"""Where a row keeps its cycle and its unit, if not in `cycle_id` and `unit_id`."""


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    name: str,
    row: Base | None,
    *,
    reason: str = "",
    before: Any = None,
    after: Any = None,
    unit_id: int | None = None,
) -> None:
    """Note one fact about a row; `name` is `noun.act`. It joins the chain when the transaction commits.

    The event belongs to the row's cycle and unit; to `unit_id`, else to the actor's unit, where the row has
    none. The items that it is about are those that the row, `before` or `after` name.
    """
    unit_id = getattr(row, _UNIT_OF.get(type(row), "unit_id"), unit_id)
    session.info.setdefault(_PENDING, []).append(
        {
            "at": now.astimezone(UTC),
            "name": name,
            "noun": name.partition(".")[0],
            "object_id": getattr(row, "id", None),
            "cycle_id": getattr(row, _CYCLE_OF.get(type(row), "cycle_id"), None),
            "unit_id": actor.unit_id if unit_id is None else unit_id,
            "user_id": actor.user_id,
            "actor_name": actor.name,
            "actor_post": actor.post.value,
            "actor_unit_id": actor.unit_id,
            "address": actor.address,
            "reason": reason,
            "before": "" if before is None else canonical(before),
            "after": "" if after is None else canonical(after),
            _ITEMS: {*_items({"item": getattr(row, "item", None)}), *_items(before), *_items(after)},
        }
    )


def _items(content: Any) -> Iterator[int]:
    """Items by number: as keys, as `item`, in a list `items`."""
    if isinstance(content, Mapping):
        yield from (int(key) for key in content if str(key).isdecimal())
        listed = content.get("items")
        for number in (content.get("item"), *(listed if isinstance(listed, list) else ())):
            if isinstance(number, int):
                yield number


@event.listens_for(Session, "before_commit")
def _seal(session: Session) -> None:
    pending = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    head = session.execute(select(ChainHead.seq, ChainHead.hash).with_for_update()).one()
    seq, previous = head.seq, head.hash
    about: list[dict[str, int]] = []
    for row in pending:
        seq += 1
        about += [{"seq": seq, "item": item} for item in sorted(row.pop(_ITEMS))]
        row.update(seq=seq, previous_hash=previous)
        previous = row["hash"] = event_hash(row)
    session.execute(insert(Event), pending)
    if about:
        session.execute(insert(EventItem), about)
    session.execute(update(ChainHead).values(seq=seq, hash=previous))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    session.info.pop(_PENDING, None)
