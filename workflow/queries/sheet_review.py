"""A county's sheet as its prefecture reviews it: before 签收 the envelope, from then on the content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.sheet import INSIDE, SHEET, SheetStage, SheetTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import (
    Remark,
    Report,
    ReportRemark,
    Sheet,
    SpecialClaim,
    Submission,
    Tier,
    User,
)
from workflow.permissions import Scope
from workflow.queries.flow import Passage, passages
from workflow.queries.participants import participant
from workflow.queries.reviewed_content import (
    ReviewedCategory,
    ReviewedClaim,
    ReviewedItem,
    reviewed_content,
)
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.sheet_facts import sheet_facts
from workflow.queries.steps import Step, Way, steps
from workflow.queries.submissions import submissions_of
from workflow.queries.visibility import sees_content
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import lateness
from workflow.scheme.tree import SpecialItem

WAYS = (
    Way(Action.ACKNOWLEDGE_SHEET, SheetTrigger.ACKNOWLEDGE),
    Way(Action.ACCEPT_SHEET, SheetTrigger.ACCEPT),
    Way(Action.RETURN_SHEET, SheetTrigger.RETURN),
    Way(Action.REOPEN_SHEET, SheetTrigger.REOPEN),
)


@dataclass(frozen=True)
class Said:
    """A remark on an item: drafted, or sent when the sheet was returned."""

    item: int
    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class SheetReview:
    """Everything on the review page. `categories` and `claims` are empty until the content may be seen.

    `remarkable`: remarks drafted now can still be sent; `commentable`: opinions on claims can be written.
    """

    sheet: Sheet
    report: Report
    name: str
    submission: Submission | None
    late: timedelta | None
    opened: bool
    remarkable: bool
    commentable: bool
    categories: tuple[ReviewedCategory, ...]
    claims: tuple[ReviewedClaim, ...]
    special: tuple[SpecialItem, ...]
    drafts: Mapping[int, Said]
    sent: Mapping[int, Said]
    named: Sequence[str]
    steps: tuple[Step, ...]
    way: Sequence[Passage]

    @property
    def total(self) -> Decimal:
        """Sum of the marks of all items."""
        return sum((category.total for category in self.categories), Decimal(0))

    @property
    def bonus(self) -> Decimal:
        """What 加减分项 come to, outside the full mark."""
        return sum((category.bonus for category in self.categories), Decimal(0))

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
    report = _report(session, sheet, scope)
    submissions = submissions_of(session, sheet)
    opened = sees_content(session, actor, sheet, scope)
    remarks = _remarks(session, sheet)
    window = cycle_calendar(session, sheet.cycle_id).sheet(Tier.BELOW, scope.above_id, sheet.unit_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    categories, claims = reviewed_content(session, sheet, submissions) if opened else ((), ())
    return SheetReview(
        sheet=sheet,
        report=report,
        name=participant(session, sheet.cycle_id, sheet.unit_id).name,
        submission=submissions[0] if submissions and sheet.submitted_at else None,
        late=lateness(window, sheet.submitted_at or now),
        opened=opened,
        remarkable=opened and not facts.handed_up and (not _accepted(sheet) or facts.reopening_allowed),
        commentable=opened and not facts.handed_up,
        categories=categories,
        claims=claims,
        special=scheme_of(session, sheet.cycle_id).special,
        drafts={remark.item: said for remark, said in remarks if remark.round is None},
        sent={remark.item: said for remark, said in remarks if remark.round == sheet.round},
        named=_named(session, report, sheet),
        steps=steps(SHEET, sheet.stage, WAYS, facts, actor, scope),
        way=passages(session, SHEET, sheet_id, inside=INSIDE),
    )


def _accepted(sheet: Sheet) -> bool:
    return sheet.stage is SheetStage.ACCEPTED


def _report(session: Session, sheet: Sheet, scope: Scope) -> Report:
    carrier = select(Report).where(Report.cycle_id == sheet.cycle_id, Report.unit_id == scope.above_id)
    report = session.scalar(carrier)
    if report is None:
        raise NotFound
    return report


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
