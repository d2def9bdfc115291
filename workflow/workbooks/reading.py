"""Cells of a table from an office desk: an Excel workbook (.xlsx) or a CSV file, as text with its place.

A cell that holds no plain text or number says so instead of being read: a formula may show anything, a
percentage holds another number than it shows.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from openpyxl import load_workbook

from workflow.csv_rows import LARGEST_BYTES, MOST_ROWS, decoded
from workflow.errors import Invalid

LARGEST_UNPACKED = 20_000_000
MOST_COLUMNS = 200
MOST_TAGS = 300_000
"""More than 5,000 rows of a dozen filled cells have; every tag takes time and memory, however short it is."""

_WORKBOOK, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
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
    """One cell: its text, trimmed, or why it cannot be read."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """One line that is not blank: its number as people count it, and its cells."""

    line: int
    cells: tuple[Cell, ...]


def read_table(content: bytes) -> list[Row]:
    """The lines of a workbook's first sheet that is not hidden, or of a CSV file; the header is one of them.

    Raises Invalid (field `file`) where the file as a whole cannot be read.
    """
    if content.startswith(_OLD):
        raise _unreadable("这是旧版 Excel 文件，或者设了密码：取消密码，另存为 .xlsx 再导入")
    rows = _workbook(content) if content.startswith(_WORKBOOK) else _lines(content)
    found = [row for row in rows if any(cell.text or cell.problem for cell in row.cells)]
    if len(found) < 2:
        raise _unreadable(f"连同表头有 {len(found)} 行，应为 2 到 {MOST_ROWS} 行")
    return found


def _lines(content: bytes) -> list[Row]:
    lines = csv.reader(decoded(content).splitlines(), strict=True)
    try:
        return list(_rows(((lines.line_num, cells) for cells in lines), _typed))
    except csv.Error:
        raise _unreadable(f"第 {lines.line_num} 行的引号不成对：补上或删去引号") from None


def _workbook(content: bytes) -> list[Row]:
    if len(content) > LARGEST_BYTES:
        raise _unreadable(f"文件有 {len(content)} 字节，最多 {LARGEST_BYTES} 字节：核对是否选错了文件")
    try:
        _require_small(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True)
            sheet: Any = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
            sheet.reset_dimensions()  # what a workbook says about its own size is not believed
            return list(_rows(enumerate(sheet.iter_rows(), start=1), _cell))
    except Invalid:
        raise
    except Exception:  # the library names no error of its own for a broken workbook
        raise _unreadable("这个工作簿读不出来：在表格软件中打开，另存为 .xlsx 再导入") from None


def _require_small(content: bytes) -> None:
    """Refuse a workbook that would take much more to read than it is long, before the library looks at it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = sum(part.file_size for part in package.infolist())
        if size > LARGEST_UNPACKED:
            raise _unreadable(f"工作簿展开后有 {size} 字节，最多 {LARGEST_UNPACKED} 字节：只留要导入的表")
        tags = sum(package.read(part).count(b"<") for part in package.infolist())
    if tags > MOST_TAGS:
        raise _unreadable("工作簿里的单元格太多：只留要导入的表，删去空白的行和列")


def _rows(lines: Iterable[tuple[int, Sequence[Any]]], read: Callable[[Any], Cell]) -> Iterator[Row]:
    """The lines as they come, each with its number. Raises Invalid at the first one beyond all measure."""
    for line, cells in lines:
        if line > MOST_ROWS or len(cells) > MOST_COLUMNS:
            most = f"最多 {MOST_ROWS} 行 {MOST_COLUMNS} 列，空白的也算"
            raise _unreadable(f"第 {line} 行有 {len(cells)} 列，{most}：删去表格之外的内容")
        yield Row(line, tuple(map(read, cells)))


def _typed(text: str) -> Cell:
    return Cell(text.strip())


def _cell(cell: Any) -> Cell:
    if problem := _PROBLEMS.get(cell.data_type):
        return Cell(problem=problem)
    value = cell.value
    if isinstance(value, Real) and "%" in str(cell.number_format):
        return Cell(problem=_PERCENT)
    if isinstance(value, Real):
        return Cell(format(Decimal(repr(value)), "f"))
    return Cell("" if value is None else str(value).strip())


def _unreadable(text: str) -> Invalid:
    return Invalid({"file": f"{text}。"})
