"""The only writer of events. They wait in the session and are chained when it commits.

The head of the chain is one row. It is locked last, so that two commands never wait for each other's rows
while one of them holds the head.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.digests import canonical, event_hash
from workflow.models import Base, ChainHead, Cycle, Event, Unit

_PENDING = "pending_events"

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
) -> None:
    """Note one fact about a row; `name` is `noun.act`. It joins the chain when the transaction commits.

    The event belongs to the row's cycle and unit, to the actor's unit where the row has none.
    """
    unit_id = getattr(row, _UNIT_OF.get(type(row), "unit_id"), None)
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
        }
    )


@event.listens_for(Session, "before_commit")
def _seal(session: Session) -> None:
    pending = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    head = session.execute(select(ChainHead.seq, ChainHead.hash).with_for_update()).one()
    seq, previous = head.seq, head.hash
    for row in pending:
        seq += 1
        row.update(seq=seq, previous_hash=previous)
        previous = row["hash"] = event_hash(row)
    session.execute(insert(Event), pending)
    session.execute(update(ChainHead).values(seq=seq, hash=previous))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    session.info.pop(_PENDING, None)
