"""The texts that people write for official documents, section by section."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._narrative_guards import GUARDS
from workflow.documents.kinds import KINDS
from workflow.errors import Invalid, NotFound, Stale
from workflow.models import Narrative, Participant
from workflow.permissions import require
from workflow.queries.narratives import Section
from workflow.queries.narratives import section as standing
from workflow.queries.scopes import unit_scope


class TextConflict(Stale):
    """Somebody else wrote the section meanwhile: `current` is what stands there now."""

    def __init__(self, current: Section) -> None:
        super().__init__(
            f"“{current.heading}”已由{current.saved_by}改过，您写的还没有保存：对照后决定保留哪一份。"
        )
        self.current = current


LONGEST = 20_000
"""Characters of one section."""

WRITERS: Mapping[str, Action] = {
    "self_report": Action.WRITE_SELF_REPORT,
    "consolidation": Action.PREPARE_REPORT,
    "rating_report": Action.WRITE_RATING_REPORT,
    "circular": Action.WRITE_CIRCULAR,
    "interview_notice": Action.CONDUCT_INTERVIEW,
}
"""Documents that hold texts → who writes them."""


EVENTS: Mapping[str, str] = {"self_report": "narrative.write", "consolidation": "narrative.write"}
"""What units write about themselves, which they read in their history; everything else is the assessor's."""


def save_narrative(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    unit_id: int,
    document: str,
    section: str,
    text: str,
    version: int,
) -> Narrative:
    """Write one section of a document about a unit; `version` is the one that was read, 0 for none yet.

    The same text again changes nothing. Raises NotFound, Invalid (field `text`), TextConflict when somebody
    else has written meanwhile, Refused while the document may not be written.
    """
    if document not in WRITERS or section not in KINDS[document].sections:
        raise NotFound
    require(actor, WRITERS[document], unit_scope(session, cycle_id, unit_id))
    if document in GUARDS:
        GUARDS[document](session, actor, now, cycle_id, unit_id)
    _lock(session, cycle_id, unit_id)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Invalid({"text": f"这一部分有 {len(text)} 字，最多 {LONGEST} 字：删减后再保存。"})
    place = {"cycle_id": cycle_id, "unit_id": unit_id, "document": document, "section": section}
    row = session.scalar(select(Narrative).filter_by(**place))
    if row is None and not text:
        return Narrative(**place, text="", version=0)
    if row is not None and row.text == text:
        return row
    if (row.version if row else 0) != version:
        raise TextConflict(standing(session, cycle_id, unit_id, document, section))
    before = {"text": row.text} if row else None
    row = row or Narrative(**place, version=0)
    row.text, row.version, row.saved_at = text, row.version + 1, now
    assert actor.user_id is not None
    row.saved_by_id = actor.user_id
    session.add(row)
    session.flush()
    after = {"document": document, "section": section, "text": text}
    record(session, actor, now, EVENTS.get(document, "narrative.compose"), row, before=before, after=after)
    return row


def _lock(session: Session, cycle_id: int, unit_id: int) -> None:
    """Let nobody else write about this unit until the transaction ends."""
    own = (Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    session.execute(select(Participant.unit_id).where(*own).with_for_update(key_share=True))
