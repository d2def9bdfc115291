"""Internal notes (内部备注) of the visitor's own unit on a sheet: nobody else's are ever read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.models import InternalNote, User


@dataclass(frozen=True, slots=True)
class Note:
    """One note: what was written, by whom and when; `item` is None for one about the whole sheet."""

    id: int
    item: int | None
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes of one unit on one sheet, oldest first."""

    all: Sequence[Note]

    def on(self, item: int | None) -> list[Note]:
        """Those about an item, or about the sheet as a whole."""
        return [note for note in self.all if note.item == item]


def notes_on(session: Session, actor: Actor, sheet_id: int) -> Notes:
    """What the visitor's unit has written for itself about a sheet, in one statement."""
    statement = (
        select(InternalNote.id, InternalNote.item, InternalNote.text, User.name, InternalNote.at)
        .join(User, User.id == InternalNote.author_id)
        .where(InternalNote.sheet_id == sheet_id, InternalNote.unit_id == actor.unit_id)
        .order_by(InternalNote.id)
    )
    return Notes([Note(*row) for row in session.execute(statement)])
