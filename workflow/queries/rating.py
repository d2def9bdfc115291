"""The province's rating: the matrix of prefectures and items, and the page of one of its cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from states.engine import Labelled
from workflow.actor import Actor, Post
from workflow.errors import Forbidden, NotFound
from workflow.models import Assessment, Division, Finding, Participant, Verdict
from workflow.queries.assignments import assignments
from workflow.queries.rating_facts import NOTHING_DUE, ReportStanding, rated_numbers, report_standing
from workflow.queries.schemes import scheme_for, scheme_of
from workflow.queries.subtrees import SelfLine, self_line_counts, self_lines
from workflow.queries.verdicts import RatedItem, rated_items
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Item, Node


class CellState(Labelled):
    """Where one item of one prefecture stands."""

    UNRATED = "unrated", "未评定"
    CLEAN = "clean", "已评定，未发现问题"
    FOUND = "found", "已评定，有认定"
    OUTDATED = "outdated", "重新上报后须重新评定"
    ANSWERED = "answered", "已评定"
    PENDING = "pending", "已评定，得分待定"
    AUTOMATIC = "automatic", "由导入的数据和评议打分计算，不用评定"
    ELSEWHERE = "elsewhere", "不适用于这一类单位"


@dataclass(frozen=True)
class Cell:
    """One item of one prefecture: what was found, and how many lines the subtree deducted itself."""

    item: int
    state: CellState
    findings: int
    self_lines: int
    mark: Decimal | None

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to rate it."""
        return self.state in (CellState.UNRATED, CellState.OUTDATED)


@dataclass(frozen=True)
class MatrixRow:
    """One prefecture. `total` (marks) only for the chief, once every item is rated."""

    assessment_id: int
    unit_id: int
    name: str
    stage: AssessmentStage
    settled: bool
    cells: tuple[Cell, ...]
    total: Decimal | None

    @property
    def waiting(self) -> int:
        """How many of the shown items are still to be rated."""
        return sum(cell.waiting for cell in self.cells)


@dataclass(frozen=True)
class MatrixItem:
    """One column: the item, the headings above it, and the division that rates it."""

    item: Item
    path: tuple[Node, ...]
    division: Division | None


