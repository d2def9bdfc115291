"""The table of liaison officers. Mobile numbers are for the own unit and the province's officers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor, Post
from workflow.models import Liaison, Participant, Tier
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import late_text, lateness


@dataclass(frozen=True)
class LiaisonLine:
    """One prefecture's entry; empty texts where nobody is registered. `late` says how late it came."""

    unit_id: int
    unit_name: str
    name: str = ""
    position: str = ""
    mobile: str = ""
    registered_at: datetime | None = None
    late: str = ""


def liaisons(session: Session, actor: Actor, cycle_id: int) -> list[LiaisonLine]:
    """All prefectures of a cycle by code, with their liaison officers as far as the actor may see them."""
    calendar = cycle_calendar(session, cycle_id)
    statement = (
        select(Participant.unit_id, Participant.name, Liaison)
        .outerjoin(
            Liaison, (Liaison.cycle_id == Participant.cycle_id) & (Liaison.unit_id == Participant.unit_id)
        )
        .where(Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT)
        .order_by(Participant.code, Participant.name)
    )
    lines = []
    for unit_id, unit_name, row in session.execute(statement):
        if row is None:
            lines.append(LiaisonLine(unit_id, unit_name))
            continue
        window = calendar.liaison(unit_id)
        late = lateness(window, row.registered_at) if window else None
        mobile = row.mobile if may_see_mobile(actor, unit_id) else masked(row.mobile)
        said = late_text(late) if late is not None else ""
        lines.append(LiaisonLine(unit_id, unit_name, row.name, row.position, mobile, row.registered_at, said))
    return lines


def may_see_mobile(actor: Actor, unit_id: int) -> bool:
    """Whether a number is shown in full: to the own unit, the chief and the administrator."""
    return actor.unit_id == unit_id or actor.post in (Post.CHIEF, Post.ADMIN)


def masked(mobile: str) -> str:
    """A number with its middle hidden: 138****5678."""
    return f"{mobile[:3]}****{mobile[-4:]}"
