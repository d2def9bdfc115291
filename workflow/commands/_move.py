"""The only writer of any stage: facts → table → conditional UPDATE → event, in the caller's transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from states.engine import Refused, Stage, StateTable, Trigger, fire
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.errors import Stale
from workflow.queries.flow import last_act

F = TypeVar("F")


def move(
    session: Session,
    actor: Actor,
    now: datetime,
    table: StateTable[F],
    row: Any,
    trigger: Trigger,
    facts: F,
    *,
    reason: str = "",
    note: dict[str, Any] | None = None,
    **values: Any,
) -> Stage:
    """Fire `trigger` on a locked row and write the new stage with `values`.

    `note` goes into the event. Raises Refused with all reasons when a guard holds it back, Stale when
    another transaction was faster. Who comes too late is told who has moved the row meanwhile, and when.
    """
    source, version = row.stage, row.version
    try:
        target = fire(table, source, trigger, facts)
    except Refused as refusal:
        raise _told_since(session, actor, table, row, trigger, refusal) from None
    _write(session, table, row, source, target, values)
    record(
        session,
        actor,
        now,
        f"{table.noun}.{trigger.value}",
        row,
        reason=reason,
        before={"stage": source.value, "version": version},
        after={"stage": target.value, "version": version + 1, **(note or {})},
    )
    return target


def _told_since(
    session: Session, actor: Actor, table: StateTable[Any], row: Any, trigger: Trigger, refusal: Refused
) -> Refused:
    if table.move(row.stage, trigger) is not None:
        return refusal
    since = last_act(session, table, row.id, own=getattr(row, "unit_id", None) == actor.unit_id)
    return Refused(tuple(replace(reason, since=since) for reason in refusal.reasons))


def _write(
    session: Session, table: StateTable[Any], row: Any, source: Stage, target: Stage, values: dict[str, Any]
) -> None:
    model = type(row)
    session.flush()
    statement = (
        update(model)
        .where(model.id == row.id, model.stage == source, model.version == row.version)
        .values(stage=target, version=row.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise Stale(f"{table.label}刚刚被别人改动，重新打开页面查看最新状态。")
    session.refresh(row)
