"""A prefecture's report as the province reviews it: before 签收 the envelope, from then on everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from workflow.queries.consolidations import PrefectureTerms, prefecture_terms
from workflow.queries.missing import decision_obstacles
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
    """One item of the own-level sheet in brief; `mark` is None for special items, which carry claims."""

    number: int
    label: str
    title: str
    full: Decimal | None
    mark: Decimal | None
    lines: int


@dataclass(frozen=True)
class ReportReview:
    """Everything on the review page; what lies under the seal is None until 签收.

    `remarks` stand with the item or unit that each is about, and with their author.
    """

    report: Report
    name: str
    terms: PrefectureTerms
    weights: Weights
    submissions: Sequence[Submission]
    remarks: Sequence[tuple[ReportRemark, str, str]]
    unmet: Mapping[ReportTrigger, tuple[Unmet, ...]]
    zero_unmet: tuple[Unmet, ...]
    consolidation: Consolidation | None
    items: tuple[OwnItem, ...]
    consolidates: bool

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
    opened = report.stage in OPENED_REPORT
    return ReportReview(
        report=report,
        name=terms.own.name,
        terms=terms,
        weights=scheme.weights,
        submissions=_submissions(session, report, terms, scheme),
        remarks=_remarks(session, report, scheme),
        unmet={trigger: unmet(REPORT, report.stage, trigger, facts) for trigger in ReportTrigger},
        zero_unmet=decision_obstacles(
            session,
            now,
            cycle_id=report.cycle_id,
            unit_id=report.unit_id,
            above_id=scope.above_id,
            revoking=terms.own.decision is not None,
        ),
        consolidation=terms.consolidation(scheme) if opened else None,
        items=_own_items(session, scheme, terms) if opened else (),
        consolidates=scheme.procedure.has("consolidation"),
    )


def _submissions(
    session: Session, report: Report, terms: PrefectureTerms, scheme: Scheme
) -> Sequence[Submission]:
    """Every time that the report was handed up; one that only carries the own sheet, with that sheet."""
    if scheme.procedure.has("consolidation"):
        return submissions_of(session, report)
    return submissions_of(session, session.get_one(Sheet, terms.own.sheet_id))


def _remarks(session: Session, report: Report, scheme: Scheme) -> Sequence[tuple[ReportRemark, str, str]]:
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
    statement = (
        select(Entry.item, Entry.mark, func.count(Deduction.id))
        .outerjoin(Deduction, Deduction.entry_id == Entry.id)
        .where(Entry.sheet_id == terms.own.sheet_id)
        .group_by(Entry.item, Entry.mark)
    )
    marks = {item: (mark, lines) for item, mark, lines in session.execute(statement)}
    claims = _claims(session, terms)
    return (
        *(
            OwnItem(item.number, item.label, item.title, item.marks, *marks.get(item.number, (None, 0)))
            for item in scheme.items
        ),
        *(
            OwnItem(number, str(number), special.title, None, None, claims.get(number, 0))
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
