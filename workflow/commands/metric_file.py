"""The table of figures of units (指标数据): a workbook or CSV, read with everything wrong named at once.

One line a figure (单位、指标、数值、来源), or one line a unit with a column for each metric.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.csv_rows import on_sheet
from workflow.errors import Invalid
from workflow.models import Participant
from workflow.points import plain
from workflow.queries.schemes import scheme_of
from workflow.queries.units import by_word
from workflow.rules.kinds.measures import Measure, read_figure
from workflow.scheme.document import Scheme
from workflow.scheme.statements import Metric
from workflow.workbooks.reading import Cell, Row, Table, read_table
from workflow.workbooks.rows import Heading

CODE, UNIT, METRIC, VALUE, SOURCE = "单位代码", "单位", "指标", "数值", "来源"


@dataclass(frozen=True)
class Figure:
    """One figure of a file: of which unit, for which metric, in plain digits, with its source."""

    unit_id: int
    metric: str
    value: str
    source: str

    @property
    def place(self) -> tuple[int, str]:
        """What the figure is: of which unit, for which metric."""
        return self.unit_id, self.metric


@dataclass
class _Reading:
    """A file being read: header and sheet, the units and metrics that it may name, what is wrong so far."""

    header: tuple[str, ...]
    sheet: str
    units: Mapping[str, frozenset[int]]
    metrics: Mapping[str, str]
    titles: Mapping[str, str]
    measures: Mapping[str, Sequence[Measure]]
    source: str
    errors: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[int, str], int] = field(default_factory=dict)

    def wrong(self, line: int, column: str, text: str) -> None:
        """Note what is wrong in one cell and how to mend it."""
        place = f"{on_sheet(self.sheet)}第 {line} 行“{column}”"
        self.errors.setdefault(f"line-{line}-{column}", f"{place}：{text}")


def metric_headings(scheme: Scheme) -> tuple[Heading, ...]:
    """The columns of the template: a line a unit, a column a metric."""
    own = (
        Heading(metric.title, f"单位：{metric.unit}。{_measures(scheme, metric)[0].hint}；缺的数留空。", "")
        for metric in scheme.metrics
    )
    return (
        Heading(CODE, "单位表里的编码；“单位代码”和“单位”写一列即可。", "420999"),
        Heading(UNIT, "单位表里的名称；模板已列出参加本年度评定的单位。", "甲市"),
        *own,
        Heading(SOURCE, "本行各数出自哪里；页面上已填“来源”的可以留空。", "税务部门2026年12月报表"),
    )


def read_figures(session: Session, cycle_id: int, content: bytes, source: str) -> list[Figure]:
    """The figures of a file; `source` is that of figures without one of their own. Raises Invalid with
    everything that is wrong."""
    table = read_table(content)
    reading = _reading(session, cycle_id, table, source.strip())
    _require_header(reading)
    figures = [figure for row in table.rows[1:] for figure in _row(reading, row)]
    if not figures and not reading.errors:
        reading.errors["file"] = "表头之下没有一个数：填上数值再导入。"
    if reading.errors:
        raise Invalid(reading.errors)
    return figures


def _reading(session: Session, cycle_id: int, table: Table, source: str) -> _Reading:
    rows = session.execute(
        select(Participant.unit_id, Participant.code, Participant.name).where(
            Participant.cycle_id == cycle_id
        )
    ).all()
    scheme = scheme_of(session, cycle_id)
    metrics = scheme.metrics
    return _Reading(
        tuple(cell.text for cell in table.rows[0].cells),
        table.sheet,
        {word: frozenset(row.unit_id for row in named) for word, named in by_word(rows).items()},
        {name: metric.key for metric in metrics for name in (metric.key, metric.title)},
        {metric.key: metric.title for metric in metrics},
        {metric.key: _measures(scheme, metric) for metric in metrics},
        source,
    )


def _measures(scheme: Scheme, metric: Metric) -> Sequence[Measure]:
    """What the rules ask of a metric (below 0 or not, whole, at most …), under the metric's own title."""
    rules = (component.rule for item in scheme.items for component in item.components)
    used = [measure for rule in rules for measure in rule.measures.values() if measure.metric == metric.key]
    named = {"text": metric.title, "metric": None}
    return [measure.model_copy(update=named) for measure in used] or [Measure(text=metric.title, signed=True)]