@dataclass(frozen=True)
class RatingMatrix:
    """All prefectures × the items that the actor may see."""

    items: tuple[MatrixItem, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def waiting(self) -> int:
        """How many of the shown cells are still to be rated."""
        return sum(row.waiting for row in self.rows)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """Units whose cells wait for more than a rater: nothing of theirs is accepted or decided upon."""
        return tuple(row.name for row in self.rows if not row.settled)

    def item(self, number: int) -> Item:
        """The item of a column."""
        return next(column.item for column in self.items if column.item.number == number)


_Rated = tuple[Decimal | None, datetime, int, bool]
"""Mark, when checked, number of findings, whether the rater answered."""

_Verdicts = Mapping[tuple[int, int], _Rated]
"""(unit, item) → what was rated."""


def rating_matrix(session: Session, actor: Actor, cycle_id: int) -> RatingMatrix:
    """The matrix in six statements: a rater sees the own division's items and no totals, the chief all."""
    scheme = scheme_of(session, cycle_id)
    divisions = assignments(session, cycle_id)
    items = tuple(
        MatrixItem(item, scheme.path(item.number), divisions.get(item.number))
        for item in scheme.items
        if _sees(actor, divisions.get(item.number))
    )
    verdicts, own = _verdicts(session, cycle_id), self_line_counts(session, cycle_id)
    reports = report_standing(session, cycle_id)
    rows = []
    for row in session.execute(_assessments(cycle_id)):
        report = reports.get(row.unit_id, NOTHING_DUE)
        fixed = unrated_states(scheme.variant(row.group), items)
        cells = tuple(
            Cell(number, fixed[number], 0, 0, None)
            if number in fixed
            else _cell(number, verdicts.get((row.unit_id, number)), own.get((row.unit_id, number), 0), report)
            for number in (column.item.number for column in items)
        )
        total = _total(actor, scheme, cells)
        rows.append(MatrixRow(row.id, row.unit_id, row.name, row.stage, report.settled, cells, total))
    return RatingMatrix(items, tuple(rows))


def unrated_states(scheme: Scheme, columns: Iterable[MatrixItem]) -> dict[int, CellState]:
    """Items that nobody rates for a unit, and why; `scheme` is the variant of its group."""
    rated, known = set(rated_numbers(scheme)), {item.number for item in scheme.items}
    numbers = [column.item.number for column in columns if column.item.number not in rated]
    return {
        number: CellState.AUTOMATIC if number in known else CellState.ELSEWHERE for number in numbers
    }


def _assessments(cycle_id: int) -> Select[int, int, AssessmentStage, str, str]:
    return (
        select(
            Assessment.id, Assessment.unit_id, Assessment.stage, Participant.name, Participant.group
        )
        .join(
            Participant,
            (Participant.cycle_id == Assessment.cycle_id) & (Participant.unit_id == Assessment.unit_id),
        )
        .where(Assessment.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )


def _sees(actor: Actor, division: Division | None) -> bool:
    return actor.post is not Post.RATER or (division is not None and division.id == actor.division_id)


def _total(actor: Actor, scheme: Scheme, cells: tuple[Cell, ...]) -> Decimal | None:
    if actor.post is not Post.CHIEF:
        return None
    marks = {cell.item: cell.mark for cell in cells if cell.mark is not None}
    return scheme.total(marks) if len(marks) == len(cells) else None


def _verdicts(session: Session, cycle_id: int) -> _Verdicts:
    statement = (
        select(
            Assessment.unit_id,
            Verdict.item,
            Verdict.mark,
            Verdict.checked_at,
            func.count(Finding.id),
            Verdict.answers.is_not(None),
        )
        .join(Verdict, Verdict.assessment_id == Assessment.id)
        .outerjoin(Finding, Finding.verdict_id == Verdict.id)
        .where(Assessment.cycle_id == cycle_id)
        .group_by(Assessment.unit_id, Verdict.id)
    )
    return {
        (unit, item): (mark, checked_at, findings, answered)
        for unit, item, mark, checked_at, findings, answered in session.execute(statement)
    }


def _cell(item: int, verdict: _Rated | None, own: int, report: ReportStanding) -> Cell:
    if verdict is None:
        return Cell(item, CellState.UNRATED, 0, own, None)
    mark, checked_at, findings, answered = verdict
    if not report.covers(checked_at):
        return Cell(item, CellState.OUTDATED, findings, own, mark)
    if answered:
        return Cell(item, CellState.PENDING if mark is None else CellState.ANSWERED, 0, own, mark)
    return Cell(item, CellState.FOUND if findings else CellState.CLEAN, findings, own, mark)


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
    """

    assessment_id: int
    cycle_id: int
    unit_id: int
    unit_name: str
    stage: AssessmentStage
    settled: bool
    item: Item
    path: tuple[Node, ...]
    division: Division | None
    rated: RatedItem | None
    outdated: bool
    deductions: tuple[DeductedLine, ...]
    answered: bool

    @property
    def version(self) -> int:
        """The version that the form is read at."""
        return self.rated.version if self.rated else 0


def rating_page(session: Session, actor: Actor, assessment_id: int, item: int) -> RatingPage:
    """One cell of the matrix, for the chief and for raters of the division that has the item.

    Raises NotFound, Forbidden for another division's item.
    """
    assessment, name = _assessment(session, assessment_id)
    division = assignments(session, assessment.cycle_id).get(item)
    if not _sees(actor, division):
        raise Forbidden(f"第{item}项由其他处室评定，需要调整的由评定负责人重新分派。")
    scheme = scheme_for(session, assessment.cycle_id, assessment.unit_id)
    report = report_standing(session, assessment.cycle_id).get(assessment.unit_id, NOTHING_DUE)
    rated = rated_items(session, assessment.cycle_id, unit_id=assessment.unit_id, item=item)
    standing = rated.get((assessment.unit_id, item))
    return RatingPage(
        assessment_id=assessment.id,
        cycle_id=assessment.cycle_id,
        unit_id=assessment.unit_id,
        unit_name=name,
        stage=assessment.stage,
        settled=report.settled,
        item=scheme.item(item),
        path=scheme.path(item),
        division=division,
        rated=standing,
        outdated=standing is not None and not report.covers(standing.checked_at),
        deductions=_deductions(session, assessment, item, standing),
        answered=scheme.procedure.rating == "answers",
    )


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


def _deductions(
    session: Session, assessment: Assessment, item: int, rated: RatedItem | None
) -> tuple[DeductedLine, ...]:
    links = [link for finding in rated.findings for link in finding.links] if rated else []
    return tuple(
        DeductedLine(
            line, sum(link.count for link in links if link.deduction_id == line.deduction.id)
        )
        for line in self_lines(session, assessment.cycle_id, assessment.unit_id, item)
    )
