"""The content of a county's sheet under review: every answer with what it cost, and what changed since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from workflow.digests import canonical
from workflow.models import Sheet, SpecialClaim, Submission
from workflow.queries.points import Point, point
from workflow.queries.schemes import scheme_for
from workflow.queries.sheets import FilledItem, SheetContent, claim_document, claims_of_unit, sheet_content
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Item, SpecialItem


@dataclass(frozen=True)
class ReviewedItem:
    """One item of the sheet; `mark` is None while it is not filled, or filled and `waiting` (待定).
    `before` is its mark at the submission that the last return was about. `filled` is what is saved."""

    item: Item
    filled: FilledItem | None
    mark: Decimal | None
    points: tuple[Point, ...]
    waiting: bool
    changed: bool
    before: Decimal | None

    @property
    def full(self) -> bool:
        """Nothing was taken off, as far as is known."""
        return self.waiting or (self.mark is not None and self.mark >= self.item.marks)


@dataclass(frozen=True)
class ReviewedCategory:
    """One category with its items: what they add up to in the total, and outside it as 加减分项."""

    title: str
    full: Decimal
    total: Decimal
    bonus: Decimal
    items: tuple[ReviewedItem, ...]


@dataclass(frozen=True)
class ReviewedClaim:
    """A special claim, with its item's rule and the words of its option."""

    claim: SpecialClaim
    special: SpecialItem
    option: str
    changed: bool


@dataclass(frozen=True)
class ReviewedContent:
    """Everything on a sheet, and its total in marks; nothing of it before 签收."""

    categories: tuple[ReviewedCategory, ...] = ()
    claims: tuple[ReviewedClaim, ...] = ()
    total: Decimal = Decimal(0)


def reviewed_content(
    session: Session, sheet: Sheet, submissions: Sequence[Submission]
) -> ReviewedContent:
    """Categories and claims, compared with the submission that the last return was about."""
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    content = sheet_content(session, sheet.id)
    before = _before(sheet, submissions)
    claims = claims_of_unit(session, sheet.cycle_id, sheet.unit_id)
    return ReviewedContent(
        _categories(scheme, content, before), _claims(scheme, claims, before), content.total(scheme)
    )


def _before(sheet: Sheet, submissions: Sequence[Submission]) -> dict[str, Any] | None:
    """What was handed up the last time before the present round; None in the first."""
    older = (json.loads(submission.content) for submission in submissions)
    return next((content for content in older if content["round"] < sheet.round), None)


def _categories(
    scheme: Scheme, content: SheetContent, before: dict[str, Any] | None
) -> tuple[ReviewedCategory, ...]:
    standing = {entry["item"]: entry for entry in json.loads(canonical(content.document()))}
    earlier = {entry["item"]: entry for entry in before["items"]} if before else standing
    known = content.marks
    return tuple(
        ReviewedCategory(
            category.title,
            category.total,
            scheme.total(marks),
            scheme.bonus(marks),
            tuple(_item(item, content.items.get(item.number), standing, earlier) for item in category.items),
        )
        for category in scheme.categories
        for marks in [{item.number: known[item.number] for item in category.items if item.number in known}]
    )


def _item(
    item: Item, filled: FilledItem | None, standing: Mapping[int, Any], earlier: Mapping[int, Any]
) -> ReviewedItem:
    new, old = standing.get(item.number, {}), earlier.get(item.number, {})
    changed = any(new.get(part) != old.get(part) for part in ("answers", "not_applicable"))
    return ReviewedItem(
        item=item,
        filled=filled,
        mark=filled.mark if filled else None,
        points=_points(item, filled) if filled else (),
        waiting=filled is not None and filled.mark is None,
        changed=changed,
        before=Decimal(old["mark"]) if changed and old and old["mark"] is not None else None,
    )


def _points(item: Item, filled: FilledItem) -> tuple[Point, ...]:
    return tuple(
        point(component, filled.answers[component.key], filled.amounts[component.key])
        for component in item.components
        if component.key in filled.answers
    )


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
