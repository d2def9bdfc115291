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
from workflow.errors import NotFound
from workflow.models import Cycle, Event, Interview, Narrative, Participant, Tier
from workflow.queries.interviews import interview_row
from workflow.queries.narratives import sections


def texts_as_of(
    session: Session, cycle_id: int, unit_id: int, document: str, at: datetime | None = None
) -> dict[str, str]:
    """Section → its text now, or as it stood when the document was issued; empty where there was none.

    What was written later, for a corrected edition, is no part of the earlier one: the history knows both.
    """
    if at is None:
        return {one.key: one.text for one in sections(session, cycle_id, unit_id, document)}
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
    return dict.fromkeys(KINDS[document].sections, "") | {
        row.section: json.loads(row.after)["text"] for row in rows
    }


def _published(session: Session, cycle_id: int, _unit_id: int) -> bool:
    return session.scalar(select(Cycle.stage).where(Cycle.id == cycle_id)) in OVER


def _summoned(session: Session, cycle_id: int, unit_id: int) -> bool:
    found = select(Interview.id).where(
        Interview.cycle_id == cycle_id, Interview.unit_id == unit_id, Interview.stage.in_(UNDER_WAY)
    )
    return session.scalar(found.limit(1)) is not None


@dataclass(frozen=True)
class About:
    """What texts are about: whose, in which year, and how that is called."""

    cycle_id: int
    unit_id: int
    name: str


def about_circular(session: Session, cycle_id: int) -> About:
    """The circular of a year, which is the province's."""
    cycle = session.get_one(Cycle, cycle_id)
    return About(cycle_id, cycle.province_id, cycle.title)


def about_rating_report(session: Session, cycle_id: int, unit_id: int) -> About:
    """The report on a unit of a year. Raises NotFound for one that is not ranked."""
    name = session.scalar(
        select(Participant.name).where(
            Participant.cycle_id == cycle_id,
            Participant.unit_id == unit_id,
            Participant.tier == Tier.SUBJECT,
        )
    )
    if name is None:
        raise NotFound
    return About(cycle_id, unit_id, name)


def about_interview(session: Session, interview_id: int) -> About:
    """The summons of a unit. Raises NotFound."""
    known, row = session.get_one(Interview, interview_id), interview_row(session, interview_id)
    return About(known.cycle_id, known.unit_id, row.name)


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
