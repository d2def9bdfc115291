"""Internal notes (内部备注): what a reviewing unit writes for itself about a sheet, an item of it or all.

They are no remarks: nobody but the unit that wrote them ever sees them, and they never travel with a sheet.
The history says that a note was written or removed, not what stood in it: others read the history too.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import receiver_subject
from workflow.commands.receiving import require_known_item
from workflow.errors import NotFound
from workflow.models import InternalNote


def write_note(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, item: int | None, text: str
) -> None:
    """Write a note for the own unit, at any stage. Raises Invalid (`note`) when it says nothing, NotFound for
    an item that the form does not have."""
    sheet, _ = receiver_subject(session, actor, Action.WRITE_NOTE, sheet_id)
    text = stated(text, "写明备注的内容，只有本单位看得到", "note")
    if item is not None:
        require_known_item(session, sheet, item)
    assert actor.user_id is not None  # only people of a unit come here
    assert actor.unit_id is not None
    note = InternalNote(
        sheet_id=sheet.id, unit_id=actor.unit_id, item=item, text=text, author_id=actor.user_id, at=now
    )
    session.add(note)
    session.flush()
    record(session, actor, now, "note.write", note, after={"sheet": sheet.id, "item": item})


def remove_note(session: Session, actor: Actor, now: datetime, *, sheet_id: int, note_id: int) -> None:
    """Remove a note of the own unit. Raises NotFound for any other."""
    sheet, _ = receiver_subject(session, actor, Action.WRITE_NOTE, sheet_id)
    note = session.get(InternalNote, note_id)
    if note is None or note.sheet_id != sheet.id or note.unit_id != actor.unit_id:
        raise NotFound
    record(session, actor, now, "note.remove", note, before={"sheet": sheet.id, "item": note.item})
    session.delete(note)
