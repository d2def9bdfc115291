"""A county's sheet as its prefecture reviews it: before 签收 the envelope, from then on the content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.sheet import SHEET, SheetStage, SheetTrigger
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
from workflow.queries.changes import Changes, sheet_changes
from workflow.queries.flow import Passage, passages
from workflow.queries.notes import Notes, notes_on
from workflow.queries.participants import participant
from workflow.queries.reviewed_content import (
    ReviewedCategory,
    ReviewedClaim,
    ReviewedContent,
    ReviewedItem,
    reviewed_content,
)
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.sheet_facts import sheet_facts
from workflow.queries.sheets import FilledItem
from workflow.queries.steps import Step, Way, steps
from workflow.queries.submissions import submissions_of
from workflow.queries.told import item_name
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
    """Everything on the review page. `content` is empty until it may be seen; `changes` since the last
    return, None in the first round; `notes` of the visitor's unit.

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
    content: ReviewedContent
    changes: Changes | None
    notes: Notes
    special: tuple[SpecialItem, ...]
    drafts: Mapping[int, Said]
    sent: Mapping[int, Said]
    named: Sequence[str]
    allowed: str
    steps: tuple[Step, ...]
    way: Sequence[Passage]

    @property
    def categories(self) -> tuple[ReviewedCategory, ...]:
        """The categories with their items."""
        return self.content.categories

    @property
    def claims(self) -> tuple[ReviewedClaim, ...]:
        """The special claims."""
        return self.content.claims

    @property
    def total(self) -> Decimal:
        """What the marks of all items come to."""
        return self.content.total

    @property
    def absent(self) -> tuple[tuple[str, str, FilledItem], ...]:
        """Name, title and content of the items that were declared not to apply, confirmed or not."""
        return tuple(
            (item_name(entry.item), entry.item.title, entry.filled)
            for entry in self.items
            if entry.filled and entry.filled.not_applicable
        )

    @property
    def choices(self) -> tuple[tuple[int, str, str], ...]:
        """Number, label and title of everything that a note can be about."""
        items = tuple((entry.item.number, entry.item.label, entry.item.title) for entry in self.items)
        return (*items, *((entry.number, str(entry.number), entry.title) for entry in self.special))

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
    sent = {remark.item: said for remark, said in remarks if remark.round == sheet.round}
    asked, scheme = {n: said.text for n, said in sent.items()}, scheme_of(session, sheet.cycle_id)
    return SheetReview(
        sheet=sheet,
        report=report,
        name=participant(session, sheet.cycle_id, sheet.unit_id).name,
        submission=submissions[0] if submissions and sheet.submitted_at else None,
        late=lateness(window, sheet.submitted_at or now),
        opened=opened,
        remarkable=opened and not facts.handed_up and (not _accepted(sheet) or facts.reopening_allowed),
        commentable=opened and not facts.handed_up,
        content=reviewed_content(session, sheet, submissions) if opened else ReviewedContent(),
        changes=sheet_changes(scheme, sheet.round, submissions, asked) if opened else None,
        notes=notes_on(session, actor, sheet.id),
        special=scheme.special,
        drafts={remark.item: said for remark, said in remarks if remark.round is None},
        sent=sent,
        named=_named(session, report, sheet),
        allowed=facts.allowed,
        steps=steps(SHEET, sheet.stage, WAYS, facts, actor, scope),
        way=passages(session, SHEET, sheet_id, inside=SHEET.inside),
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
