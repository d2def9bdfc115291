"""The row a command is about: locked, and only for those who may do this to it."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.errors import Forbidden, NotFound
from workflow.models import Participant, Report, Sheet, Unit
from workflow.permissions import Scope, require
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import cycle_scope, object_scope

M = TypeVar("M")


def subject(
    session: Session, actor: Actor, action: Action, model: type[M], object_id: int
) -> tuple[M, Scope]:
    """Check the permission on a unit's row, lock it, and return it fresh with its scope."""
    scope = object_scope(session, model, object_id)
    require(actor, action, scope)
    return locked(session, model, object_id), scope


def sheet_subject(session: Session, actor: Actor, action: Action, sheet_id: int) -> tuple[Sheet, Scope]:
    """Like `subject`, for a self sheet."""
    scope = object_scope(session, Sheet, sheet_id)
    require(actor, action, scope)
    return locked_sheet(session, scope), scope


def receiver_subject(
    session: Session, actor: Actor, action: Action, sheet_id: int
) -> tuple[Sheet, Scope]:
    """Like `sheet_subject`, for whoever a sheet is handed up to: the unit directly above, and no other."""
    sheet, scope = sheet_subject(session, actor, action, sheet_id)
    if actor.unit_id != scope.above_id:
        raise Forbidden(f"这份评定表由直接上级审核，{action.label}由直接上级办理。")
    return sheet, scope


def locked_sheet(session: Session, scope: Scope) -> Sheet:
    """The self sheet of a unit, locked after the report that carries it, of which other sheets may move too.

    So a report is not handed up or returned while one of its sheets moves, and nobody waits in a circle.
    Where nothing is consolidated it moves with its sheet, and is locked for that at once.
    """
    assert scope.cycle_id is not None
    apart = scheme_of(session, scope.cycle_id).procedure.has("consolidation")
    carriers = Report.unit_id.in_((scope.unit_id, scope.above_id))
    session.execute(
        select(Report.id).where(Report.cycle_id == scope.cycle_id, carriers).with_for_update(read=apart)
    )
    own = select(Sheet).where(Sheet.cycle_id == scope.cycle_id, Sheet.unit_id == scope.unit_id)
    fresh = own.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(fresh).one()


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


def lock_provinces(session: Session) -> None:
    """Let nobody else add units or accounts until this transaction ends: their names are taken everywhere."""
    session.execute(select(Unit.id).where(Unit.parent_id.is_(None)).with_for_update(key_share=True))


def lock_part(session: Session, cycle_id: int, unit_id: int) -> None:
    """Let nobody else write documents about this unit's year until the transaction ends."""
    own = (Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    session.execute(select(Participant.unit_id).where(*own).with_for_update(key_share=True))
