"""The row a command is about: locked, and only for those who may do this to it."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.permissions import Action, Scope, require
from workflow.queries.scopes import cycle_scope, object_scope

M = TypeVar("M")


def subject(
    session: Session, actor: Actor, action: Action, model: type[M], object_id: int
) -> tuple[M, Scope]:
    """Check the permission on a unit's row, lock it, and return it fresh with its scope."""
    scope = object_scope(session, model, object_id)
    require(actor, action, scope)
    return locked(session, model, object_id), scope


def cycle_subject(
    session: Session, actor: Actor, action: Action, model: type[M], object_id: int, cycle_id: int
) -> tuple[M, Scope]:
    """Like `subject`, for a row that belongs to a cycle as a whole (the cycle itself, a ranking run)."""
    scope = cycle_scope(session, cycle_id)
    require(actor, action, scope)
    return locked(session, model, object_id), scope


def locked(session: Session, model: type[M], object_id: Any) -> M:
    """A row read afresh and locked until the transaction ends. Raises NotFound when there is none.

    The lock leaves keys free: events that refer to a locked row (its cycle) need not wait for it.
    """
    row = session.get(model, object_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise NotFound
    return row
