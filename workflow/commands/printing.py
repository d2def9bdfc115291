"""Printing: what goes on paper is frozen first, and stands under a code from then on."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import lock_part
from workflow.digests import canonical, digest
from workflow.models import PrintedVersion
from workflow.permissions import require
from workflow.queries.scopes import unit_scope
from workflow.rules.printed_codes import code_of


def print_version(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    document: str,
    cycle_id: int,
    unit_id: int,
    content: Mapping[str, Any],
    basis: str,
) -> PrintedVersion:
    """Freeze the content of a document about a unit, under a code that follows from its digest.

    `basis` is the digest of the records that the content was made from. The same content again is the same
    version, and no new fact. Whether the actor may see the content is for whoever read it.
    """
    require(actor, Action.PRINT_SHEET, unit_scope(session, cycle_id, unit_id))
    lock_part(session, cycle_id, unit_id)
    text = canonical(content)
    place = {"document": document, "cycle_id": cycle_id, "unit_id": unit_id, "digest": digest(text)}
    known = session.scalar(select(PrintedVersion).filter_by(**place))
    if known is not None:
        return known
    assert actor.user_id is not None
    assert actor.unit_id is not None
    row = PrintedVersion(**place, code=_free_code(session, digest(text)), content=text, basis=basis)
    row.by_unit_id, row.printed_by_id, row.printed_at = actor.unit_id, actor.user_id, now
    session.add(row)
    session.flush()
    after = {"document": document, "code": row.code, "digest": row.digest}
    record(session, actor, now, "printed_version.print", row, after=after)
    return row


def _free_code(session: Session, of: str) -> str:
    """The first code of a digest that stands for nothing else."""
    codes = (code_of(of, attempt) for attempt in count())
    return next(code for code in codes if not _taken(session, code))


def _taken(session: Session, code: str) -> bool:
    return session.scalar(select(PrintedVersion.id).where(PrintedVersion.code == code)) is not None
