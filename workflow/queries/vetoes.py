"""Vetoes (一票否决) of a cycle: which cases stand against which unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Participant, Tier, User, VetoCase
from workflow.queries.schemes import scheme_of
from workflow.rules.consequences import Veto


@dataclass(frozen=True)
class VetoLine:
    """One case with the words of the scheme, and who established it; `live` until it is revoked."""

    id: int
    unit_id: int
    unit_name: str
    veto: Veto
    reason: str
    decided_by: str
    decided_at: datetime
    live: bool


def live_vetoes(session: Session, cycle_id: int) -> tuple[VetoLine, ...]:
    """The cases that stand, oldest first."""
    return _vetoes(session, cycle_id, VetoCase.revoked_at.is_(None))


def _vetoes(session: Session, cycle_id: int, *wanted: ColumnElement[bool]) -> tuple[VetoLine, ...]:
    rows = session.execute(
        select(VetoCase, Participant.name, User.name)
        .join(
            Participant,
            (Participant.cycle_id == VetoCase.cycle_id) & (Participant.unit_id == VetoCase.unit_id),
        )
        .join(User, User.id == VetoCase.decided_by_id)
        .where(VetoCase.cycle_id == cycle_id, *wanted)
        .order_by(VetoCase.id)
    ).all()
    known = {veto.key: veto for veto in scheme_of(session, cycle_id).consequences.vetoes} if rows else {}
    return tuple(
        VetoLine(
            row.id,
            row.unit_id,
            name,
            known[row.veto],
            row.reason,
            by,
            row.decided_at,
            row.revoked_at is None,
        )
        for row, name, by in rows
    )


def vetoes_by_unit(session: Session, cycle_id: int) -> Mapping[int, Sequence[VetoLine]]:
    """Unit → the cases that stand against it."""
    found: dict[int, list[VetoLine]] = {}
    for line in live_vetoes(session, cycle_id):
        found.setdefault(line.unit_id, []).append(line)
    return found


def rankable(session: Session, cycle_id: int) -> list[tuple[int, str]]:
    """Id and name of every ranked unit, in the order of codes."""
    rows = session.execute(
        select(Participant.unit_id, Participant.name)
        .where(Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT)
        .order_by(Participant.code, Participant.unit_id)
    )
    return [(row.unit_id, row.name) for row in rows]


def veto_line(session: Session, veto_id: int) -> VetoLine:
    """One case, revoked ones too. Raises NotFound."""
    row = session.get(VetoCase, veto_id)
    if row is None:
        raise NotFound
    return _vetoes(session, row.cycle_id, VetoCase.id == veto_id)[0]
