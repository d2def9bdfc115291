"""Results looked into: self marks against assessed ones, categories against the group, what cost most.

Everything is told from the frozen terms of one run. The chief sees every unit of the province's runs; a
ranked unit its own subtree, from the publicity period on, and no figure over others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import Cycle, RankingRun
from workflow.queries.item_marks import item_marks
from workflow.queries.results import Edition, edition
from workflow.queries.runs import RunLine, RunSummary, run_lines, runs
from workflow.queries.schemes import scheme_of
from workflow.rules.most_deducted import DeductedItem, Ground, grounds, most_deducted
from workflow.rules.self_against_assessed import (
    CategoryMarks,
    ItemMarks,
    Loss,
    Spread,
    by_category,
    inflation_ranks,
    spread,
)
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class Analysed:
    """A run that the chief looks into, and the other runs of its year, newest first."""

    run: RunSummary
    runs: Sequence[RunSummary]
    cycle: Cycle
    scheme: Scheme
    lines: Sequence[RunLine]

    @property
    def compares(self) -> bool:
        """Whether the year has both sides of a comparison."""
        return self.scheme.procedure.has("self_evaluation") and self.scheme.procedure.has("rating")


@dataclass(frozen=True)
class UnitComparison:
    """One unit's self score beside its assessed total, exact, in marks; `place` by the difference.

    Without `self_score` nothing is compared: the unit handed nothing up and was counted as zero.
    """

    unit_id: int
    name: str
    rank: int
    own: Decimal
    mean: Fraction | None
    self_score: Fraction | None
    assessed: Decimal
    difference: Fraction | None
    place: int | None = None


@dataclass(frozen=True)
class CategoryRow:
    """A category of one unit, and how its ranking group did there; None where the viewer may not know."""

    unit: CategoryMarks
    group: Spread | None = None


@dataclass(frozen=True)
class ItemRow:
    """An item of one unit with what was written about it on either side.

    `own_share` is the own sheet's part of the self score where others stand below, a share of 1.
    """

    marks: ItemMarks
    own_share: Decimal

    @property
    def self_mark(self) -> Fraction | None:
        """The self mark, own sheet and those below together."""
        return self.marks.self_mark(self.own_share)

    @property
    def difference(self) -> Fraction | None:
        """Self mark less assessed mark."""
        return self.marks.difference(self.own_share)

    @property
    def own_grounds(self) -> tuple[Ground, ...]:
        """What the sheets deducted themselves."""
        return grounds(self.marks.self_losses)

    @property
    def found_grounds(self) -> tuple[Ground, ...]:
        """What the assessor found."""
        return grounds(self.marks.findings)


@dataclass(frozen=True)
class UnitAnalysis:
    """One unit item by item and category by category; `uncounted` names those below without a sheet that
    counts."""

    line: RunLine
    items: Sequence[ItemRow]
    categories: Sequence[CategoryRow]
    uncounted: Sequence[str]

    @property
    def furthest(self) -> Sequence[ItemRow]:
        """The items where self mark and assessed mark are apart, the furthest first."""
        apart = [row for row in self.items if row.difference]
        return sorted(apart, key=lambda row: (-abs(row.difference or 0), row.marks.number))

    @property
    def most_deducted(self) -> tuple[DeductedItem, ...]:
        """The items that cost this unit and those below it the most marks."""
        return most_deducted([[row.marks for row in self.items]])


@dataclass(frozen=True)
class DeductedRow:
    """One unit on one item: its marks on either side, and every line that took marks off."""

    name: str
    row: ItemRow

    @property
    def losses(self) -> tuple[tuple[str, Loss], ...]:
        """The lines with the side that they stand on: the assessor's first."""
        found = [("评定认定", loss) for loss in self.row.marks.findings]
        return (*found, *(("自评扣分", loss) for loss in self.row.marks.self_losses))


@dataclass(frozen=True)
class DeductedItemPage:
    """One item over all units of a run."""

    item: DeductedItem
    rows: Sequence[DeductedRow]


SORTS: Mapping[str, Callable[[UnitComparison], tuple[object, ...]]] = {
    "difference": lambda row: (row.difference is None, -(row.difference or 0), row.rank),
    "rank": lambda row: (row.rank, row.name),
    "self": lambda row: (row.self_score is None, -(row.self_score or 0), row.rank),
    "assessed": lambda row: (-row.assessed, row.rank),
    "name": lambda row: (row.name,),
}
"""The columns that the comparison may be sorted by, the first unless asked."""


