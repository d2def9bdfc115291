"""What a unit changed after a return: the version that was returned beside the one that came again."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Report, Submission
from workflow.points import from_ratio_text
from workflow.queries.points import Point, point
from workflow.rules.comparison import (
    ClaimsChange,
    ItemChange,
    TermChange,
    Version,
    claim_changes,
    item_changes,
    term_changes,
)
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item, SpecialItem


@dataclass(frozen=True)
class PointChange:
    """One component of an item, as answered before and after (None: not answered)."""

    component: Component
    before: Point | None
    after: Point | None

    @property
    def changed(self) -> bool:
        """Whether the answer is another."""
        return self.before != self.after


@dataclass(frozen=True)
class ChangedItem:
    """An item that the return named or that differs, with the remark that asked for it."""

    item: Item
    change: ItemChange
    remark: str
    points: tuple[PointChange, ...]


@dataclass(frozen=True)
class ChangedClaims:
    """A special item whose claims the return named or that differ, with the remark."""

    special: SpecialItem
    change: ClaimsChange
    remark: str


@dataclass(frozen=True)
class Changes:
    """Two submissions of one sheet side by side; `unchanged` items are the same and were not asked for."""

    before_at: datetime
    after_at: datetime
    items: tuple[ChangedItem, ...]
    claims: tuple[ChangedClaims, ...]
    unchanged: int

    @property
    def untouched(self) -> tuple[ChangedItem, ...]:
        """Items that the return named and nobody has changed."""
        return tuple(entry for entry in self.items if not entry.change.changed)


@dataclass(frozen=True)
class ReportChanges:
    """A consolidation that came again beside the one that was returned: every term with the remark on it,
    if any, and where sheets were handed up anew what changed on them, by name. Scores are exact."""

    before_at: datetime
    after_at: datetime
    before_score: Fraction | None
    after_score: Fraction | None
    statements: tuple[str, str]
    terms: tuple[tuple[TermChange, str], ...]
    sheets: tuple[tuple[str, Changes], ...]


def sheet_changes(
    scheme: Scheme, number: int, submissions: Sequence[Submission], asked: Mapping[int, str]
) -> Changes | None:
    """The newest of a sheet's submissions beside the one that its return of this number was about.

    `asked`: item → remark of that return. None in the first round, and until the sheet has come again.
    """
    read = [(submission, json.loads(submission.content)) for submission in submissions]
    before = next((entry for entry in read if entry[1]["round"] < number), None)
    if before is None or read[0][1]["round"] < number:
        return None
    return _changes(scheme, before, read[0], asked)


_Read = tuple[Submission, dict[str, Any]]


def _changes(scheme: Scheme, before: _Read, after: _Read, asked: Mapping[int, str]) -> Changes:
    (old, old_content), (new, new_content) = before, after
    changed = item_changes(old_content, new_content, asked.keys())
    special = {entry.number: entry for entry in scheme.special}
    return Changes(
        before_at=old.arrived_at,
        after_at=new.arrived_at,
        items=tuple(
            ChangedItem(item, change, asked.get(change.number, ""), _points(item, change))
            for change in changed
            for item in (scheme.item(change.number),)
        ),
        claims=tuple(
            ChangedClaims(special[change.number], change, asked.get(change.number, ""))
            for change in claim_changes(old_content, new_content, special, asked.keys())
        ),
        unchanged=len(new_content["items"]) - sum(change.after is not None for change in changed),
    )


def _points(item: Item, change: ItemChange) -> tuple[PointChange, ...]:
    return tuple(
        told
        for component in item.components
        for told in (PointChange(component, _told(component, change.before), _told(component, change.after)),)
        if told.before or told.after
    )


def _told(component: Component, version: Version | None) -> Point | None:
    if version is None or component.key not in version.answers:
        return None
    return point(component, version.answers[component.key], version.amounts[component.key])


def report_changes(
    session: Session,
    scheme: Scheme,
    report: Report,
    submissions: Sequence[Submission],
    sheets: Mapping[int, int],
    asked: Mapping[int, Mapping[int | None, str]],
) -> ReportChanges | None:
    """The newest of a report's submissions beside the one that its last return was about.

    `sheets`: unit → its sheet; `asked`: unit → item → remark, None for a county as a whole. None in the first
    round, and until the report has come again. Two statements, however many units there are.
    """
    read = [(submission, json.loads(submission.content)) for submission in submissions]
    before = next((entry for entry in read if entry[1]["round"] < report.round), None)
    if before is None or read[0][1]["round"] < report.round:
        return None
    (old, old_content), (new, new_content) = before, read[0]
    terms = term_changes(old_content, new_content, asked.keys())
    named = {unit: {n: text for n, text in told.items() if n is not None} for unit, told in asked.items()}
    pairs = _sheet_pairs(session, sheets, old.arrived_at)
    return ReportChanges(
        before_at=old.arrived_at,
        after_at=new.arrived_at,
        before_score=_score(old_content),
        after_score=_score(new_content),
        statements=(old_content["statement"], new_content["statement"]),
        terms=tuple((term, asked.get(term.unit_id, {}).get(None, "")) for term in terms),
        sheets=tuple(
            (term.name, _changes(scheme, *pairs[term.unit_id], named.get(term.unit_id, {})))
            for term in terms
            if term.unit_id in pairs
        ),
    )


def _score(content: Mapping[str, Any]) -> Fraction | None:
    return from_ratio_text(content["self_score"]) if content["self_score"] else None


def _sheet_pairs(
    session: Session, sheets: Mapping[int, int], until: datetime
) -> dict[int, tuple[_Read, _Read]]:
    """Unit → the submission of its sheet that stood at that time, and the newest, where it is another."""
    statement = (
        select(Submission.sheet_id, Submission.id, Submission.arrived_at)
        .where(Submission.sheet_id.in_(sheets.values()))
        .order_by(Submission.number)
    )
    newest: dict[int, int] = {}
    standing: dict[int, int] = {}
    for sheet_id, submission_id, arrived_at in session.execute(statement):
        if sheet_id is not None:
            newest[sheet_id] = submission_id
            standing |= {sheet_id: submission_id} if arrived_at <= until else {}
    wanted = {
        unit: (standing[sheet], newest[sheet])
        for unit, sheet in sheets.items()
        if sheet in standing and standing[sheet] != newest[sheet]
    }
    found = _contents(session, {one for pair in wanted.values() for one in pair})
    return {unit: (found[old], found[new]) for unit, (old, new) in wanted.items()}


def _contents(session: Session, ids: Collection[int]) -> dict[int, _Read]:
    rows = session.scalars(select(Submission).where(Submission.id.in_(ids)))
    return {row.id: (row, json.loads(row.content)) for row in rows}
