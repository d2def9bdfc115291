"""All items of a cycle that several divisions check, unit by unit, for the chief."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from workflow.models import Assessment, Comparison, Participant
from workflow.queries.assignments import assignments
from workflow.queries.comparisons import ItemStanding, Step, standings
from workflow.queries.rating_facts import NOTHING_DUE, covering, rated_numbers, report_standing
from workflow.queries.schemes import scheme_of
from workflow.scheme.tree import Item


@dataclass(frozen=True)
class ComparisonRow:
    """One item of one unit. `settled`: the province may rate the unit, and it is not confirmed yet."""

    assessment_id: int
    unit_name: str
    item: Item
    standing: ItemStanding
    settled: bool


def comparison_rows(session: Session, cycle_id: int) -> tuple[ComparisonRow, ...]:
    """Every such item by unit and number, in five statements."""
    scheme, reports = scheme_of(session, cycle_id), report_standing(session, cycle_id)
    several = standings(session, cycle_id, assignments(session, cycle_id), covering(reports))
    if not several.several:
        return ()
    units = session.execute(
        select(Assessment, Participant.name, Participant.group)
        .join(
            Participant,
            (Participant.cycle_id == Assessment.cycle_id) & (Participant.unit_id == Assessment.unit_id),
        )
        .where(Assessment.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    rows = []
    for assessment, name, group in units:
        open_to_raters = assessment.stage is AssessmentStage.RATING
        settled = open_to_raters and reports.get(assessment.unit_id, NOTHING_DUE).settled
        for number in rated_numbers(scheme.variant(group)):
            if standing := several.of(assessment.unit_id, number):
                item = scheme.item(number)
                rows.append(ComparisonRow(assessment.id, name, item, standing, settled))
    return tuple(rows)


def by_step(rows: tuple[ComparisonRow, ...], step: Step) -> tuple[ComparisonRow, ...]:
    """The rows whose next act this is."""
    return tuple(row for row in rows if row.standing.step is step)


def comparison_versions(session: Session, cycle_id: int) -> dict[tuple[int, int], int]:
    """(assessment, item) → the version of its comparison, in one statement."""
    rows = session.execute(
        select(Comparison.assessment_id, Comparison.item, Comparison.version)
        .join(Assessment, Assessment.id == Comparison.assessment_id)
        .where(Assessment.cycle_id == cycle_id)
    )
    return {(assessment_id, item): version for assessment_id, item, version in rows}
