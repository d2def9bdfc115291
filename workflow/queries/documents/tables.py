"""Tables that several documents have in common, from plain data."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from workflow.documents.blocks import Cell, Column, Table
from workflow.queries.documents.wording import plain_day

Lines = Sequence[Mapping[str, Any]]
Row = tuple[Cell, ...]


def spans(count: int, *texts: str) -> list[Row]:
    """What stands before each of so many rows: cells that reach down over all of them, then nothing."""
    return [tuple(Cell(text, rows=count) for text in texts), *[()] * (count - 1)][:count]


_LINE = (
    Column("项次", 12, "center"),
    Column("评定项目", 26),
    Column("扣分情形", 42),
    Column("件数", 11, "center"),
    Column("扣分", 13, "center"),
    Column("原因", 52),
)
_UNIT = Column("单位", 20, "center")


def deduction_table(lines: Lines, caption: str = "扣分明细") -> Table:
    """扣分明细: which item and point, the case, how often, how much, why."""
    return Table(_LINE, deduction_rows(lines), caption)


def deduction_rows(lines: Lines) -> tuple[Row, ...]:
    """The rows of 扣分明细."""
    return tuple(
        (
            Cell(line["label"]),
            Cell(line["title"]),
            Cell(_case(line)),
            Cell(str(line["count"])),
            Cell(line["marks"]),
            Cell(line["reason"]),
        )
        for line in lines
    )


def deduction_table_of(rows: Sequence[Row], units: Sequence[str], caption: str = "") -> Table:
    """扣分明细 of several units: each row with its unit in front, the rows of a unit under one cell."""
    made: list[Row] = []
    for unit, together in groupby(zip(units, rows, strict=True), key=lambda pair: pair[0]):
        own = [row for _, row in together]
        made += [(*first, *row) for first, row in zip(spans(len(own), unit), own, strict=True)]
    return Table((_UNIT, *_LINE), tuple(made), caption)


def _case(line: Mapping[str, Any]) -> str:
    """The case as it was written, with its kind where the document tells kinds apart."""
    return f"{line['kind']}：{line['case']}" if line["kind"] else line["case"]


def absence_table(lines: Lines) -> Table:
    """不适用项次: which item, what counts in its place, why, whether the level above has confirmed it."""
    columns = (
        Column("项次", 11, "center"),
        Column("评定项目", 34),
        Column("计分办法", 28),
        Column("不适用的理由", 62),
        Column("确认", 20, "center"),
    )
    rows = tuple(
        (
            Cell(line["label"]),
            Cell(line["title"]),
            Cell(line["policy"]),
            Cell(line["reason"]),
            Cell("已确认" if line["confirmed"] else "待上级确认"),
        )
        for line in lines
    )
    return Table(columns, rows, "不适用项次")


def claim_table(lines: Lines) -> Table:
    """特殊因素申报: item, event and how it is counted, what it rests on."""
    columns = (
        Column("项次", 11, "center"),
        Column("申报事项", 44),
        Column("申报情形", 40),
        Column("依据文件", 60),
    )
    rows = tuple(
        (Cell(str(line["number"])), Cell(_event(line)), Cell(_counted(line)), Cell(_basis(line)))
        for line in lines
    )
    return Table(columns, rows, "特殊因素申报")


def _event(line: Mapping[str, Any]) -> str:
    return "\n".join(part for part in (line["title"], line["description"]) if part)


def _counted(line: Mapping[str, Any]) -> str:
    amount = f"（{line['marks']}分）" if line["marks"] else ""
    return f"{line['item']}：{line['option']}{amount}"


def _basis(line: Mapping[str, Any]) -> str:
    parts = (line["issuing_body"], line["document_number"], plain_day(line["document_date"]))
    return "\n".join(part for part in parts if part)
