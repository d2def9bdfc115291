"""催办: who was reminded today and by whom, and what a unit was reminded of and has not done yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from workflow.actor import Actor, Post
from workflow.clock import local_date
from workflow.models import Cycle, Nudge, Participant, Unit, User
from workflow.queries.agenda import titles
from workflow.queries.obligations import obligations
from workflow.queries.owed_pages import owed_pages
from workflow.queries.schemes import scheme_of
from workflow.rules.obligations import still_due


@dataclass(frozen=True)
class NudgeLine:
    """One nudge: which unit was reminded of which entry, by whom and when, with what words."""

    unit_id: int
    unit: str
    title: str
    at: datetime
    by_unit: str
    by: str
    text: str


@dataclass(frozen=True)
class Reminder:
    """What a unit was last reminded of, how often, and the page on which it does it."""

    last: NudgeLine
    times: int
    url_endpoint: str
    url_args: Mapping[str, int]


@dataclass(frozen=True)
class NudgeDesk:
    """Whom one unit can remind now, and whom of them somebody has reminded today. `due`: the units below
    that owe something of which nobody has reminded them today."""

    due: frozenset[int]
    today: tuple[NudgeLine, ...]

    def of(self, unit_id: int) -> list[NudgeLine]:
        """Today's nudges of one unit."""
        return [line for line in self.today if line.unit_id == unit_id]


def nudge_desk(session: Session, cycle_id: int, now: datetime, above_id: int) -> NudgeDesk:
    """Whom a unit can remind of what they owe in a cycle, in a fixed number of statements."""
    wanted = (Nudge.cycle_id == cycle_id, Nudge.day == local_date(now), Participant.above_id == above_id)
    lines = _lines(session, titles(scheme_of(session, cycle_id).procedure), *wanted)
    reminded = {(line.unit_id, entry) for entry, line in lines}
    owing = still_due(obligations(session, cycle_id, above_id=above_id), now)
    due = frozenset(one.unit_id for one in owing if (one.unit_id, one.entry) not in reminded)
    return NudgeDesk(due, tuple(line for _, line in lines))


def reminders(session: Session, actor: Actor, now: datetime) -> list[Reminder]:
    """What fillers and signers of the actor's unit were reminded of and still owe; derived, never stored."""
    if actor.post not in (Post.FILLER, Post.SIGNER):
        return []
    running = (
        select(Nudge.cycle_id)
        .join(Cycle, Cycle.id == Nudge.cycle_id)
        .where(Nudge.unit_id == actor.unit_id, Cycle.stage.not_in(OVER))
    )
    cycles = session.scalars(running.distinct().order_by(Nudge.cycle_id)).all()
    return [one for cycle_id in cycles for one in _reminders(session, actor, cycle_id, now)]


def _reminders(session: Session, actor: Actor, cycle_id: int, now: datetime) -> list[Reminder]:
    owed = {one.entry for one in still_due(obligations(session, cycle_id, unit_id=actor.unit_id), now)}
    procedure = scheme_of(session, cycle_id).procedure
    wanted = (Nudge.cycle_id == cycle_id, Nudge.unit_id == actor.unit_id, Nudge.stage.in_(owed))
    found: dict[str, list[NudgeLine]] = {}
    for entry, line in _lines(session, titles(procedure), *wanted):
        found.setdefault(entry, []).append(line)
    unit_id = actor.unit_id or 0
    pages = owed_pages(session, cycle_id, procedure.has("consolidation"), unit_id=unit_id)
    return [Reminder(lines[-1], len(lines), *pages.of(unit_id, entry)) for entry, lines in found.items()]


def _lines(
    session: Session, named: Mapping[str, str], *wanted: ColumnElement[bool]
) -> list[tuple[str, NudgeLine]]:
    own = (Participant.cycle_id == Nudge.cycle_id) & (Participant.unit_id == Nudge.unit_id)
    statement = (
        select(Nudge, Participant.name, Unit.name, User.name)
        .join(Participant, own)
        .join(Unit, Unit.id == Nudge.by_unit_id)
        .join(User, User.id == Nudge.by_id)
        .where(*wanted)
        .order_by(Participant.code, Participant.name, Nudge.id)
    )
    return [
        (row.stage, NudgeLine(row.unit_id, unit, named[row.stage], row.at, by_unit, by, row.text))
        for row, unit, by_unit, by in session.execute(statement)
    ]
