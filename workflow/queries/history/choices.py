"""What can be chosen on the page of the history: the year, the unit, the items; and where it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor, Post
from workflow.models import Cycle, Participant, Unit
from workflow.queries.history.names import Names
from workflow.queries.history.visible import Reader, Reading
from workflow.queries.units import units_of


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader may choose from; each entry is an id or a number, and what it is called.

    `year` and `unit` say what is being read: the title of the year, "" outside all of them, and the name of
    the unit, "" for all units. Only the chief chooses a unit.
    """

    years: Sequence[tuple[int, str]]
    units: Sequence[tuple[int, str]]
    items: Sequence[tuple[int, str]]
    year: str
    unit: str


def choices(session: Session, actor: Actor, read: Reading) -> Choices:
    """What there is to choose from beside what is being read."""
    wanted = read.wanted
    known = _years(session, actor.unit_id or 0)
    units = _units(session, wanted.cycle_id, actor.unit_id) if read.reader is Reader.CHIEF else []
    return Choices(
        years=known,
        units=units,
        items=Names(session, wanted.cycle_id, ()).items(),
        year=dict(known).get(wanted.cycle_id or 0, ""),
        unit=session.scalar(select(Unit.name).where(Unit.id == wanted.unit_id)) or "",
    )


def beginning(
    session: Session, actor: Actor, cycle_id: int | None, unit_id: int | None, *, outside: bool = False
) -> tuple[int | None, int | None]:
    """The cycle and the unit to show for a choice: the newest year where none is named, the own unit for
    everybody but the chief, who without a unit gets a whole year."""
    known = _years(session, actor.unit_id or 0)
    if cycle_id is None and known and not outside:
        cycle_id = known[0][0]
    if actor.post is not Post.CHIEF or (unit_id is None and cycle_id is None):
        unit_id = actor.unit_id
    return cycle_id, unit_id


def _years(session: Session, unit_id: int) -> Sequence[tuple[int, str]]:
    """The cycles that a unit takes part in or assesses, newest first."""
    own = (Participant.cycle_id == Cycle.id) & (Participant.unit_id == unit_id)
    statement = (
        select(Cycle.id, Cycle.title)
        .outerjoin(Participant, own)
        .where((Cycle.province_id == unit_id) | Participant.id.is_not(None))
        .order_by(Cycle.year.desc(), Cycle.id.desc())
    )
    return [(row.id, row.title) for row in session.execute(statement)]


def _units(session: Session, cycle_id: int | None, province_id: int | None) -> Sequence[tuple[int, str]]:
    """The units of a cycle by code, with their names of that year; outside all cycles those below and the
    assessing unit itself."""
    if cycle_id is None:
        return [(unit.id, unit.name) for unit in units_of(session, province_id or 0)]
    statement = select(Participant.unit_id, Participant.name).where(Participant.cycle_id == cycle_id)
    rows = session.execute(statement.order_by(Participant.code, Participant.name))
    return [(row.unit_id, row.name) for row in rows]
