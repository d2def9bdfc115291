"""The province's rating at a glance: the matrix of prefectures and items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from states.engine import Labelled
from workflow.actor import Actor, Post
from workflow.models import Assessment, Division, Finding, Participant, Verdict
from workflow.queries.assignments import assignments
from workflow.queries.comparisons import ItemStanding, Standings, Step, standings
from workflow.queries.rating_facts import (
    NOTHING_DUE,
    ReportStanding,
    covering,
    rated_numbers,
    report_standing,
)
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import self_line_counts
from workflow.scheme.asking import panels
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
    PARTLY = "partly", "还有处室没有评定"
    READY = "ready", "各处室都已评定，等开启对照"
    COMPARED = "compared", "已开启对照，等合并"
    AUTOMATIC = "automatic", "由导入的数据和评议打分计算，不用评定"
    ELSEWHERE = "elsewhere", "不适用于这一类单位"


_STEPS = {
    Step.WAITING: CellState.PARTLY,
    Step.READY: CellState.READY,
    Step.OPEN: CellState.COMPARED,
}
_WAITING = (CellState.UNRATED, CellState.OUTDATED, *_STEPS.values())


@dataclass(frozen=True)
class Cell:
    """One item of one prefecture: what was found, and how many lines the subtree deducted itself.

    Of an item that several divisions check a rater sees what the own division found, the chief how far they
    are and, once united, the union.
    """

    item: int
    state: CellState
    findings: int
    self_lines: int
    mark: Decimal | None

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to rate it, or to unite what was found."""
        return self.state in _WAITING


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
    """One column: the item, the headings above it, and the divisions that rate it."""

    item: Item
    path: tuple[Node, ...]
    divisions: tuple[Division, ...]


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
    def divided(self) -> bool:
        """Whether several divisions check one of the items."""
        return any(len(column.divisions) > 1 for column in self.items)

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


@dataclass(frozen=True)
class _Sources:
    """What the cells are made of; `hidden` are the items into whose marks a panel has put its own."""

    actor: Actor
    verdicts: _Verdicts
    own: Mapping[tuple[int, int], int]
    reports: Mapping[int, ReportStanding]
    several: Standings
    hidden: frozenset[int]

    def report(self, unit: int) -> ReportStanding:
        """How the report of a unit stands."""
        return self.reports.get(unit, NOTHING_DUE)

    def cell(self, unit: int, item: int) -> Cell:
        """One cell as the actor may see it."""
        standing, verdict = self.several.of(unit, item), self.verdicts.get((unit, item))
        seen = _seen(self.actor, standing, verdict, item in self.hidden)
        return _cell(item, seen, self.own.get((unit, item), 0), self.report(unit))


def rating_matrix(session: Session, actor: Actor, cycle_id: int) -> RatingMatrix:
    """The matrix in six statements, in eight where several divisions check one item.

    A rater sees the own division's items and no totals, the chief all.
    """
    scheme = scheme_of(session, cycle_id)
    divisions = assignments(session, cycle_id)
    items = tuple(
        MatrixItem(item, scheme.path(item.number), divisions.get(item.number, ()))
        for item in scheme.items
        if sees(actor, divisions.get(item.number, ()))
    )
    reports = report_standing(session, cycle_id)
    sources = _Sources(
        actor,
        _verdicts(session, cycle_id),
        self_line_counts(session, cycle_id),
        reports,
        standings(session, cycle_id, divisions, covering(reports)),
        frozenset(column.item.number for column in items if panels(column.item)),
    )
    rows = []
    for row in session.execute(_assessments(cycle_id)):
        fixed = unrated_states(scheme.variant(row.group), items)
        cells = tuple(
            Cell(number, fixed[number], 0, 0, None) if number in fixed else sources.cell(row.unit_id, number)
            for number in (column.item.number for column in items)
        )
        total, settled = _total(actor, scheme, cells), sources.report(row.unit_id).settled
        rows.append(MatrixRow(row.id, row.unit_id, row.name, row.stage, settled, cells, total))
    return RatingMatrix(items, tuple(rows))


def _seen(
    actor: Actor, standing: ItemStanding | None, verdict: _Rated | None, panel: bool
) -> _Rated | CellState | None:
    """What an actor sees of a cell: the chief the rating, or what the union of several divisions waits for.

    A rater sees no mark into which a `panel` has put its own, and of an item that several divisions check the
    own opinion, whatever the others do.
    """
    rater = actor.post is Post.RATER
    if standing is None:
        return (None, *verdict[1:]) if rater and panel and verdict else verdict
    if rater:
        own = standing.opinions.get(actor.division_id or 0)
        return (None, own.checked_at, own.findings, False) if own else None
    if standing.step is Step.UNITED:
        return verdict
    return _STEPS[standing.step] if standing.opinions else None


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


def sees(actor: Actor, divisions: tuple[Division, ...]) -> bool:
    """Whether an actor sees an item with these divisions: a rater only the own division's."""
    return actor.post is not Post.RATER or any(
        division.id == actor.division_id for division in divisions
    )


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


def _cell(item: int, verdict: _Rated | CellState | None, own: int, report: ReportStanding) -> Cell:
    if verdict is None or isinstance(verdict, CellState):
        return Cell(item, verdict or CellState.UNRATED, 0, own, None)
    mark, checked_at, findings, answered = verdict
    if not report.covers(checked_at):
        return Cell(item, CellState.OUTDATED, findings, own, mark)
    if answered:
        return Cell(item, CellState.PENDING if mark is None else CellState.ANSWERED, 0, own, mark)
    return Cell(item, CellState.FOUND if findings else CellState.CLEAN, findings, own, mark)