def _require_header(reading: _Reading) -> None:
    """Refuse a header without unit or figures, with doubled or unknown columns."""
    known = (CODE, UNIT, METRIC, VALUE, SOURCE, *reading.metrics)
    header = [name for name in reading.header if name]
    if not reading.metrics:
        raise _refused("本办法没有用到指标数据，不用导入")
    if doubled := sorted({name for name in header if header.count(name) > 1}):
        raise _refused(f"表头里“{'、'.join(doubled)}”重复：每列只写一次")
    if strange := [name for name in header if name not in known]:
        titles = "、".join(reading.titles.values())
        raise _refused(f"表头里有不认识的“{'、'.join(strange)}”；本办法的指标是：{titles}")
    if CODE not in header and UNIT not in header:
        raise _refused(f"表头缺“{CODE}”或“{UNIT}”一列，读到的是 {','.join(header) or '空行'}")
    long, wide = METRIC in header or VALUE in header, [name for name in header if name in reading.metrics]
    if long and (wide or METRIC not in header or VALUE not in header):
        raise _refused(
            f"每行一个数的，表头写 {UNIT},{METRIC},{VALUE},{SOURCE}；每个指标一列的，不写“{METRIC}”"
        )
    if not long and not wide:
        raise _refused("表头里没有指标：每个指标一列，或者写“指标”“数值”两列")


def _row(reading: _Reading, row: Row) -> Iterator[Figure]:
    """The figures of one line."""
    cells = dict(zip(reading.header, (*row.cells, *[Cell()] * len(reading.header)), strict=False))
    if len(row.cells) > len(reading.header) and any(cell.text for cell in row.cells[len(reading.header) :]):
        reading.wrong(row.line, "行末", "比表头多出内容：核对逗号的个数")
        return
    for column in (CODE, UNIT, METRIC, SOURCE):
        if problem := cells.get(column, Cell()).problem:
            reading.wrong(row.line, column, problem)
    unit_id = _unit(reading, row.line, cells)
    pairs = (
        [(METRIC, VALUE)] if METRIC in cells else [(name, name) for name in cells if name in reading.metrics]
    )
    for name_column, value_column in pairs:
        name = cells[METRIC].text if name_column == METRIC else name_column
        figure = _figure(reading, row.line, name, value_column, cells)
        if figure is not None and unit_id is not None:
            yield from _once(reading, row.line, unit_id, value_column, figure, cells)


def _unit(reading: _Reading, line: int, cells: Mapping[str, Cell]) -> int | None:
    """The unit that a line names, by code or by name."""
    found = {}
    for column in (CODE, UNIT):
        text = cells.get(column, Cell()).text
        if text and text not in reading.units:
            reading.wrong(line, column, f"“{text}”不参加本年度评定：核对单位表")
            return None
        if text:
            found[column] = reading.units[text]
    if not found:
        reading.wrong(line, UNIT if UNIT in cells else CODE, "没有写单位")
        return None
    meant = frozenset.intersection(*found.values())
    if not meant:
        reading.wrong(line, CODE, f"代码 {cells[CODE].text} 不是{cells[UNIT].text}的：改正一处")
    if len(meant) > 1:
        reading.wrong(line, UNIT, f"有 {len(meant)} 个单位叫“{cells[UNIT].text}”：填写“{CODE}”")
    return min(meant) if len(meant) == 1 else None


def _figure(
    reading: _Reading, line: int, name: str, column: str, cells: Mapping[str, Cell]
) -> tuple[str, str] | None:
    """Metric and figure of one cell, the figure in plain digits; None where it cannot be taken."""
    cell, metric = cells[column], reading.metrics.get(name)
    if metric is None:
        titles = "、".join(reading.titles.values())
        reading.wrong(line, METRIC, f"没有指标“{name}”，本办法的指标是：{titles}")
        return None
    if cell.problem:
        reading.wrong(line, column, cell.problem)
        return None
    if not cell.text and column != VALUE:
        return None  # a gap: the page lists it
    try:
        figures = [read_figure(cell.text, asked) for asked in reading.measures[metric]]
        return metric, plain(figures[0])
    except ValueError as error:
        reading.wrong(line, column, str(error))
        return None


def _once(
    reading: _Reading,
    line: int,
    unit_id: int,
    column: str,
    figure: tuple[str, str],
    cells: Mapping[str, Cell],
) -> Iterator[Figure]:
    """The figure with its source, unless the file has given it before."""
    metric, value = figure
    source = cells.get(SOURCE, Cell()).text or reading.source
    first = reading.places.setdefault((unit_id, metric), line)
    if first != line:
        reading.wrong(line, column, f"同一单位的“{reading.titles[metric]}”与第 {first} 行重复：删去一处")
    elif not source:
        reading.wrong(line, SOURCE, "没有写来源：写明数据出自哪里，如“税务部门2026年12月报表”")
    else:
        yield Figure(unit_id, metric, value, source)


def _refused(text: str) -> Invalid:
    return Invalid({"file": f"{text}。"})
