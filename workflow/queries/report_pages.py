"""A prefecture's report as the province reviews it: before 签收 the envelope, from then on everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.engine import unmet
from states.guards import Unmet
from states.report import OPENED_REPORT, REPORT, ReportTrigger
from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import (
    Deduction,
    Entry,
    Participant,
    Report,
    ReportRemark,
    Sheet,
    SpecialClaim,
    Submission,
    User,
)
from workflow.queries.changes import Changes, ReportChanges, report_changes, sheet_changes
from workflow.queries.consolidations import PrefectureTerms, prefecture_terms
from workflow.queries.missing import decision_obstacles
from workflow.queries.notes import Notes, notes_on
from workflow.queries.report_facts import report_facts
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.submissions import submissions_of
from workflow.queries.told import item_name
from workflow.rules.consolidation import Consolidation
from workflow.scheme.document import Scheme
from workflow.scheme.terms import Weights


@dataclass(frozen=True)
class OwnItem:
    """One item of the own-level sheet in brief; `mark` is None for special items, which carry claims.
    One that does not apply to the unit has its reason, and by whom and when that was confirmed."""

    number: int
    name: str
    label: str
    title: str
    full: Decimal | None
    lines: int
    mark: Decimal | None = None
    version: int = 0
    not_applicable: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None


_Remarks = Sequence[tuple[ReportRemark, str, str]]


@dataclass(frozen=True)
class ReportContent:
    """What lies under the seal until 签收. `changes` since the last return; of a report that only carries the
    own sheet they are `own_changes`."""

    consolidation: Consolidation | None = None
    items: tuple[OwnItem, ...] = ()
    changes: ReportChanges | None = None
    own_changes: Changes | None = None

    @property
    def absent(self) -> tuple[tuple[str, str, OwnItem], ...]:
        """Name, title and content of the own items that were declared not to apply, confirmed or not."""
        return tuple((item.name, item.title, item) for item in self.items if item.not_applicable)

    @property
    def choices(self) -> tuple[tuple[int, str, str], ...]:
        """Number, label and title of everything that a note can be about."""
        return tuple((item.number, item.label, item.title) for item in self.items)


@dataclass(frozen=True)
class ReportReview:
    """Everything on the review page; `content` is empty until 签收.

    `remarks` stand with the item or unit that each is about, and with their author. `notes` are those of the
    visitor's unit on the own sheet, `allowed` says how often a report may be returned.
    """

    report: Report
    name: str
    terms: PrefectureTerms
    weights: Weights
    submissions: Sequence[Submission]
    remarks: _Remarks
    unmet: Mapping[ReportTrigger, tuple[Unmet, ...]]
    zero_unmet: tuple[Unmet, ...]
    consolidates: bool
    content: ReportContent
    notes: Notes
    allowed: str

    @property
    def title(self) -> str:
        """What is reviewed: a consolidation, or the sheet that the report only carries."""
        return f"{self.name}的{'汇总' if self.consolidates else '评定表'}"

    @property
    def opened(self) -> bool:
        """Whether the province sees the content."""
        return self.report.stage in OPENED_REPORT


def report_review(session: Session, report_id: int, actor: Actor, now: datetime) -> ReportReview:
    """The report of one prefecture for the chief, in a fixed number of statements. Raises NotFound."""
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound
    scope = object_scope(session, Report, report_id)
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    scheme = scheme_of(session, report.cycle_id)
    facts = report_facts(session, report, scope, actor, now, remarks=1)
    submissions, remarks = _submissions(session, report, terms, scheme), _remarks(session, report, scheme)
    sealed, about = report.stage not in OPENED_REPORT, (report, terms, scheme, submissions, remarks)
    return ReportReview(
        report=report,
        name=terms.own.name,
        terms=terms,
        weights=scheme.weights,
        submissions=submissions,
        remarks=remarks,
        unmet={trigger: unmet(REPORT, report.stage, trigger, facts) for trigger in ReportTrigger},
        zero_unmet=decision_obstacles(
            session,
            now,
            cycle_id=report.cycle_id,
            unit_id=report.unit_id,
            above_id=scope.above_id,
            revoking=terms.own.decision is not None,
        ),
        consolidates=scheme.procedure.has("consolidation"),
        content=ReportContent() if sealed else _content(session, *about),
        notes=notes_on(session, actor, terms.own.sheet_id),
        allowed=facts.allowed,
    )


def _submissions(
    session: Session, report: Report, terms: PrefectureTerms, scheme: Scheme
) -> Sequence[Submission]:
    """Every time that the report was handed up; one that only carries the own sheet, with that sheet."""
    if scheme.procedure.has("consolidation"):
        return submissions_of(session, report)
    return submissions_of(session, session.get_one(Sheet, terms.own.sheet_id))


def _content(
    session: Session,
    report: Report,
    terms: PrefectureTerms,
    scheme: Scheme,
    submissions: Sequence[Submission],
    remarks: _Remarks,
) -> ReportContent:
    content = ReportContent(terms.consolidation(scheme), _own_items(session, scheme, terms))
    asked: dict[int, dict[int | None, str]] = {}
    for remark, _, _ in remarks:
        if remark.round == report.round:
            unit = remark.county_id or terms.own.unit_id
            asked.setdefault(unit, {})[remark.item] = remark.text
    if scheme.procedure.has("consolidation"):
        sheets = {sheet.unit_id: sheet.sheet_id for sheet in (terms.own, *terms.counties)}
        return replace(content, changes=report_changes(session, scheme, report, submissions, sheets, asked))
    named = {n: text for n, text in asked.get(terms.own.unit_id, {}).items() if n is not None}
    return replace(content, own_changes=sheet_changes(scheme, terms.own.round, submissions, named))


def _remarks(session: Session, report: Report, scheme: Scheme) -> _Remarks:
    statement = (
        select(ReportRemark, Participant.name, User.name)
        .join(User, User.id == ReportRemark.author_id)
        .outerjoin(
            Participant,
            (Participant.unit_id == ReportRemark.county_id) & (Participant.cycle_id == report.cycle_id),
        )
        .where(ReportRemark.report_id == report.id)
        .order_by(ReportRemark.round.desc(), ReportRemark.item, ReportRemark.id)
    )
    whose = "本级" if scheme.procedure.has("consolidation") else ""
    names: dict[int | None, str] = {item.number: item_name(item) for item in scheme.items}
    return [
        (remark, county or whose + names.get(remark.item, f"第 {remark.item} 项"), author)
        for remark, county, author in session.execute(statement)
    ]


def _own_items(session: Session, scheme: Scheme, terms: PrefectureTerms) -> tuple[OwnItem, ...]:
    lines = select(func.count(Deduction.id)).where(Deduction.entry_id == Entry.id).scalar_subquery()
    absence = (Entry.not_applicable, Entry.confirmed_at, User.name)
    statement = (
        select(Entry.item, lines, Entry.mark, Entry.version, *absence)
        .outerjoin(User, User.id == Entry.confirmed_by_id)
        .where(Entry.sheet_id == terms.own.sheet_id)
    )
    filled = {item: entry for item, *entry in session.execute(statement)}
    claims = _claims(session, terms)
    return (
        *(
            OwnItem(
                item.number,
                item_name(item),
                item.label,
                item.title,
                item.marks,
                *filled.get(item.number, (0,)),
            )
            for item in scheme.items
        ),
        *(
            OwnItem(number, f"第 {number} 项", str(number), special.title, None, claims.get(number, 0))
            for special in scheme.special
            for number in (special.number,)
        ),
    )


def _claims(session: Session, terms: PrefectureTerms) -> dict[int, int]:
    report = terms.report
    statement = (
        select(SpecialClaim.item, func.count())
        .where(
            SpecialClaim.cycle_id == report.cycle_id,
            SpecialClaim.unit_id == report.unit_id,
            SpecialClaim.by_province.is_(False),
        )
        .group_by(SpecialClaim.item)
    )
    return {item: found for item, found in session.execute(statement)}  # noqa: C416 (a Row is no pair)
