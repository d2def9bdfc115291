"""延期: which there are, whom they concern, and why one cannot be granted now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from states.guards import Unmet
from workflow.models import Cycle, Extension, Participant, Tier, Unit, User
from workflow.queries.agenda import titles
from workflow.queries.obligations import obligations
from workflow.queries.participants import participant
from workflow.queries.schemes import scheme_of
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import is_past
from workflow.rules.obligations import Obligation


@dataclass(frozen=True)
class ExtensionLine:
    """One extension as lists show it. `live`: it still moves the unit's deadline into the future."""

    id: int
    cycle_id: int
    unit_id: int
    unit: str
    entry: str
    title: str
    until: datetime
    reason: str
    document_number: str
    granted_by: str
    granted_at: datetime
    revoked_at: datetime | None
    live: bool


def extension_lines(
    session: Session, cycle_id: int, now: datetime, *, unit_id: int | None = None
) -> list[ExtensionLine]:
    """The extensions of a cycle, the newest first; only of one unit and those below it, where asked."""
    statement = _lines().where(Extension.cycle_id == cycle_id)
    if unit_id is not None:
        statement = statement.where(or_(Extension.unit_id == unit_id, Participant.above_id == unit_id))
    named = titles(scheme_of(session, cycle_id).procedure)
    rows = session.execute(statement.order_by(Extension.id.desc()))
    return [_line(row, unit, person, named[row.stage], now) for row, unit, person in rows]


def extension_line(session: Session, extension_id: int, now: datetime) -> ExtensionLine:
    """One extension as lists show it."""
    row, unit, person = session.execute(_lines().where(Extension.id == extension_id)).one()
    named = titles(scheme_of(session, row.cycle_id).procedure)
    return _line(row, unit, person, named[row.stage], now)


def _lines() -> Select[Extension, str, str]:
    own = (Participant.cycle_id == Extension.cycle_id) & (Participant.unit_id == Extension.unit_id)
    return (
        select(Extension, Participant.name, User.name)
        .join(Participant, own)
        .outerjoin(User, User.id == Extension.granted_by_id)
    )


def _line(row: Extension, unit: str, person: str | None, title: str, now: datetime) -> ExtensionLine:
    own = ("id", "cycle_id", "unit_id", "until", "reason", "document_number", "granted_at", "revoked_at")
    return ExtensionLine(
        unit=unit,
        entry=row.stage,
        title=title,
        granted_by=person or "命令行",
        live=not is_past(row.ends_at, now),
        **{name: getattr(row, name) for name in own},
    )


@dataclass(frozen=True)
class ExtensionPage:
    """One unit's page: what it owes with the deadlines that hold for it and what keeps anybody from
    extending them, its extensions with those below it, and the units below that still owe something."""

    unit_id: int
    unit: str
    owed: tuple[tuple[str, Obligation, Sequence[Unmet]], ...]
    lines: Sequence[ExtensionLine]
    below: Sequence[Obligation]

    @property
    def possible(self) -> bool:
        """Whether any of its deadlines can be extended now."""
        return any(not obstacles for _, _, obstacles in self.owed)


def extension_page(session: Session, now: datetime, cycle_id: int, unit_id: int) -> ExtensionPage:
    """The page of one unit. Raises NotFound for a unit that does not take part."""
    named = titles(scheme_of(session, cycle_id).procedure)
    owed = [
        (named[one.entry], one, tuple(extension_obstacles(session, now, cycle_id, one)))
        for one in obligations(session, cycle_id, unit_id=unit_id)
    ]
    return ExtensionPage(
        unit_id=unit_id,
        unit=participant(session, cycle_id, unit_id).name,
        owed=tuple(owed),
        lines=extension_lines(session, cycle_id, now, unit_id=unit_id),
        below=[one for one in obligations(session, cycle_id, above_id=unit_id) if not one.done],
    )


def units_to_extend(session: Session, cycle_id: int) -> list[Obligation]:
    """Everything in a year that still lies with a unit, each unit once."""
    owing = [one for one in obligations(session, cycle_id) if not one.done]
    return list({one.unit_id: one for one in owing}.values())


def extendable(session: Session, cycle_id: int, unit_id: int | None = None) -> dict[str, str]:
    """The entries in which somebody owes something, or one unit does, by their titles."""
    held = {one.entry for one in obligations(session, cycle_id, unit_id=unit_id)}
    named = titles(scheme_of(session, cycle_id).procedure)
    return {entry: title for entry, title in named.items() if entry in held}


def extension_obstacles(session: Session, now: datetime, cycle_id: int, owed: Obligation) -> Sequence[Unmet]:
    """All reasons why a unit cannot be given more time for what it owes now."""
    stage = session.scalars(select(Cycle.stage).where(Cycle.id == cycle_id)).one()
    if stage in OVER:
        return [Unmet(f"年度评定当前状态是“{stage.label}”，不再延期", "")]
    reasons = []
    if owed.done:
        what = "登记" if owed.entry == "liaison" else "上报"
        reasons.append(Unmet(f"{owed.name}已经{what}，不需要延期；要改的由上级退回修改", "上级单位"))
    if owed.window.closed_at and is_past(owed.window.closed_at, now):
        reasons.append(_closed(session, cycle_id, owed))
    return reasons


def _closed(session: Session, cycle_id: int, owed: Obligation) -> Unmet:
    if participant(session, cycle_id, owed.unit_id).tier is Tier.SUBJECT:
        closing, closer = cycle_calendar(session, cycle_id).closing
        return Unmet(f"{closing}，延期不起作用", closer)
    above = session.scalars(select(Unit.name).where(Unit.id == owed.above_id)).one()
    return Unmet(f"{above}已上报汇总，延期不起作用，只有退回汇总才能补报", f"评定负责人退回{above}的汇总")
