"""Cells of a table from an office desk: an Excel workbook (.xlsx) or a CSV file, as text with its place.

A cell that holds no plain text or number says so instead of being read: a formula may show anything, a
percentage holds another number than it shows.
"""

import csv
import io
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from openpyxl import load_workbook

from workflow.csv_rows import MOST_ROWS
from workflow.csv_rows import decoded as text_of
from workflow.errors import Invalid
from workflow.workbooks.package import (
    ARCHIVE,
    COMPOUND,
    Shape,
    require_workbook,
    shape,
    sheet_parts,
    unreadable,
)
from workflow.workbooks.writing import decoded

MOST_COLUMNS = 200
_PROBLEMS = {
    "f": "这一格是公式：复制后“选择性粘贴为数值”再导入",
    "e": "这一格是出错的公式：改为实际数字",
    "d": "这一格是日期：改为数字或文字",
    "b": "这一格是逻辑值：改为数字或文字",
}
"""What openpyxl calls the type of a cell → what to do about it."""
_PERCENT = "这一格是百分比格式，存的不是显示的数字：改为常规格式，99.8% 写 99.8"


@dataclass(frozen=True)
class Cell:
    """One cell: its text, trimmed, or why it cannot be read, with what was `found` there."""

    text: str = ""
    problem: str = ""
    found: str = ""


@dataclass(frozen=True)
class Row:
    """One line that is not blank: its number as people count it, and its cells."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, counted from 1; a blank one where the row is shorter."""
        return self.cells[column - 1] if column <= len(self.cells) else Cell()

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.text or cell.problem for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its lines that are not blank, and what it hides and merges."""

    rows: tuple[Row, ...]
    shape: Shape


@dataclass(frozen=True)
class Book:
    """A workbook: the names of all its sheets in order, and the sheets that were asked for."""

    names: tuple[str, ...]
    sheets: Mapping[str, Sheet]


def read_book(content: bytes, wanted: Collection[str]) -> Book:
    """The sheets of these names, as far as they are there. Raises Invalid (`file`)."""
    require_workbook(content)
    parts = sheet_parts(content)
    with _opened(content) as book:
        found = {
            name: Sheet(tuple(_sheet_rows(book[name])), shape(content, part))
            for name, part in parts.items()
            if name in wanted
        }
    return Book(tuple(parts), found)


def read_table(content: bytes) -> list[Row]:
    """The lines of a workbook's first sheet that is not hidden, or of a CSV file; the header is one of them.

    Raises Invalid (field `file`) where the file as a whole cannot be read.
    """
    rows = _workbook(content) if content.startswith((ARCHIVE, COMPOUND)) else _lines(content)
    found = [row for row in rows if not row.blank]
    if len(found) < 2:
        raise unreadable(f"连同表头有 {len(found)} 行，应为 2 到 {MOST_ROWS} 行")
    return found


def _lines(content: bytes) -> list[Row]:
    lines = csv.reader(text_of(content).splitlines(), strict=True)
    try:
        return list(_rows(((lines.line_num, cells) for cells in lines), _typed))
    except csv.Error:
        raise unreadable(f"第 {lines.line_num} 行的引号不成对：补上或删去引号") from None


def _workbook(content: bytes) -> list[Row]:
    require_workbook(content)
    with _opened(content) as book:
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        return _sheet_rows(sheet)


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    """The workbook for reading cell by cell; whatever goes wrong with it is one refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield load_workbook(io.BytesIO(content), read_only=True)
    except Invalid:
        raise
    except Exception:  # the library names no error of its own for a broken workbook
        raise unreadable("这个工作簿读不出来：在表格软件中打开，另存为 .xlsx 再导入") from None


def _sheet_rows(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()  # what a workbook says about its own size is not believed
    rows = list(_rows(enumerate(sheet.iter_rows(), start=1), _cell))
    return [row for row in rows if not row.blank]


def _rows(lines: Iterable[tuple[int, Sequence[Any]]], read: Callable[[Any], Cell]) -> Iterator[Row]:
    """The lines as they come, each with its number. Raises Invalid at the first one beyond all measure."""
    for line, cells in lines:
        if line > MOST_ROWS or len(cells) > MOST_COLUMNS:
            most = f"最多 {MOST_ROWS} 行 {MOST_COLUMNS} 列，空白的也算"
            raise unreadable(f"第 {line} 行有 {len(cells)} 列，{most}：删去表格之外的内容")
        yield Row(line, tuple(map(read, cells)))


def _typed(text: str) -> Cell:
    return Cell(text.strip())


def _said(value: object) -> str:
    """A value that is no text and no number, as a spreadsheet shows it."""
    return str(value).upper() if isinstance(value, bool) else str(value).removesuffix(" 00:00:00")


def _cell(cell: Any) -> Cell:
    value = cell.value
    if problem := _PROBLEMS.get(cell.data_type):
        return Cell(problem=problem, found=_said(value))
    if isinstance(value, Real) and "%" in str(cell.number_format):
        return Cell(problem=_PERCENT, found=str(value))
    if isinstance(value, Real):
        return Cell(format(Decimal(repr(value)), "f"))
    return Cell("" if value is None else decoded(str(value)).strip())
