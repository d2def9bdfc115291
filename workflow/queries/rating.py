"""The page of one cell of the province's rating: one item of one prefecture."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from workflow.actor import Actor, Post
from workflow.errors import Forbidden, NotFound
from workflow.models import Assessment, Division, Participant
from workflow.queries.assignments import assignments
from workflow.queries.comparison_page import Compared, compared
from workflow.queries.comparisons import ItemStanding, Step, standings
from workflow.queries.opinions import as_rated, opinions_on
from workflow.queries.rating_facts import NOTHING_DUE, covering, report_standing
from workflow.queries.rating_matrix import sees
from workflow.queries.schemes import scheme_for
from workflow.queries.subtrees import SelfLine, self_lines
from workflow.queries.verdicts import RatedItem, rated_items
from workflow.scheme.tree import Item, Node


@dataclass(frozen=True)
class DeductedLine:
    """A self-deduction with how many of its cases the findings that stand already use."""

    line: SelfLine
    linked: int


@dataclass(frozen=True)
class RatingPage:
    """One item of one prefecture, with everything that the rater must see to rate it.

    `rated` is what stands, None for an item that nobody has checked; `outdated` when the report was handed
    up again since; `answered` where the rater fills the item's form instead of writing findings.

    Where several divisions check the item, `rated` is the own division's opinion for a rater and the union
    for the chief, and `compared` how far they are: for a rater only once the chief has opened it.
    """

    assessment_id: int
    cycle_id: int
    unit_id: int
    unit_name: str
    stage: AssessmentStage
    settled: bool
    item: Item
    path: tuple[Node, ...]
    divisions: tuple[Division, ...]
    rated: RatedItem | None
    outdated: bool
    deductions: tuple[DeductedLine, ...]
    answered: bool
    compared: Compared | None = None
    union: RatedItem | None = None

    @property
    def version(self) -> int:
        """The version that the form is read at."""
        return self.rated.version if self.rated else 0

    @property
    def several(self) -> bool:
        """Whether several divisions check it, each for itself."""
        return len(self.divisions) > 1


def rating_page(session: Session, actor: Actor, assessment_id: int, item: int) -> RatingPage:
    """One cell of the matrix, for the chief and for raters of a division that has the item.

    Raises NotFound, Forbidden for another division's item.
    """
    assessment, name = _assessment(session, assessment_id)
    divisions = assignments(session, assessment.cycle_id)
    if not sees(actor, divisions.get(item, ())):
        raise Forbidden(f"第{item}项由其他处室评定，需要调整的由评定负责人重新分派。")
    scheme = scheme_for(session, assessment.cycle_id, assessment.unit_id)
    reports = report_standing(session, assessment.cycle_id)
    report, rules = reports.get(assessment.unit_id, NOTHING_DUE), scheme.item(item)
    several = standings(session, assessment.cycle_id, divisions, covering(reports))
    lines = self_lines(session, assessment.cycle_id, assessment.unit_id, item)
    seen = _seen(session, actor, assessment, rules, several.of(assessment.unit_id, item), lines)
    return RatingPage(
        assessment_id=assessment.id,
        cycle_id=assessment.cycle_id,
        unit_id=assessment.unit_id,
        unit_name=name,
        stage=assessment.stage,
        settled=report.settled,
        item=rules,
        path=scheme.path(item),
        divisions=divisions.get(item, ()),
        rated=seen.rated,
        outdated=seen.rated is not None and not report.covers(seen.rated.checked_at),
        deductions=_deductions(lines, seen.rated),
        answered=scheme.procedure.rating == "answers",
        compared=seen.compared,
        union=seen.union,
    )


@dataclass(frozen=True)
class _Seen:
    """What an actor may see of what was found."""

    rated: RatedItem | None
    compared: Compared | None = None
    union: RatedItem | None = None


def _seen(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    rules: Item,
    standing: ItemStanding | None,
    lines: tuple[SelfLine, ...],
) -> _Seen:
    """The item's rating. Where several divisions check it, a rater sees the own opinion, and those of others
    once the comparison is open; the chief the union."""
    rated_here = rated_items(
        session, assessment.cycle_id, unit_id=assessment.unit_id, item=rules.number
    )
    verdict = rated_here.get((assessment.unit_id, rules.number))
    if standing is None:
        return _Seen(verdict)
    union = verdict if standing.step is Step.UNITED else None
    if actor.post is not Post.RATER:
        return _Seen(union, compared(session, assessment, rules, standing, lines), union)
    own = opinions_on(session, assessment.id, rules.number).get(actor.division_id or 0)
    current = standing.checked(actor.division_id)
    rated = as_rated(own, assessment.unit_id, rules, lines, current=current) if own else None
    if not standing.opened:
        return _Seen(rated)
    return _Seen(rated, compared(session, assessment, rules, standing, lines), union)


def _assessment(session: Session, assessment_id: int) -> tuple[Assessment, str]:
    row = session.execute(
        select(Assessment, Participant.name)
        .join(
            Participant,
            (Participant.cycle_id == Assessment.cycle_id) & (Participant.unit_id == Assessment.unit_id),
        )
        .where(Assessment.id == assessment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.Assessment, row.name


def _deductions(lines: tuple[SelfLine, ...], rated: RatedItem | None) -> tuple[DeductedLine, ...]:
    links = [link for finding in rated.findings for link in finding.links] if rated else []
    return tuple(
        DeductedLine(line, sum(link.count for link in links if link.deduction_id == line.deduction.id))
        for line in lines
    )
