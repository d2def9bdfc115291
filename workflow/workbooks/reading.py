"""Cells of a table from an office desk: an Excel workbook (.xlsx) or a CSV file, as text with its place.

A cell that holds no plain text or number says so instead of being read: a formula may show anything, a
percentage holds another number than it shows.
"""

import csv
import io
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from openpyxl import load_workbook

from workflow.csv_rows import MOST_ROWS, on_sheet
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
    unsound_cells,
)
from workflow.workbooks.writing import decoded

NOTES = "填写说明"
"""The sheet of a template that tells how to fill the table; it is never read."""

MOST_COLUMNS = 200
MOST_TOLD = 50
"""Broken cells that are named at once."""

_PROBLEMS = {
    "f": "这一格是公式：复制后“选择性粘贴为数值”再导入",
    "e": "这一格是出错的公式：改为实际数字",
    "d": "这一格是日期：改为数字或文字",
    "b": "这一格是逻辑值：改为数字或文字",
}
"""What openpyxl calls the type of a cell → what to do about it."""
_UNSTORED = re.compile("[\0\ud800-\udfff]")
"""Signs of which a workbook may have the code, and which no database keeps."""

_SIGN = "这一格里有不能保存的字符：清空这一格，重新填写"
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
class Table:
    """A table from a file: its lines that are not blank, the header first, and the sheet that they stand on;
    a CSV file has none."""

    rows: tuple[Row, ...]
    sheet: str = ""


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
            name: Sheet(_sheet_rows(content, book[name]), shape(content, part))
            for name, part in parts.items()
            if name in wanted
        }
    return Book(tuple(parts), found)


def read_table(content: bytes) -> Table:
    """A workbook's first sheet that is neither hidden nor the notes of a template, or a CSV file.

    Raises Invalid (field `file`) where the file as a whole cannot be read.
    """
    table = _workbook(content) if content.startswith((ARCHIVE, COMPOUND)) else _lines(content)
    if (found := len(table.rows)) < 2:
        where, mend = on_sheet(table.sheet), "在表头之下填写，再导入"
        raise unreadable(f"{where}连同表头有 {found} 行，应为 2 到 {MOST_ROWS} 行：{mend}")
    return table


def _lines(content: bytes) -> Table:
    lines = csv.reader(text_of(content).splitlines(), strict=True)
    try:
        return Table(tuple(_rows(((lines.line_num, cells) for cells in lines), _typed)))
    except csv.Error:
        raise unreadable(f"第 {lines.line_num} 行的引号不成对：补上或删去引号") from None


def _workbook(content: bytes) -> Table:
    require_workbook(content)
    with _opened(content) as book:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet = next((sheet for sheet in shown if sheet.title != NOTES), shown[0])
        return Table(_sheet_rows(content, sheet), sheet.title)


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


def _sheet_rows(content: bytes, sheet: Any) -> tuple[Row, ...]:
    sheet.reset_dimensions()  # what a workbook says about its own size is not believed
    try:
        return tuple(_rows(enumerate(sheet.iter_rows(), start=1), _cell, sheet.title))
    except (ValueError, ArithmeticError):
        _require_sound(content, sheet.title)
        raise


def _require_sound(content: bytes, name: str) -> None:
    """Name the cells on which the library has failed. Raises Invalid (address of the cell)."""
    wrong = unsound_cells(content, sheet_parts(content)[name])
    mend = "这一格应存数字，存的不是：清空这一格，重新填写"
    told = {f"{name}!{at}": f"读到“{found[:40]}”，{mend}" for at, found in wrong.items()}
    if told:
        raise Invalid({at: f"{at}：{text}。" for at, text in list(told.items())[:MOST_TOLD]})


def _rows(
    lines: Iterable[tuple[int, Sequence[Any]]], read: Callable[[Any], Cell], sheet: str = ""
) -> Iterator[Row]:
    """The lines that are not blank, each with its number. Raises Invalid at the first one beyond all
    measure."""
    for line, cells in lines:
        if line > MOST_ROWS or len(cells) > MOST_COLUMNS:
            most = f"最多 {MOST_ROWS} 行 {MOST_COLUMNS} 列，空白的也算"
            raise unreadable(f"{on_sheet(sheet)}第 {line} 行有 {len(cells)} 列，{most}：删去表格之外的内容")
        if not (row := Row(line, tuple(map(read, cells)))).blank:
            yield row


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
    text = "" if value is None else decoded(str(value)).strip()
    if _UNSTORED.search(text):
        return Cell(problem=_SIGN, found=_UNSTORED.sub("�", text))
    return Cell(text)
