"""Tables with known columns, as a workbook or CSV: every way in for lists reads its files here."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.csv_rows import SEPARATORS, Complaints, Row, decoded
from workflow.workbooks.package import ARCHIVE, unreadable
from workflow.workbooks.reading import Row as Line
from workflow.workbooks.reading import read_table
from workflow.workbooks.writing import content, new_workbook, write_row


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of table: key → Chinese heading; a file may use either, in any order."""

    titles: Mapping[str, str]
    optional: frozenset[str] = frozenset()

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
    keys, complaints = _keys(table[0], columns), Complaints()
    complaints.titles = {key: table[0].cells[place].text for place, key in keys.items()}
    if not file.startswith(ARCHIVE):
        _require_equal_lengths(table, complaints)
    rows = [_row(line, keys, columns, complaints) for line in table[1:]]
    return rows, complaints


def as_csv(file: bytes) -> str:
    """A table as CSV text, to be sent once more after a preview. Raises Invalid (field `file`)."""
    if not file.startswith(ARCHIVE):
        return decoded(file)
    kept = io.StringIO()
    written, last, table = csv.writer(kept, lineterminator="\n"), 0, read_table(file)
    width = max(len(line.cells) for line in table)
    for line in table:
        kept.write("\n" * (line.line - last - 1))
        cells = [" ".join(cell.text.split()) for cell in line.cells]
        written.writerow(cells + [""] * (width - len(cells)))
        last = line.line
    return kept.getvalue()


def template(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> bytes:
    """A workbook with the headings and rows to begin with, all cells text."""
    book = new_workbook(title)
    sheet = book.create_sheet(title)
    for number, row in enumerate((headings, *rows), start=1):
        write_row(sheet, number, row)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, start=1):
        dimension = sheet.column_dimensions[sheet.cell(1, place).column_letter]
        dimension.width, dimension.number_format = max(12, 3 * len(heading)), "@"
    return content(book)


def _keys(header: Line, columns: Columns) -> dict[int, str]:
    """Place → key. Raises Invalid."""
    known = {name: key for key, title in columns.titles.items() for name in (key, title)}
    found = [(place, cell.text) for place, cell in enumerate(header.cells) if cell.text or cell.problem]
    read = "、".join(text for _, text in found)
    for mark, name in SEPARATORS.items():
        if len(found) == 1 and mark in read:
            raise unreadable(f"表头用{name}分隔，应为英文逗号")
    if strange := [text for _, text in found if text not in known]:
        raise unreadable(f"第 {header.line} 行应为表头（{columns.wanted}），不认识“{'、'.join(strange)}”")
    keys = {place: known[text] for place, text in found}
    if doubled := [columns.titles[key] for key, times in Counter(keys.values()).items() if times > 1]:
        raise unreadable(f"表头里“{'、'.join(doubled)}”重复：每列只写一次")
    given = {*keys.values(), *columns.optional}
    if missing := [title for key, title in columns.titles.items() if key not in given]:
        raise unreadable(f"第 {header.line} 行应为表头（{columns.wanted}），缺“{'、'.join(missing)}”")
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
    return Row(line.line, cells)
