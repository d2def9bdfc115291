"""Results as charts: which figures of a page are drawn, and how they are called there."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from webapp import charts
from workflow.points import plain, quantise, shown
from workflow.queries.analysis import UnitAnalysis, UnitComparison
from workflow.queries.over_years import Overview, YearsPage
from workflow.rules.distribution import Band
from workflow.rules.most_deducted import DeductedItem
from workflow.rules.over_years import YearLine
from workflow.rules.ranked_year import RankedYear, Source
from workflow.rules.self_against_assessed import Spread

MOST_ROWS = 15
"""How many rows a chart of items has at most; the table beside it has all."""

_ORIGIN = {Source.IMPORTED: "（导入）", Source.COMPUTED: "（未通报）"}


def band_name(band: Band) -> str:
    """A half-open band: "90–95"; what lies at its upper end belongs to the next."""
    return "–".join(plain(quantise(edge)) for edge in (band.low, band.high))


def year_name(year: RankedYear) -> str:
    """A year with where its ranking comes from, unless it was published here."""
    return f"{year.year}{_ORIGIN.get(year.source, '')}"


def spread_chart(overview: Overview) -> Markup | str:
    """The final scores by bands, the worst first."""
    if overview.spread is None:
        return ""
    bands = [(band_name(band), len(band.units)) for band in reversed(overview.spread.bands)]
    return charts.histogram(bands, f"{overview.this.year}年度最终得分分布")


def units_chart(rows: Sequence[UnitComparison]) -> Markup | str:
    """Every unit's self score beside its assessed total, in the order of the table."""
    drawn = [
        charts.Pair(row.name, row.self_score, row.assessed) for row in rows if row.self_score is not None
    ]
    return charts.pairs(drawn, "各单位自评得分与评定得分") if drawn else ""


def categories_chart(unit: UnitAnalysis) -> Markup | str:
    """Every category as a share of its full marks."""
    rows = [
        charts.Pair(
            row.unit.title,
            _rate(row.unit.self_marks, row.unit.full),
            _rate(row.unit.assessed, row.unit.full),
            _range(row.group, row.unit.full) if row.group else None,
        )
        for row in unit.categories
        if row.unit.full
    ]
    return charts.pairs(rows, "各类得分率", "得分率（%）") if rows else ""


def _rate(marks: Fraction | None, full: Decimal) -> Fraction | None:
    return None if marks is None else marks / Fraction(full) * 100


def _range(group: Spread, full: Decimal) -> tuple[Fraction, Fraction, Fraction]:
    worst, mean, best = (marks / Fraction(full) * 100 for marks in (group.worst, group.mean, group.best))
    return worst, mean, best


def items_chart(unit: UnitAnalysis) -> Markup | str:
    """The items where self marks and assessed marks are the furthest apart."""
    rows = [
        charts.Pair(row.marks.name, row.self_mark, row.marks.assessed) for row in unit.furthest[:MOST_ROWS]
    ]
    return charts.pairs(rows, "自评与评定相差最大的项次") if rows else ""


def deductions_chart(items: Sequence[DeductedItem]) -> Markup | str:
    """The items that cost the most marks."""
    rows = [(item.name, item.assessed_lost, item.self_lost) for item in items[:MOST_ROWS]]
    return charts.bars(rows, "扣分最多的项次", ("评定扣分", "自评扣分")) if rows else ""


def ranks_chart(page: YearsPage, own: str = "") -> Markup | str:
    """Every unit's ranks over the years."""
    points = [point for line in page.lines for point in _points(page, line, of_score=False)]
    if len(page.years) < 2:
        return ""
    return charts.years(
        points, "历年名次", "名次", places=max(len(year.ranks) for year in page.years), own=own
    )


def line_charts(page: YearsPage, line: YearLine) -> Sequence[Markup]:
    """One unit's ranks and its scores over the years."""
    ranks, scores = (_points(page, line, of_score=of_score) for of_score in (False, True))
    if len(ranks) < 2:
        return ()
    return (
        charts.years(
            ranks, f"{line.name}历年名次", "名次", places=max(point.ranked for point in line.points)
        ),
        charts.years(scores, f"{line.name}历年得分", "最终得分"),
    )


def _points(page: YearsPage, line: YearLine, *, of_score: bool) -> list[charts.Point]:
    found = []
    for year in page.years:
        point = line.at(year.year)
        if point is not None:
            rank = None if point.rank is None else Fraction(point.rank)
            value = point.score if of_score else rank
            told, begins = _told(value, of_score), line.points[0].year
            found.append(charts.Point(line.name, year_name(year), value, told, begins))
    return found


def _told(value: Fraction | None, of_score: bool) -> str:
    if value is None:
        return ""
    return shown(value) if of_score else f"第 {value} 名"
