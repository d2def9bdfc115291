"""催办: reminding units by hand of what they still owe, at most once a day for each unit and entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.commands._history import record
from workflow.errors import Invalid
from workflow.models import Nudge, Participant
from workflow.permissions import require
from workflow.queries.obligations import obligations
from workflow.queries.scopes import cycle_scope, unit_scope
from workflow.rules.obligations import Obligation, still_due

LONGEST = 200
"""Signs of what is said with a nudge."""


@dataclass(frozen=True)
class Nudged:
    """Who was reminded by this press, and who had been today already."""

    now: tuple[Obligation, ...]
    before: tuple[Obligation, ...]


def nudge_unit(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, text: str = ""
) -> Nudged:
    """Remind one unit of everything that it still owes. Raises Refused where it owes nothing now."""
    require(actor, Action.NUDGE_UNIT, unit_scope(session, cycle_id, unit_id))
    _lock(session, cycle_id, [unit_id])
    due = still_due(obligations(session, cycle_id, unit_id=unit_id), now)
    if not due:
        raise Refused((Unmet("该单位现在没有要催办的：已经上报、按 0 分计，或不在填报期内", ""),))
    return _nudge(session, actor, now, cycle_id, due, text)


def nudge_all(session: Session, actor: Actor, now: datetime, *, cycle_id: int, text: str = "") -> Nudged:
    """Remind every unit right below the actor's of what it still owes, as things stand now."""
    assert actor.unit_id is not None
    below = [one.unit_id for one in obligations(session, cycle_id, above_id=actor.unit_id)]
    for scope in [unit_scope(session, cycle_id, below[0])] if below else [cycle_scope(session, cycle_id)]:
        require(actor, Action.NUDGE_UNIT, scope)
    _lock(session, cycle_id, below)
    due = still_due(obligations(session, cycle_id, above_id=actor.unit_id), now)
    return _nudge(session, actor, now, cycle_id, due, text)


def _lock(session: Session, cycle_id: int, unit_ids: Sequence[int]) -> None:
    """Let nobody else remind these units until this transaction ends: two presses leave one row."""
    own = (Participant.cycle_id == cycle_id, Participant.unit_id.in_(unit_ids))
    rows = select(Participant.id).where(*own).order_by(Participant.id)
    session.execute(rows.with_for_update(key_share=True))


def _nudge(
    session: Session, actor: Actor, now: datetime, cycle_id: int, due: Sequence[Obligation], text: str
) -> Nudged:
    assert actor.unit_id is not None
    assert actor.user_id is not None
    text = text.strip()
    if len(text) > LONGEST:
        raise Invalid({"text": f"附言有 {len(text)} 个字，最多 {LONGEST} 个。"})
    today = local_date(now)
    rows = session.execute(
        select(Nudge.unit_id, Nudge.stage).where(Nudge.cycle_id == cycle_id, Nudge.day == today)
    )
    reminded = {(unit_id, entry) for unit_id, entry in rows}
    fresh = [one for one in due if (one.unit_id, one.entry) not in reminded]
    for one in fresh:
        place = {"cycle_id": cycle_id, "unit_id": one.unit_id, "stage": one.entry, "day": today}
        row = Nudge(**place, text=text, by_unit_id=actor.unit_id, by_id=actor.user_id, at=now)
        session.add(row)
        session.flush()
        record(session, actor, now, "nudge.send", row, reason=text, after={"entry": one.entry})
    return Nudged(tuple(fresh), tuple(one for one in due if one not in fresh))
