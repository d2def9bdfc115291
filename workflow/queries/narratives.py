"""The texts that people write for official documents, as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.documents.kinds import KINDS
from workflow.errors import NotFound
from workflow.models import Narrative, User


@dataclass(frozen=True)
class Section:
    """One section of a document: its text and version (0 while nobody has written), by whom and when."""

    key: str
    heading: str
    text: str = ""
    version: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None


def sections(session: Session, cycle_id: int, unit_id: int, document: str) -> tuple[Section, ...]:
    """All sections of a document about a unit, in the order of the document, in one statement."""
    headings = KINDS[document].sections
    rows = session.execute(
        select(Narrative, User.name)
        .join(User, User.id == Narrative.saved_by_id)
        .where(Narrative.cycle_id == cycle_id, Narrative.unit_id == unit_id, Narrative.document == document)
    )
    written = {
        row.section: Section(
            row.section, headings[row.section], row.text, row.version, name, row.saved_at
        )
        for row, name in rows
        if row.section in headings
    }
    return tuple(written.get(key, Section(key, heading)) for key, heading in headings.items())


def section(session: Session, cycle_id: int, unit_id: int, document: str, key: str) -> Section:
    """One of them. Raises NotFound."""
    found = {one.key: one for one in sections(session, cycle_id, unit_id, document)}
    if key not in found:
        raise NotFound
    return found[key]


def texts(session: Session, cycle_id: int, unit_id: int, document: str) -> dict[str, str]:
    """Section → text of those that say something, in the order of the document."""
    return texts_of(sections(session, cycle_id, unit_id, document))


def texts_of(found: Sequence[Section]) -> dict[str, str]:
    """Key → text of the sections that say something."""
    return {section.key: section.text for section in found if section.text}
