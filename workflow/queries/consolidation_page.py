"""The consolidation (汇总) as its prefecture works on it: every term, who owes which, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.report import REPORT, ReportStage, ReportTrigger
from states.roles import Role
from states.sheet import SHEET, SIGNED, SheetStage
from workflow.actions import Action
from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import MissingDecision, Report, ReportRemark, Submission, Unit, User
from workflow.permissions import Scope, may
from workflow.queries.consolidations import PrefectureTerms, SheetStanding, prefecture_terms
from workflow.queries.flow import Passage, last_act, passages
from workflow.queries.narratives import Section, sections, texts_of
from workflow.queries.prefecture_board import missing_from
from workflow.queries.report_facts import report_facts
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.steps import Step, Way, steps
from workflow.queries.submissions import newest_receipts, submissions_of
from workflow.queries.visibility import require_report_content
from workflow.queries.windows import cycle_calendar
from workflow.rules.consolidation import Consolidation, counties_mean, without_counties
from workflow.rules.deadlines import Window, lateness
from workflow.scheme.document import Scheme
from workflow.scheme.terms import Weights

WAYS = (
    Way(Action.PREPARE_REPORT, ReportTrigger.FINISH),
    Way(Action.SUBMIT_REPORT, ReportTrigger.SUBMIT),
    Way(Action.SEND_BACK_REPORT, ReportTrigger.SEND_BACK),
    Way(Action.WITHDRAW_REPORT, ReportTrigger.WITHDRAW),
)
_GATHERED = (ReportTrigger.FINISH, ReportTrigger.SUBMIT)

_OWES_OWN: Mapping[SheetStage, str] = {
    SheetStage.NOT_STARTED: "本级填报员填报",
    SheetStage.FILLING: "本级填报员填报、送签",
    SheetStage.RETURNED: "本级填报员修改、送签",
    SheetStage.TO_SIGN: "本级负责人签发",
}
_OWES_COUNTY: Mapping[SheetStage, str] = {
    SheetStage.NOT_STARTED: "等该单位填报、上报",
    SheetStage.FILLING: "等该单位上报",
    SheetStage.TO_SIGN: "等该单位负责人签发",
    SheetStage.RETURNED: "等该单位修改后重报",
    SheetStage.SUBMITTED: "本单位签收、审核",
    SheetStage.ACKNOWLEDGED: "本单位负责人审核",
}


@dataclass(frozen=True)
class TermRow:
    """One addend: `counted` marks (None while undecided), `share` of 1 in the self score, who owes it.

    `receipt` names the version that counts. `newer`: handed up again after the report was last put together.
    `decidable`: a decision about its absence is due.
    """

    unit_id: int
    name: str
    sheet_id: int
    stage: SheetStage
    round: int
    submitted_at: datetime | None
    receipt: str
    counted: Decimal | None
    share: Fraction
    decision: MissingDecision | None
    owes: str
    newer: bool
    decidable: bool


@dataclass(frozen=True)
class Objection:
    """A remark of the province on the returned report: on an own-level item, or on a county's sheet.

    `item` is None for a county and for a special item, which has claims in place of a page of its own.
    """

    title: str
    text: str
    sheet_id: int
    item: int | None
    own: bool
    stage: SheetStage
    round: int


@dataclass(frozen=True)
class ConsolidationPage:
    """Everything on the page of one report. `mean` of the counties in marks, None while a term is missing;
    `sections` those of the consolidation report."""

    report: Report
    province: str
    own: TermRow
    counties: tuple[TermRow, ...]
    weights: Weights
    mean: Fraction | None
    score: Consolidation | None
    window: Window
    late: timedelta | None
    writable: bool
    prepared_by: str
    objections: tuple[Objection, ...]
    submissions: Sequence[Submission]
    steps: tuple[Step, ...]
    way: Sequence[Passage]
    without_counties: str
    sections: Sequence[Section]

    @property
    def name(self) -> str:
        """The prefecture."""
        return self.own.name

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of the consolidation report that say something, by section."""
        return texts_of(self.sections)

    @property
    def newer(self) -> tuple[str, ...]:
        """Who handed up a new version after the report was last put together."""
        return tuple(row.name for row in (self.own, *self.counties) if row.newer)

    def step(self, action: str) -> Step | None:
        """The act of that name, where the stage knows it."""
        return next((step for step in self.steps if step.action.value == action), None)


def consolidation_page(session: Session, actor: Actor, now: datetime, report_id: int) -> ConsolidationPage:
    """The page of one report, in a fixed number of statements. Raises NotFound, Forbidden."""
    scope = object_scope(session, Report, report_id)
    report = session.get_one(Report, report_id)
    require_report_content(actor, report, scope)
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    scheme = scheme_of(session, report.cycle_id)
    if not scheme.procedure.has("consolidation"):
        raise NotFound("本办法没有汇总这一步，评定表签发上报后直接由上级签收。")
    way = passages(session, REPORT, report_id)
    versions = _Versions(_gathered(way), newest_receipts(session, _sheets(terms)))
    calendar = cycle_calendar(session, report.cycle_id)
    window = calendar.report(report.unit_id)
    return ConsolidationPage(
        report=report,
        province=session.scalars(select(Unit.name).where(Unit.id == scope.province_id)).one(),
        own=_own(terms, scheme.weights, versions),
        counties=_counties(terms, scheme.weights, versions, missing_from(terms, calendar, now)),
        weights=scheme.weights,
        mean=_mean(terms),
        score=terms.consolidation(scheme),
        window=window,
        late=lateness(window, report.submitted_at or now),
        writable=REPORT.pen[report.stage] is Role.FILLER and may(actor, Action.PREPARE_REPORT, scope),
        prepared_by=_prepared_by(session, report),
        objections=_objections(session, report, terms, scheme),
        submissions=submissions_of(session, report),
        steps=_steps(session, report, scope, actor, now),
        way=way,
        without_counties="" if terms.counties else without_counties(scheme.procedure.words.below),
        sections=sections(session, report.cycle_id, report.unit_id, "consolidation"),
    )


