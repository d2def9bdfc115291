"""How ids and keys of events are called: read in bulk, each table at most once for all events of a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.models import Base, Division, Participant, Remark, ReportRemark, Unit, User
from workflow.queries.schemes import scheme_of
from workflow.queries.told import item_name
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Item, SpecialItem

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as it is told: whose, which object, and what it kept as `before` and `after`."""

    seq: int
    at: datetime
    name: str
    object_id: int | None
    unit_id: int | None
    before: Content = field(default_factory=dict)
    after: Content = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What kind of thing it is about."""
        return self.name.partition(".")[0]


class Names:
    """What the facts name by id or key: items, people, divisions, units, remarks."""

    def __init__(self, session: Session, cycle_id: int | None, facts: Sequence[Fact]) -> None:
        self._session = session
        self._cycle_id = cycle_id
        self._facts = facts

    @cached_property
    def scheme(self) -> Scheme | None:
        """The scheme of the cycle; None outside all cycles."""
        return None if self._cycle_id is None else scheme_of(self._session, self._cycle_id)

    def scheme_for(self, unit_id: int | None) -> Scheme | None:
        """The scheme as it applies to a unit."""
        if self.scheme is None or not self.scheme.groups:
            return self.scheme
        group = self._groups.get(unit_id or 0)
        return self.scheme if group is None else self._variant(group)

    @cached_property
    def _variants(self) -> dict[str, Scheme]:
        return {}

    def _variant(self, group: str) -> Scheme:
        if group not in self._variants:
            assert self.scheme is not None
            self._variants[group] = self.scheme.variant(group)
        return self._variants[group]

    @cached_property
    def _groups(self) -> Mapping[int, str]:
        statement = select(Participant.unit_id, Participant.group)
        rows = self._session.execute(statement.where(Participant.cycle_id == self._cycle_id))
        return {row.unit_id: row.group for row in rows}

    @cached_property
    def _items(self) -> Mapping[int, Item | SpecialItem]:
        listed: list[Item | SpecialItem] = [*self.scheme.items, *self.scheme.special] if self.scheme else []
        return {item.number: item for item in listed}

    def items(self) -> Sequence[tuple[int, str]]:
        """All items of the scheme: number, and label with title."""
        return [(number, self.item(number)) for number in self._items]

    def item(self, number: int) -> str:
        """An item by label and title: "第 11 项 内控管理"."""
        item = self._items.get(number)
        label = item_name(item) if isinstance(item, Item) else f"第 {number} 项"
        return f"{label} {item.title}" if item else label

    def person(self, user_id: Any) -> str:
        """A person by the name that the account has."""
        return self._people.get(user_id, "")

    @cached_property
    def _people(self) -> Mapping[int, str]:
        ids = {side.get("user_id") for fact in self._facts for side in (fact.before, fact.after)}
        ids |= {fact.object_id for fact in self._facts if fact.noun == "account"}
        return self._called(User, User.name, User.id.in_(ids - {None}))

    def division(self, division_id: Any) -> str:
        """A division by its name."""
        return self._divisions.get(division_id, "")

    @cached_property
    def _divisions(self) -> Mapping[int, str]:
        return self._called(Division, Division.name)

    def unit(self, unit_id: Any) -> str:
        """A unit by its name."""
        return self._units.get(unit_id, "")

    @cached_property
    def _units(self) -> Mapping[int, str]:
        return self._called(Unit, Unit.name)

    def _called(
        self, model: type[Base], name: InstrumentedAttribute[str], *wanted: ColumnElement[bool]
    ) -> Mapping[int, str]:
        identity = model.__table__.c.id
        rows = self._session.execute(select(identity, name).where(*wanted))
        return {row[0]: row[1] for row in rows}

    def remarks(self, fact: Fact) -> Iterable[tuple[str, str]]:
        """What was written to a unit when its form was returned: about what, and the text."""
        return self._remarks.get((fact.noun, fact.object_id, fact.after.get("round")), ())

    @cached_property
    def _remarks(self) -> Mapping[tuple[Any, ...], Sequence[tuple[str, str]]]:
        found: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
        for noun, rows in (("sheet", self._of_sheets()), ("report", self._of_reports())):
            for object_id, number, about, text in rows:
                found.setdefault((noun, object_id, number), []).append((about, text))
        return found

    def _of_sheets(self) -> Iterable[tuple[int, int | None, str, str]]:
        sent = (Remark.sheet_id.in_(self._returned("sheet")), Remark.round.is_not(None))
        for row in self._session.scalars(select(Remark).where(*sent).order_by(Remark.item)):
            yield row.sheet_id, row.round, self.item(row.item), row.text

    def _of_reports(self) -> Iterable[tuple[int, int | None, str, str]]:
        sent = select(ReportRemark).where(ReportRemark.report_id.in_(self._returned("report")))
        for row in self._session.scalars(sent.order_by(ReportRemark.id)):
            about = self.unit(row.county_id) if row.item is None else self.item(row.item)
            yield row.report_id, row.round, about, row.text

    def _returned(self, noun: str) -> set[int | None]:
        return {fact.object_id for fact in self._facts if fact.noun == noun and "round" in fact.after}
