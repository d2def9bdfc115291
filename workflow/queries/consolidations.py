"""The terms of every prefecture's self score (document 004, 四(二)), read for a whole cycle at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.report import ReportStage
from states.sheet import SIGNED, SheetStage
from workflow.models import MissingDecision, Participant, Report, Sheet, Tier
from workflow.queries.schemes import scheme_of
from workflow.rules.consolidation import Consolidation, CountyTerm, self_score
from workflow.scheme.document import Scheme

NO_TOTALS: Mapping[int, Decimal] = MappingProxyType({})
"""Every sheet counts as it was handed up."""


@dataclass(frozen=True)
class SheetStanding:
    """One unit's sheet as the level above sees it on its board."""

    unit_id: int
    code: str | None
    name: str
    sheet_id: int
    stage: SheetStage
    round: int
    total: Decimal | None
    submitted_at: datetime | None
    decision: MissingDecision | None
    version: int
    returned_by_id: int | None

    @property
    def settled(self) -> bool:
        """Accepted, or decided to count as zero."""
        return self.stage is SheetStage.ACCEPTED or self.decision is not None

    def term(self) -> CountyTerm:
        """This county in the mean; only for settled ones."""
        total = self.total if self.total is not None else Decimal(0)
        return CountyTerm(self.unit_id, self.name, total, "zero" if self.decision else None)


@dataclass(frozen=True)
class PrefectureTerms:
    """A prefecture's own sheet, its counties in the order of codes, and its report."""

    report: Report
    own: SheetStanding
    counties: tuple[SheetStanding, ...]

    @property
    def unsettled(self) -> tuple[SheetStanding, ...]:
        """The counties that keep the report from being handed up."""
        return tuple(county for county in self.counties if not county.settled)

    @property
    def sheet_ids(self) -> tuple[int, ...]:
        """The own sheet, then those of the counties."""
        return tuple(sheet.sheet_id for sheet in (self.own, *self.counties))

    def settled(self, totals: Mapping[int, Decimal]) -> "PrefectureTerms":
        """The same terms with these totals, by unit, in place of those that sheets were handed up with."""
        return PrefectureTerms(
            self.report,
            replace(self.own, total=totals.get(self.own.unit_id, self.own.total)),
            tuple(
                replace(county, total=totals.get(county.unit_id, county.total)) for county in self.counties
            ),
        )

    def consolidation(self, scheme: Scheme) -> Consolidation | None:
        """The self score, or None while a term is missing."""
        if self.own.stage not in SIGNED or self.own.total is None or self.unsettled:
            return None
        terms = [county.term() for county in self.counties]
        weights, procedure = scheme.weights, scheme.procedure
        below = procedure.words.below if procedure.has("consolidation") else None
        return self_score(self.own.total, terms, weights.own, weights.counties, below)


def prefecture_terms(
    session: Session, cycle_id: int, unit_id: int | None = None
) -> Mapping[int, PrefectureTerms]:
    """The terms of all prefectures (or of one) by unit id, in three statements."""
    reports = select(Report).where(Report.cycle_id == cycle_id)
    if unit_id is not None:
        reports = reports.where(Report.unit_id == unit_id)
    sheets = _standings(session, cycle_id, unit_id)
    return {
        report.unit_id: PrefectureTerms(
            report,
            next(standing for _, standing in sheets if standing.unit_id == report.unit_id),
            tuple(standing for above_id, standing in sheets if above_id == report.unit_id),
        )
        for report in session.scalars(reports)
    }


def _standings(
    session: Session, cycle_id: int, unit_id: int | None
) -> list[tuple[int | None, SheetStanding]]:
    decisions = select(MissingDecision).where(
        MissingDecision.cycle_id == cycle_id, MissingDecision.revoked_at.is_(None)
    )
    live = {decision.unit_id: decision for decision in session.scalars(decisions)}
    statement = (
        select(Participant, Sheet)
        .join(Sheet, (Sheet.cycle_id == Participant.cycle_id) & (Sheet.unit_id == Participant.unit_id))
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    if unit_id is not None:
        statement = statement.where((Participant.unit_id == unit_id) | (Participant.above_id == unit_id))
    return [
        (unit.above_id if unit.tier is Tier.BELOW else None, _standing(unit, sheet, live))
        for unit, sheet in session.execute(statement)
    ]


def _standing(unit: Participant, sheet: Sheet, live: Mapping[int, MissingDecision]) -> SheetStanding:
    return SheetStanding(
        unit.unit_id,
        unit.code,
        unit.name,
        sheet.id,
        sheet.stage,
        sheet.round,
        sheet.total,
        sheet.submitted_at,
        live.get(unit.unit_id),
        sheet.version,
        sheet.returned_by_id,
    )


def consolidations(
    session: Session, cycle_id: int, totals: Mapping[int, Decimal] = NO_TOTALS
) -> Mapping[int, Consolidation]:
    """The self scores that enter a ranking: of accepted reports, and zero where the chief decided so.

    `totals` by unit replace those of the sheets, where only the whole group settles them.
    """
    scheme = scheme_of(session, cycle_id)
    scores: dict[int, Consolidation] = {}
    for unit_id, terms in prefecture_terms(session, cycle_id).items():
        if terms.report.stage is ReportStage.ACCEPTED:
            score = terms.settled(totals).consolidation(scheme)
            if score is not None:
                scores[unit_id] = score
        elif terms.own.decision is not None:
            scores[unit_id] = _zero(terms.own.decision.reason)
    return scores


def _zero(reason: str) -> Consolidation:
    lines = (f"上报的内容没有审核通过，经决定自评得分按 0 分计，理由：{reason}",)
    return Consolidation(Decimal(0), (), None, Fraction(0), lines)
