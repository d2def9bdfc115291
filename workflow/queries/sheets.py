"""What stands on a self sheet, and what its guards must know."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from workflow.models import Answer as AnswerRow
from workflow.models import Deduction, Entry, EntryHand, Remark, Sheet, SpecialClaim, User
from workflow.rules.answer_records import answer_record
from workflow.rules.kinds.answers import Answer, Line
from workflow.scheme.document import Scheme
from workflow.scheme.marking import ItemMark, mark_item
from workflow.scheme.scoring import absent_mark
from workflow.scheme.totals import rescaled
from workflow.scheme.tree import Item

_Answered = tuple[Answer, tuple[Decimal, ...]]
"""An answer and what each of its lines costs, in marks; what it adds is a negative cost."""


S = TypeVar("S", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class FilledItem:
    """One saved item: its answers by component, its mark (None: 待定), its version, who saved it when.

    One that does not apply to the unit has no answers but the reason in `not_applicable`, and, once the level
    above has confirmed it, by whom and when.
    """

    id: int
    number: int
    version: int
    mark: Decimal | None
    answers: Mapping[str, Answer]
    amounts: Mapping[str, tuple[Decimal, ...]]
    saved_by: str
    saved_at: datetime
    not_applicable: str = ""
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class SheetContent:
    """All saved items of a sheet by number."""

    items: Mapping[int, FilledItem] = field(default_factory=dict)

    @property
    def marks(self) -> dict[int, Decimal]:
        """The marks of the saved items, by number, as far as they are known; a scheme adds them up."""
        return {number: item.mark for number, item in self.items.items() if item.mark is not None}

    @property
    def waiting(self) -> tuple[int, ...]:
        """The saved items whose marks wait for the whole group (待定)."""
        return tuple(sorted(self.items.keys() - self.marks.keys()))

    @property
    def absent(self) -> frozenset[int]:
        """The items that were declared not to apply to the unit."""
        return frozenset(number for number, item in self.items.items() if item.not_applicable)

    def total(self, scheme: Scheme) -> Decimal:
        """The total of the marks that are known, as the scheme adds them up."""
        return rescaled(scheme, scheme.total(self.marks), self.absent)[0]

    def rescaling(self, scheme: Scheme) -> str:
        """How the total was scaled up where items do not apply; nothing where it was not."""
        return rescaled(scheme, scheme.total(self.marks), self.absent)[1]

    def document(self) -> list[dict[str, Any]]:
        """The content as plain data in the order of items: what a submission keeps and digests."""
        return [{"item": number, **item_record(self.items[number])} for number in sorted(self.items)]


_CONFIRMER = aliased(User)
_OF_SHEET = Entry.sheet_id == bindparam("sheet_id")
_ENTRIES = (
    select(
        Entry.id,
        Entry.item,
        Entry.version,
        Entry.mark,
        User.name,
        Entry.saved_at,
        Entry.not_applicable,
        _CONFIRMER.name.label("confirmed_by"),
        Entry.confirmed_at,
    )
    .join(User, User.id == Entry.saved_by_id)
    .outerjoin(_CONFIRMER, _CONFIRMER.id == Entry.confirmed_by_id)
    .where(_OF_SHEET)
)
_DEDUCTIONS = select(Deduction).join(Entry).where(_OF_SHEET).order_by(Deduction.position)
_ANSWERS = (
    select(AnswerRow.entry_id, AnswerRow.component, AnswerRow.value, AnswerRow.note, AnswerRow.figures)
    .join(Entry)
    .where(_OF_SHEET)
)


def sheet_content(session: Session, sheet_id: int, numbers: Sequence[int] | None = None) -> SheetContent:
    """The saved items of a sheet (or only those of `numbers`), in three statements."""
    of_sheet = {"sheet_id": sheet_id}
    answers = _answers(session, of_sheet, numbers)
    entries = session.execute(_only(_ENTRIES, numbers), of_sheet)
    return SheetContent({row.item: _filled(row, answers.get(row.id, {})) for row in entries})


def _only(statement: S, numbers: Sequence[int] | None) -> S:
    return statement if numbers is None else statement.where(Entry.item.in_(numbers))


def _answers(
    session: Session, of_sheet: Mapping[str, int], numbers: Sequence[int] | None
) -> dict[int, dict[str, _Answered]]:
    """By entry and component: what was answered and what each of its lines costs."""
    lines: dict[tuple[int, str], list[Deduction]] = {}
    for deduction in session.scalars(_only(_DEDUCTIONS, numbers), of_sheet):
        lines.setdefault((deduction.entry_id, deduction.component), []).append(deduction)
    rows = session.execute(_only(_ANSWERS, numbers), of_sheet)
    answers: dict[int, dict[str, _Answered]] = {}
    for row in rows:
        own = lines.get((row.entry_id, row.component), ())
        answer = Answer(row.value, tuple(map(_line, own)), row.note, json.loads(row.figures))
        answers.setdefault(row.entry_id, {})[row.component] = answer, tuple(line.amount for line in own)
    return answers


def _filled(row: Row[*tuple[Any, ...]], answered: Mapping[str, _Answered]) -> FilledItem:
    answers = {component: answer for component, (answer, _) in answered.items()}
    amounts = {component: costs for component, (_, costs) in answered.items()}
    absence = (row.not_applicable, row.confirmed_by or "", row.confirmed_at)
    return FilledItem(
        row.id, row.item, row.version, row.mark, answers, amounts, row.name, row.saved_at, *absence
    )


def _line(row: Deduction) -> Line:
    flags = tuple(json.loads(row.flags))
    return Line(row.case, row.reason, row.count, row.cause, row.chosen, flags)


def item_record(item: FilledItem) -> dict[str, Any]:
    """What stands on one item as plain data: what a submission digests and the history keeps.

    It does not change when the level above confirms that an item does not apply.
    """
    absence = {"not_applicable": item.not_applicable} if item.not_applicable else {}
    return {
        **absence,
        "version": item.version,
        "mark": item.mark,
        "answers": [
            {"component": key, **answer_record(answer), "amounts": list(item.amounts[key])}
            for key, answer in sorted(item.answers.items())
        ],
    }


def came_about(scheme: Scheme, item: Item, filled: FilledItem) -> ItemMark:
    """How a filled item came by its mark: by its answers, or because it does not apply to the unit."""
    if filled.not_applicable:
        return absent_mark(scheme, item, filled.not_applicable)
    return mark_item(item, filled.answers)


def filled_count(session: Session, sheet_id: int) -> int:
    """How many items of a sheet are filled."""
    return session.scalar(select(func.count()).select_from(Entry).where(Entry.sheet_id == sheet_id)) or 0


def reopened_items(session: Session, sheet: Sheet) -> frozenset[int] | None:
    """The items that the last return reopened; None when all are open (never returned)."""
    if sheet.round == 0:
        return None
    numbers = select(Remark.item).where(Remark.sheet_id == sheet.id, Remark.round == sheet.round)
    return frozenset(session.scalars(numbers))


def has_filled(session: Session, sheet_id: int, user_id: int | None) -> bool:
    """Whether a person ever saved anything on a sheet."""
    return user_id is not None and session.get(EntryHand, (sheet_id, user_id)) is not None


_CLAIMS = (
    select(SpecialClaim)
    .where(
        SpecialClaim.cycle_id == bindparam("cycle_id"),
        SpecialClaim.unit_id == bindparam("unit_id"),
        SpecialClaim.by_province.is_(False),
    )
    .order_by(SpecialClaim.item, SpecialClaim.id)
)


def claims_of_unit(session: Session, cycle_id: int, unit_id: int) -> list[SpecialClaim]:
    """The special claims that a unit makes for itself in a cycle, in the order of items."""
    return list(session.scalars(_CLAIMS, {"cycle_id": cycle_id, "unit_id": unit_id}))


def claim_document(claim: SpecialClaim) -> dict[str, Any]:
    """A claim as plain data: what a submission keeps and digests."""
    return {
        "item": claim.item,
        "option": claim.option,
        "amount": claim.amount,
        "title": claim.title,
        "issuing_body": claim.issuing_body,
        "document_number": claim.document_number,
        "document_date": claim.document_date,
        "description": claim.description,
    }
