"""The only writer of any stage: facts → table → conditional UPDATE → event, in the caller's transaction."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from states.engine import Stage, StateTable, Trigger, fire
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.errors import Stale

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
    another transaction was faster.
    """
    source, version = row.stage, row.version
    target = fire(table, source, trigger, facts)
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