def analysed(session: Session, run_id: int) -> Analysed:
    """A run with its lines, in a fixed number of statements. Raises NotFound."""
    row = session.get(RankingRun, run_id)
    if row is None:
        raise NotFound
    listed = runs(session, row.cycle_id)
    return Analysed(
        next(run for run in listed if run.id == run_id),
        listed,
        session.get_one(Cycle, row.cycle_id),
        scheme_of(session, row.cycle_id),
        run_lines(session, run_id),
    )


def comparisons(page: Analysed, sort: str | None = None) -> tuple[UnitComparison, ...]:
    """Every unit of a run, the highest self marks against the assessed ones first, or by another column."""
    differences = {line.unit_id: _difference(line) for line in page.lines}
    places = inflation_ranks(differences)
    rows = [_comparison(line, places.get(line.unit_id)) for line in page.lines]
    return tuple(sorted(rows, key=SORTS.get(sort or "", SORTS["difference"])))


def _difference(line: RunLine) -> Fraction | None:
    return None if line.decision else line.self_score - Fraction(line.province)


def _comparison(line: RunLine, place: int | None) -> UnitComparison:
    return UnitComparison(
        line.unit_id,
        line.name,
        line.rank,
        line.own,
        line.mean,
        None if line.decision else line.self_score,
        line.province,
        _difference(line),
        place,
    )


def unit_analysis(page: Analysed, unit_id: int) -> UnitAnalysis:
    """One unit beside its ranking group, for the chief. Raises NotFound for a unit that is not ranked."""
    line = next((line for line in page.lines if line.unit_id == unit_id), None)
    if line is None:
        raise NotFound
    group = [_items(page.scheme, other) for other in page.lines if other.group == line.group]
    peers = [
        {category.title: category.assessed for category in by_category(items, page.scheme.weights.own)}
        for items in group
    ]
    return _unit(page.scheme, line, peers)


def own_analysis(session: Session, actor: Actor, run_id: int) -> tuple[Edition, Scheme, UnitAnalysis]:
    """The actor's own unit in a run that units may look into, and nothing about others.

    Raises NotFound before the publicity period, and for units that the run does not rank.
    """
    shown = edition(session, actor, run_id)
    line = next((line for line in run_lines(session, run_id) if line.unit_id == actor.unit_id), None)
    if line is None:
        raise NotFound
    scheme = scheme_of(session, shown.cycle_id)
    return shown, scheme, _unit(scheme, line, ())


def _unit(scheme: Scheme, line: RunLine, peers: Sequence[Mapping[str, Fraction | None]]) -> UnitAnalysis:
    items, share = _items(scheme, line), scheme.weights.own
    rows = [
        CategoryRow(category, spread([each.get(category.title) for each in peers]))
        for category in by_category(items, share)
    ]
    uncounted = [county["name"] for county in line.terms["counties"] if county["decision"]]
    return UnitAnalysis(line, [ItemRow(item, share) for item in items], rows, uncounted)


def _items(scheme: Scheme, line: RunLine) -> tuple[ItemMarks, ...]:
    return item_marks(scheme.variant(line.group), line.terms)


def deducted_items(page: Analysed) -> tuple[DeductedItem, ...]:
    """The items that cost the units of a run the most marks."""
    return most_deducted(_items(page.scheme, line) for line in page.lines)


def deducted_item(page: Analysed, number: int) -> DeductedItemPage:
    """One item over all units of a run, those with the lowest assessed marks first. Raises NotFound."""
    page.scheme.item(number)
    marks = [
        (line, each) for line in page.lines for each in _items(page.scheme, line) if each.number == number
    ]
    found = most_deducted([[each] for _, each in marks])
    if not found:
        raise NotFound("这一项没有单位失分。")
    share = page.scheme.weights.own
    rows = [DeductedRow(line.name, ItemRow(each, share)) for line, each in marks]
    rows.sort(key=lambda row: (row.row.marks.assessed is None, row.row.marks.assessed, row.name))
    return DeductedItemPage(found[0], rows)
