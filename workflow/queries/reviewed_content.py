"""The content of a county's sheet under review: every answer with what it cost, and what changed since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from workflow.digests import canonical
from workflow.models import Sheet, SpecialClaim, Submission
from workflow.queries.schemes import scheme_of
from workflow.queries.sheets import FilledItem, SheetContent, claim_document, claims_of_unit, sheet_content
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item, SpecialItem


@dataclass(frozen=True)
class Point:
    """One component as answered: the answer in words, and its lines with what each takes off."""

    component: Component
    said: str
    note: str
    lines: tuple[tuple[Line, Decimal], ...]


@dataclass(frozen=True)
class ReviewedItem:
    """One item of the sheet; `before` is its mark at the submission that the last return was about."""

    item: Item
    mark: Decimal | None
    points: tuple[Point, ...]
    changed: bool
    before: Decimal | None

    @property
    def full(self) -> bool:
        """Nothing was taken off."""
        return self.mark is not None and self.mark >= self.item.marks


@dataclass(frozen=True)
class ReviewedCategory:
    """One category with its items, and what they add up to in marks."""

    title: str
    full: Decimal
    items: tuple[ReviewedItem, ...]

    @property
    def total(self) -> Decimal:
        """Sum of the marks."""
        return sum((entry.mark or Decimal(0) for entry in self.items), Decimal(0))


@dataclass(frozen=True)
class ReviewedClaim:
    """A special claim, with its item's rule and the words of its option."""

    claim: SpecialClaim
    special: SpecialItem
    option: str
    changed: bool


def reviewed_content(
    session: Session, sheet: Sheet, submissions: Sequence[Submission]
) -> tuple[tuple[ReviewedCategory, ...], tuple[ReviewedClaim, ...]]:
    """Categories and claims, compared with the submission that the last return was about."""
    scheme = scheme_of(session, sheet.cycle_id)
    content = sheet_content(session, sheet.id)
    before = _before(sheet, submissions)
    claims = claims_of_unit(session, sheet.cycle_id, sheet.unit_id)
    return _categories(scheme, content, before), _claims(scheme, claims, before)


def _before(sheet: Sheet, submissions: Sequence[Submission]) -> dict[str, Any] | None:
    """What was handed up the last time before the present round; None in the first."""
    older = (json.loads(submission.content) for submission in submissions)
    return next((content for content in older if content["round"] < sheet.round), None)


def _categories(
    scheme: Scheme, content: SheetContent, before: dict[str, Any] | None
) -> tuple[ReviewedCategory, ...]:
    standing = {entry["item"]: entry for entry in json.loads(canonical(content.document()))}
    earlier = {entry["item"]: entry for entry in before["items"]} if before else standing
    return tuple(
        ReviewedCategory(
            category.title,
            category.total,
            tuple(_item(item, content.items.get(item.number), standing, earlier) for item in category.items),
        )
        for category in scheme.categories
    )


def _item(
    item: Item, filled: FilledItem | None, standing: Mapping[int, Any], earlier: Mapping[int, Any]
) -> ReviewedItem:
    new, old = standing.get(item.number, {}), earlier.get(item.number, {})
    changed = new.get("answers") != old.get("answers")
    return ReviewedItem(
        item=item,
        mark=filled.mark if filled else None,
        points=tuple(_point(component, filled) for component in item.components) if filled else (),
        changed=changed,
        before=Decimal(old["mark"]) if changed and old else None,
    )


def _point(component: Component, filled: FilledItem) -> Point:
    answer = filled.answers[component.key]
    return Point(
        component=component,
        said=_said(component, answer),
        note=answer.note,
        lines=tuple(zip(answer.lines, filled.amounts[component.key], strict=True)),
    )


def _said(component: Component, answer: Answer) -> str:
    asked = component.rule.asked
    if not asked.causes or answer.value == NOT_OCCURRED:
        return asked.said(answer.value)
    return f"扣分情形 {sum(line.count for line in answer.lines)} 件" if answer.lines else "没有扣分情形"


def _claims(
    scheme: Scheme, claims: Sequence[SpecialClaim], before: dict[str, Any] | None
) -> tuple[ReviewedClaim, ...]:
    known = before["claims"] if before else None
    reviewed = []
    for claim in claims:
        special = scheme.special_item(claim.item)
        document = json.loads(canonical(claim_document(claim)))
        changed = known is not None and document not in known
        reviewed.append(ReviewedClaim(claim, special, special.rule.asked.said(claim.option), changed))
    return tuple(reviewed)
