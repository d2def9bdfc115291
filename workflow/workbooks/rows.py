"""Tables with known columns, as a workbook or CSV: every way in for lists reads its files here."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Font

from workflow.csv_rows import SEPARATORS, Complaints, Row, decoded, on_sheet
from workflow.workbooks.package import ARCHIVE, unreadable
from workflow.workbooks.reading import NOTES, Table, read_table
from workflow.workbooks.reading import Row as Line
from workflow.workbooks.writing import content, new_workbook, write_row

NOTE_COLUMNS = ("列", "怎么填", "示例")
_ABOUT_NOTES = "本页说明各列怎么填，示例只供参考。导入时只读前一张表，本页不读，不用删去。"
_NOTE_WIDTHS = (18, 70, 30)


@dataclass(frozen=True)
class Heading:
    """One column of a template: its heading, what to write and what may stand there, an example."""

    title: str
    how: str
    example: str


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of table: key → heading; a file may use the key or the Chinese title, in any
    order. `optional`: keys of columns that may be missing."""

    headings: Mapping[str, Heading]
    optional: frozenset[str] = frozenset()

    @property
    def titles(self) -> Mapping[str, str]:
        """Key → Chinese title."""
        return {key: heading.title for key, heading in self.headings.items()}

    @property
    def wanted(self) -> str:
        """The heading as the template has it."""
        return "、".join(self.titles.values())


def read_rows(file: bytes, columns: Columns) -> tuple[list[Row], Complaints]:
    """The lines below the heading, by key; what is wrong is gathered under the headings of the file.

    A cell that cannot be read is blank and complained of. Raises Invalid (field `file`) where the file as a
    whole cannot be read.
    """
    table = read_table(file)
    keys, complaints = _keys(table, columns), Complaints(sheet=table.sheet)
    complaints.titles = {key: table.rows[0].cells[place].text for place, key in keys.items()}
    if not file.startswith(ARCHIVE):
        _require_equal_lengths(table.rows, complaints)
    rows = [_row(line, keys, columns, complaints) for line in table.rows[1:]]
    return rows, complaints


def as_csv(file: bytes) -> str:
    """A table as CSV text, to be sent once more after a preview. Raises Invalid (field `file`)."""
    if not file.startswith(ARCHIVE):
        return decoded(file)
    kept = io.StringIO()
    written, last, lines = csv.writer(kept, lineterminator="\n"), 0, read_table(file).rows
    width = max(len(line.cells) for line in lines)
    for line in lines:
        kept.write("\n" * (line.line - last - 1))
        cells = [" ".join(cell.text.split()) for cell in line.cells]
        written.writerow(cells + [""] * (width - len(cells)))
        last = line.line
    return kept.getvalue()


def template(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[str]] = ()) -> bytes:
    """A workbook with the headings and rows to begin with, all cells text, and a sheet that is never read and
    tells what to write under each heading."""
    book = new_workbook(title)
    sheet = book.create_sheet(title)
    for number, row in enumerate(([heading.title for heading in headings], *rows), start=1):
        write_row(sheet, number, row)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, start=1):
        dimension = sheet.column_dimensions[sheet.cell(1, place).column_letter]
        dimension.width, dimension.number_format = max(12, 3 * len(heading.title)), "@"
    _write_notes(book.create_sheet(NOTES), headings)
    return content(book)


def _write_notes(sheet: Any, headings: Sequence[Heading]) -> None:
    lines = ((heading.title, heading.how, heading.example) for heading in headings)
    for number, line in enumerate(((_ABOUT_NOTES,), NOTE_COLUMNS, *lines), start=1):
        write_row(sheet, number, line)
        for cell in sheet[number]:
            cell.alignment = Alignment(vertical="top", wrap_text=number > 1)
            cell.font = Font(bold=number <= 2)
    for place, width in enumerate(_NOTE_WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = width


def _keys(table: Table, columns: Columns) -> dict[int, str]:
    """Place → key. Raises Invalid."""
    header, where = table.rows[0], on_sheet(table.sheet)
    known = {name: key for key, title in columns.titles.items() for name in (key, title)}
    found = [(place, cell.text) for place, cell in enumerate(header.cells) if cell.text or cell.problem]
    read = "、".join(text for _, text in found)
    for mark, name in SEPARATORS.items():
        if len(found) == 1 and mark in read:
            raise unreadable(f"表头用{name}分隔，应为英文逗号")
    if strange := [text for _, text in found if text not in known]:
        raise unreadable(
            f"{where}第 {header.line} 行应为表头（{columns.wanted}），不认识“{'、'.join(strange)}”"
        )
    keys = {place: known[text] for place, text in found}
    if doubled := [columns.titles[key] for key, times in Counter(keys.values()).items() if times > 1]:
        raise unreadable(f"{where}表头里“{'、'.join(doubled)}”重复：每列只写一次")
    given = {*keys.values(), *columns.optional}
    if missing := [title for key, title in columns.titles.items() if key not in given]:
        lacking = "、".join(missing)
        raise unreadable(f"{where}第 {header.line} 行应为表头（{columns.wanted}），缺“{lacking}”")
    return keys


def _require_equal_lengths(table: Sequence[Line], complaints: Complaints) -> None:
    """A line of a CSV file that has lost a comma, or has one too many, stands under the wrong headings."""
    width = len(table[0].cells)
    for line in table[1:]:
        if len(line.cells) != width:
            complaints.add(line.line, "", f"有 {len(line.cells)} 格，应为 {width} 格：核对逗号的个数")


def _row(line: Line, keys: Mapping[int, str], columns: Columns, complaints: Complaints) -> Row:
    cells = dict.fromkeys(columns.titles, "")
    for place, cell in enumerate(line.cells):
        if place not in keys:
            if cell.text or cell.problem:
                complaints.add(line.line, "", f"第 {place + 1} 格“{cell.text}”不在任何一列之下：核对列数")
        elif cell.problem:
            complaints.add(line.line, keys[place], cell.problem)
        else:
            cells[keys[place]] = cell.text
    return Row(line.line, cells, complaints.sheet)
