"""CSV files from office desks: UTF-8 (with or without mark) or GBK, a fixed header, every mistake named."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from workflow.errors import Invalid

LARGEST_BYTES = 2_000_000
MOST_ROWS = 5_000

_FOREIGN = (
    (b"PK", "这是 Excel 工作簿：在表格软件中另存为“CSV UTF-8（逗号分隔）”再导入"),
    (b"\xff\xfe", "文件是 UTF-16 编码：另存为 UTF-8 编码的 CSV 再导入"),
    (b"\xfe\xff", "文件是 UTF-16 编码：另存为 UTF-8 编码的 CSV 再导入"),
)
YEARS = range(1900, 2200)
"""A day outside these years was mistyped."""

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
SEPARATORS = {";": "分号", "\t": "制表符", "，": "全角逗号"}


@dataclass(frozen=True)
class Row:
    """One line of a file: its number as an editor counts it, its cells by column, trimmed, and the sheet of a
    workbook that it stands on."""

    line: int
    cells: Mapping[str, str]
    sheet: str = ""


@dataclass
class Complaints:
    """Everything that is wrong with a file, gathered before anybody is told. `titles`: how the file calls
    its columns, where not by their keys; `sheet`: the sheet of a workbook that was read."""

    errors: dict[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    def add(self, line: int, column: str, text: str) -> None:
        """Note what is wrong in one cell and how to mend it; the first word on a cell stands."""
        place = f"{on_sheet(self.sheet)}第 {line} 行 {self.titles.get(column, column)}".rstrip()
        self.errors.setdefault(f"line-{line}-{column}", f"{place}：{text}")

    def settle(self) -> None:
        """Raise Invalid with everything noted; nothing happens when there is nothing."""
        if self.errors:
            raise Invalid(self.errors)


def on_sheet(name: str) -> str:
    """How a place begins: with the sheet, where a workbook was read."""
    return f"工作表“{name}”" if name else ""


class OnSheet(Protocol):
    """A line of a table that knows on which sheet it stands."""

    @property
    def sheet(self) -> str:
        """The name of the sheet; blank where there is none."""


def sheet_of(rows: Iterable[OnSheet]) -> str:
    """The sheet on which all lines of a table stand."""
    return next((row.sheet for row in rows), "")


def read_rows(content: bytes, columns: Sequence[str]) -> list[Row]:
    """The lines below the header, blank ones left out.

    Raises Invalid: under `file` where the file as a whole cannot be read, else line by line.
    """
    lines = csv.reader(decoded(content).splitlines(), strict=True)
    try:
        _check_header(next(lines, []), columns)
        found = [(lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise _unreadable(f"第 {lines.line_num} 行的引号不成对：补上或删去引号") from None
    if not 1 <= len(found) <= MOST_ROWS:
        raise _unreadable(f"表头之下有 {len(found)} 行，应为 1 到 {MOST_ROWS} 行")
    complaints = Complaints()
    for line, cells in found:
        if len(cells) != len(columns):
            complaints.add(line, "", f"有 {len(cells)} 格，应为 {len(columns)} 格：核对逗号的个数")
    complaints.settle()
    return [Row(line, dict(zip(columns, map(_clean, cells), strict=True))) for line, cells in found]


def as_read(cell: str) -> str:
    """What a cell holds, as a complaint about it begins."""
    return f"读到“{cell}”" if cell else "没有填"


def read_day(text: str) -> date | None:
    """A day as people write it (2027-03-05, 2027/3/5, 2027.3.5, 2027年3月5日); None for a blank.

    Raises ValueError otherwise, also for a year that was mistyped.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return None
    match = _DAY.fullmatch(typed)
    day = date(*map(int, match.groups())) if match else None
    if day is None or day.year not in YEARS:
        raise ValueError(text)
    return day


def decoded(content: bytes) -> str:
    """The text of a file. Raises Invalid (field `file`) for other encodings and other kinds of files."""
    if len(content) > LARGEST_BYTES:
        raise _unreadable(f"文件有 {len(content)} 字节，最多 {LARGEST_BYTES} 字节：核对是否选错了文件")
    for mark, text in _FOREIGN:
        if content.startswith(mark):
            raise _unreadable(text)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise _unreadable("文件编码既不是 UTF-8 也不是 GBK：另存为 UTF-8 编码的 CSV 再导入")


def _check_header(cells: list[str], columns: Sequence[str]) -> None:
    header = [_clean(cell) for cell in cells]
    if header == list(columns):
        return
    wanted = ",".join(columns)
    for mark, name in SEPARATORS.items():
        if len(header) == 1 and mark in cells[0]:
            raise _unreadable(f"表头用{name}分隔，应为英文逗号：{wanted}")
    raise _unreadable(f"第一行应为表头 {wanted}，读到的是 {','.join(header) or '空行'}")


def _clean(cell: str) -> str:
    return "".join(sign for sign in cell if unicodedata.category(sign) != "Cc").strip()


def _unreadable(text: str) -> Invalid:
    return Invalid({"file": f"{text}。"})