def _steps(session: Session, report: Report, scope: Scope, actor: Actor, now: datetime) -> tuple[Step, ...]:
    facts = report_facts(session, report, scope, actor, now)
    begun = report.stage is not ReportStage.NOT_STARTED
    return steps(REPORT, report.stage if begun else ReportStage.FILLING, WAYS, facts, actor, scope)


@dataclass(frozen=True)
class _Versions:
    """When the report was last put together, and the receipt of each sheet's newest submission."""

    gathered: datetime | None
    receipts: Mapping[int, str]

    def newer(self, sheet: SheetStanding) -> bool:
        """Whether a sheet was handed up again since."""
        at = sheet.submitted_at
        return self.gathered is not None and at is not None and at > self.gathered


def _gathered(way: Sequence[Passage]) -> datetime | None:
    return max((passage.at for passage in way if passage.trigger in _GATHERED), default=None)


def _sheets(terms: PrefectureTerms) -> list[int]:
    return [sheet.sheet_id for sheet in (terms.own, *terms.counties) if sheet.submitted_at]


def changed_since(session: Session, report: Report) -> str:
    """What is another than when the report was last put together: whose version is new, who moved a sheet
    last and when."""
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    versions = _Versions(_gathered(passages(session, REPORT, report.id)), {})
    names = [sheet.name for sheet in (terms.own, *terms.counties) if versions.newer(sheet)]
    what = f"汇总后{'、'.join(names)}有新版本" if names else "核对之后汇总的内容有变动"
    last = last_act(session, SHEET, *terms.sheet_ids, own=False)
    return f"{what}（{last}评定表）" if last else what


def _own(terms: PrefectureTerms, weights: Weights, versions: _Versions) -> TermRow:
    own = terms.own
    share = Fraction(weights.own) if terms.counties else Fraction(1)
    counted = own.total if own.stage in SIGNED else None
    return _row(own, counted, share, _OWES_OWN.get(own.stage, ""), versions)


def _counties(
    terms: PrefectureTerms, weights: Weights, versions: _Versions, missing: frozenset[int]
) -> tuple[TermRow, ...]:
    return tuple(
        _row(
            county,
            county.term().counted if county.settled else None,
            Fraction(weights.counties) / len(terms.counties),
            "" if county.settled else _OWES_COUNTY[county.stage],
            versions,
            county.unit_id in missing,
        )
        for county in terms.counties
    )


def _mean(terms: PrefectureTerms) -> Fraction | None:
    if terms.unsettled or not terms.counties:
        return None
    return counties_mean([county.term() for county in terms.counties])


def _row(
    sheet: SheetStanding,
    counted: Decimal | None,
    share: Fraction,
    owes: str,
    versions: _Versions,
    decidable: bool = False,
) -> TermRow:
    return TermRow(
        unit_id=sheet.unit_id,
        name=sheet.name,
        sheet_id=sheet.sheet_id,
        stage=sheet.stage,
        round=sheet.round,
        submitted_at=sheet.submitted_at,
        receipt=versions.receipts.get(sheet.sheet_id, ""),
        counted=counted,
        share=share,
        decision=sheet.decision,
        owes=owes,
        newer=versions.newer(sheet),
        decidable=decidable,
    )


def _prepared_by(session: Session, report: Report) -> str:
    if report.prepared_by_id is None:
        return ""
    return session.scalars(select(User.name).where(User.id == report.prepared_by_id)).one()


def _objections(
    session: Session, report: Report, terms: PrefectureTerms, scheme: Scheme
) -> tuple[Objection, ...]:
    """What the province wrote when it last returned the report; empty unless it lies returned."""
    statement = select(ReportRemark).where(
        ReportRemark.report_id == report.id, ReportRemark.round == report.round
    )
    items = {item.number: item.title for item in scheme.items}
    titles = items | {special.number: special.title for special in scheme.special}
    sheets = {sheet.unit_id: sheet for sheet in terms.counties}
    found = []
    for remark in session.scalars(statement.order_by(ReportRemark.id)):
        own = remark.item is not None
        sheet = sheets.get(remark.county_id or 0, terms.own)
        title = f"本级第 {remark.item} 项 {titles[remark.item]}" if remark.item is not None else sheet.name
        item = remark.item if remark.item in items else None
        found.append(Objection(title, remark.text, sheet.sheet_id, item, own, sheet.stage, sheet.round))
    return tuple(found)
