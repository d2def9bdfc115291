"""A county's sheet as its prefecture reviews it: before 签收 the envelope, from then on the content."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.sheet import SHEET, SheetTrigger
from workflow.actor import Actor
from workflow.digests import canonical
from workflow.errors import NotFound
from workflow.models import (
    Level,
    Participant,
    Remark,
    Report,
    ReportRemark,
    Sheet,
    SpecialClaim,
    Submission,
    User,
)
from workflow.permissions import Action, Scope
from workflow.queries.flow import Passage, passages
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.sheet_facts import sheet_facts
from workflow.queries.sheets import FilledItem, SheetContent, claim_document, claims_of_unit, sheet_content
from workflow.queries.steps import Step, Way, steps
from workflow.queries.visibility import sees_content
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import lateness
from workflow.rules.kinds.answers import Line
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item, SpecialItem

WAYS = (
    Way(Action.ACKNOWLEDGE_SHEET, SheetTrigger.ACKNOWLEDGE),
    Way(Action.ACCEPT_SHEET, SheetTrigger.ACCEPT),
    Way(Action.RETURN_SHEET, SheetTrigger.RETURN),
    Way(Action.REOPEN_SHEET, SheetTrigger.REOPEN),
)
INSIDE = (SheetTrigger.START, SheetTrigger.FINISH, SheetTrigger.SEND_BACK)


@dataclass(frozen=True)
class Point:
    """One component as answered: the answer in words, and its lines with what each takes off."""

    component: Component
    said: str
    note: str
    lines: tuple[tuple[Line, Decimal], ...]


@dataclass(frozen=True)
class Said:
    """A remark on an item: drafted, or sent when the sheet was returned."""

    item: int
    text: str
    author: str
    at: datetime


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


@dataclass(frozen=True)
class SheetReview:
    """Everything on the review page. `categories` and `claims` are empty until the content may be seen."""

    sheet: Sheet
    report: Report
    name: str
    receiver: str
    submission: Submission | None
    late: timedelta | None
    opened: bool
    categories: tuple[ReviewedCategory, ...]
    claims: tuple[ReviewedClaim, ...]
    drafts: Mapping[int, Said]
    sent: Mapping[int, Said]
    named: Sequence[str]
    steps: tuple[Step, ...]
    way: Sequence[Passage]

    @property
    def items(self) -> tuple[ReviewedItem, ...]:
        """All items, in order."""
        return tuple(item for category in self.categories for item in category.items)

    def step(self, action: str) -> Step | None:
        """The act of that name, where the stage knows it."""
        return next((step for step in self.steps if step.action.value == action), None)


def sheet_review(session: Session, actor: Actor, now: datetime, sheet_id: int) -> SheetReview:
    """The review page of one county's sheet, in a fixed number of statements. Raises NotFound."""
    scope = object_scope(session, Sheet, sheet_id)
    sheet = session.get_one(Sheet, sheet_id)
    report, receiver = _report(session, sheet, scope)
    submissions = _submissions(session, sheet_id)
    opened = sees_content(session, actor, sheet, scope)
    remarks = _remarks(session, sheet)
    window = cycle_calendar(session, sheet.cycle_id).sheet(Level.COUNTY, scope.above_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    categories, claims = _content(session, sheet, submissions) if opened else ((), ())
    return SheetReview(
        sheet=sheet,
        report=report,
        name=_name(session, sheet.cycle_id, sheet.unit_id),
        receiver=receiver,
        submission=submissions[0] if submissions and sheet.submitted_at else None,
        late=lateness(window, sheet.submitted_at or now),
        opened=opened,
        categories=categories,
        claims=claims,
        drafts={remark.item: said for remark, said in remarks if remark.round is None},
        sent={remark.item: said for remark, said in remarks if remark.round == sheet.round},
        named=_named(session, report, sheet),
        steps=steps(SHEET, sheet.stage, WAYS, facts, actor, scope),
        way=passages(session, SHEET, sheet_id, inside=INSIDE),
    )


def _report(session: Session, sheet: Sheet, scope: Scope) -> tuple[Report, str]:
    statement = (
        select(Report, Participant.name)
        .join(
            Participant, (Participant.cycle_id == Report.cycle_id) & (Participant.unit_id == Report.unit_id)
        )
        .where(Report.cycle_id == sheet.cycle_id, Report.unit_id == scope.above_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _name(session: Session, cycle_id: int, unit_id: int) -> str:
    statement = select(Participant.name).where(
        Participant.cycle_id == cycle_id, Participant.unit_id == unit_id
    )
    return session.scalars(statement).one()


def _submissions(session: Session, sheet_id: int) -> Sequence[Submission]:
    newest_first = select(Submission).where(Submission.sheet_id == sheet_id)
    return session.scalars(newest_first.order_by(Submission.number.desc())).all()


def _remarks(session: Session, sheet: Sheet) -> list[tuple[Remark, Said]]:
    statement = (
        select(Remark, User.name)
        .join(User, User.id == Remark.author_id)
        .where(Remark.sheet_id == sheet.id)
        .order_by(Remark.item)
    )
    return [
        (remark, Said(remark.item, remark.text, name, remark.at))
        for remark, name in session.execute(statement)
    ]


def _named(session: Session, report: Report, sheet: Sheet) -> Sequence[str]:
    """What the province said about this county when it last returned the report."""
    statement = select(ReportRemark.text).where(
        ReportRemark.report_id == report.id,
        ReportRemark.round == report.round,
        ReportRemark.county_id == sheet.unit_id,
    )
    return session.scalars(statement).all()


def _content(
    session: Session, sheet: Sheet, submissions: Sequence[Submission]
) -> tuple[tuple[ReviewedCategory, ...], tuple[ReviewedClaim, ...]]:
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
        said=component.rule.asked.said(answer.value),
        note=answer.note,
        lines=tuple(zip(answer.lines, filled.amounts[component.key], strict=True)),
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


def sheet_of_claim(session: Session, claim_id: int) -> int:
    """The sheet that a claim travels with."""
    statement = (
        select(Sheet.id)
        .join(
            SpecialClaim, (SpecialClaim.cycle_id == Sheet.cycle_id) & (SpecialClaim.unit_id == Sheet.unit_id)
        )
        .where(SpecialClaim.id == claim_id)
    )
    return session.scalars(statement).one()
