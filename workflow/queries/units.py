"""Units, who stands above whom, and which of them take part on a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid, NotFound
from workflow.models import Level, Succession, SuccessionKind, Unit


@dataclass(frozen=True)
class Family:
    """Parents by unit id, for walks up and down without further reads."""

    parents: Mapping[int, int | None]

    def root(self, unit_id: int) -> int:
        """The unit at the top. Raises NotFound for an unknown unit."""
        if unit_id not in self.parents:
            raise NotFound
        above = self.parents[unit_id]
        return unit_id if above is None else self.root(above)

    def below(self, root_id: int) -> list[int]:
        """The ids of a unit and of everything under it."""
        return [unit_id for unit_id in self.parents if root_id in self._upwards(unit_id)]

    def _upwards(self, unit_id: int | None) -> Iterator[int]:
        while unit_id is not None:
            yield unit_id
            unit_id = self.parents[unit_id]


@dataclass(frozen=True)
class UnitLine:
    """One unit as lists show it; `parent` is the name of the unit above."""

    id: int
    code: str | None
    name: str
    level: Level
    type: str
    parent: str
    group: str
    phone: str
    valid_from: date | None
    valid_to: date | None
    single_handed: bool

    @property
    def searched(self) -> str:
        """What a search looks through."""
        return " ".join((self.code or "", self.name, self.type, self.parent, self.level.label))


@dataclass(frozen=True)
class SuccessionLine:
    """One unit follows another from a day on."""

    from_id: int
    from_name: str
    to_id: int
    to_name: str
    on: date
    kind: SuccessionKind


def family(session: Session) -> Family:
    """All units' parents, in one statement."""
    rows = session.execute(select(Unit.id, Unit.parent_id))
    return Family({row.id: row.parent_id for row in rows})


def top_units(session: Session, level: Level | None = None) -> Sequence[Unit]:
    """Every unit that has none above it, by id; with `level` only those of that level."""
    tops = select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)
    return session.scalars(tops.where(Unit.level == level) if level else tops).all()


def only_top(session: Session, level: Level | None = None) -> int:
    """The top unit of a database that holds one, of a level where asked. Raises Invalid (`province`)."""
    known = top_units(session, level)
    if len(known) != 1:
        kind = f"{level.label}的" if level else ""
        raise Invalid({"province": f"库中有 {len(known)} 个{kind}最上级单位，应恰有一个：先导入单位。"})
    return known[0].id


def named(session: Session, text: str) -> Sequence[Unit]:
    """Units whose code or name this is."""
    return session.scalars(select(Unit).where((Unit.code == text) | (Unit.name == text))).all()


def units_of(session: Session, province_id: int, on: date | None = None) -> list[Unit]:
    """The province and all units under it by code, then name; with `on` only those valid on that day."""
    inside = family(session).below(province_id)
    rows = session.scalars(select(Unit).where(Unit.id.in_(inside)))
    found = [unit for unit in rows if on is None or valid_on(unit, on)]
    return sorted(found, key=lambda unit: (unit.code or "~", unit.name))


class Called(Protocol):
    """A unit, or its part in a year."""

    name: Any
    code: Any


C = TypeVar("C", bound=Called)


def by_word(units: Iterable[C]) -> Mapping[str, Sequence[C]]:
    """What a table calls units by: code or name → the units that are called so. Below different units there
    may be namesakes."""
    found: dict[str, list[C]] = {}
    for unit in units:
        for word in {unit.code, unit.name} - {None, ""}:
            found.setdefault(word, []).append(unit)
    return found


def valid_on(unit: Unit, day: date) -> bool:
    """Whether a unit exists on a Shanghai day, both ends of its validity inclusive."""
    begun = unit.valid_from is None or unit.valid_from <= day
    return begun and (unit.valid_to is None or day <= unit.valid_to)


def unit_lines(session: Session, province_id: int) -> list[UnitLine]:
    """The province and all units under it as lists show them, by code, then name."""
    units = units_of(session, province_id)
    names = {unit.id: unit.name for unit in units}
    return [
        UnitLine(
            parent=names.get(unit.parent_id or 0, ""),
            **{name: getattr(unit, name) for name in UnitLine.__dataclass_fields__ if name != "parent"},
        )
        for unit in units
    ]


def succession_lines(session: Session, province_id: int) -> list[SuccessionLine]:
    """Which unit follows which, newest first."""
    names = {unit.id: unit.name for unit in units_of(session, province_id)}
    statement = select(Succession).where(Succession.to_unit_id.in_(names))
    return [
        SuccessionLine(
            row.from_unit_id, names[row.from_unit_id], row.to_unit_id, names[row.to_unit_id], row.on, row.kind
        )
        for row in session.scalars(statement.order_by(Succession.on.desc(), Succession.id))
    ]
