"""The texts that people have written for the province's documents, and until when they may be written."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import OVER
from states.guards import Unmet
from states.interview import UNDER_WAY
from workflow.documents.kinds import KINDS
from workflow.models import Cycle, Event, Interview, Narrative, User


@dataclass(frozen=True)
class Section:
    """One section as it stands: version 0 and no writer where nothing was written yet."""

    key: str
    heading: str
    text: str = ""
    version: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None


def sections(session: Session, cycle_id: int, unit_id: int, document: str) -> tuple[Section, ...]:
    """Every section of a document about a unit, in the order of the document, in one statement."""
    rows = session.execute(
        select(Narrative, User.name)
        .join(User, User.id == Narrative.saved_by_id)
        .where(Narrative.cycle_id == cycle_id, Narrative.unit_id == unit_id, Narrative.document == document)
    )
    written = {
        row.section: Section(row.section, "", row.text, row.version, name, row.saved_at) for row, name in rows
    }
    return tuple(
        Section(**{**vars(written.get(key, Section(key, ""))), "heading": heading})
        for key, heading in KINDS[document].sections.items()
    )


def texts(
    session: Session, cycle_id: int, unit_id: int, document: str, at: datetime | None = None
) -> dict[str, str]:
    """Section → its text now, or as it stood when the document was issued; empty where there was none.

    What was written later, for a corrected edition, is no part of the earlier one: the history knows both.
    """
    if at is None:
        return {row.key: row.text for row in sections(session, cycle_id, unit_id, document)}
    rows = session.execute(
        select(Narrative.section, Event.after)
        .join(Event, (Event.noun == "narrative") & (Event.object_id == Narrative.id))
        .where(
            Narrative.cycle_id == cycle_id,
            Narrative.unit_id == unit_id,
            Narrative.document == document,
            Event.at <= at,
        )
        .order_by(Event.seq)
    )
    return dict.fromkeys(KINDS[document].sections, "") | {row.section: json.loads(row.after) for row in rows}


def _published(session: Session, cycle_id: int, _unit_id: int) -> bool:
    return session.scalar(select(Cycle.stage).where(Cycle.id == cycle_id)) in OVER


def _summoned(session: Session, cycle_id: int, unit_id: int) -> bool:
    found = select(Interview.id).where(
        Interview.cycle_id == cycle_id, Interview.unit_id == unit_id, Interview.stage.in_(UNDER_WAY)
    )
    return session.scalar(found.limit(1)) is not None


_CLOSED: Mapping[str, tuple[Callable[[Session, int, int], bool], Unmet]] = {
    "rating_report": (
        _published,
        Unmet("排名已经通报，评定报告的文字不能再改", "评定负责人启动更正、重新计算排名以后"),
    ),
    "circular": (
        _published,
        Unmet("排名已经通报，通报的文字不能再改", "评定负责人启动更正、重新计算排名以后"),
    ),
    "interview_notice": (
        _summoned,
        Unmet("约谈通知已经发出，约谈安排不能再改；有变动的另行通知，写进约谈记录", ""),
    ),
}
"""Document → from when nobody writes its texts any more, and how that is said."""


def closed(session: Session, cycle_id: int, unit_id: int, document: str) -> tuple[Unmet, ...]:
    """Why the texts of a document cannot be written now; documents without a line here stay open."""
    asked, reason = _CLOSED.get(document, (None, None))
    return (reason,) if asked and reason and asked(session, cycle_id, unit_id) else ()
