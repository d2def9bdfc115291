"""How the sheets of a working paper look, and how they name each other's cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from workflow.workbooks.writing import write

WHOLE, SHOWN, MARK = "#,##0", "0.00", "0.####"

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'{}]")
_LONGEST_NAME = 31
_LINE = Side(style="thin", color="B5B5B5")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="E4ECF5")
INPUT = PatternFill("solid", fgColor="FFF9E0")
GIVEN = PatternFill("solid", fgColor="EEEEEE")
TITLE_ROW, NOTICE_ROW, HINT_ROW, HEAD_ROW = 1, 2, 3, 4


@dataclass(frozen=True)
class Area:
    """One column of a table: where it stands, from the first to the last line of data."""

    sheet: str
    column: int
    first: int
    last: int

    @property
    def letter(self) -> str:
        """The column's letters."""
        return letters(self.column)

    def at(self, row: int) -> str:
        """One cell, for formulas of the same sheet."""
        return f"{self.letter}{row}"

    def there(self, row: int) -> str:
        """One cell, for formulas of any sheet."""
        return f"{quoted(self.sheet)}!{self.letter}{row}"

    @property
    def whole(self) -> str:
        """All cells of data, fixed, for formulas of any sheet."""
        return f"{quoted(self.sheet)}!${self.letter}${self.first}:${self.letter}${self.last}"


def sheet_name(text: str, taken: Sequence[str] = ()) -> str:
    """A name that table programs take for a sheet, unlike those that are taken."""
    plain = _NOT_IN_A_NAME.sub("", text)[:_LONGEST_NAME] or "表"
    return plain if plain not in taken else f"{plain[: _LONGEST_NAME - 2]}二"


def quoted(name: str) -> str:
    """A sheet's name as formulas write it."""
    return f"'{name}'"


def letters(column: int) -> str:
    """A column's letters."""
    return str(get_column_letter(column))


def new_sheet(book: Workbook, name: str, title: str, notice: str, hint: str) -> Any:
    """An empty sheet with its title, what the data are, and what the sheet does."""
    sheet = book.create_sheet(name)
    write(sheet.cell(TITLE_ROW, 1), title).font = Font(bold=True, size=14)
    write(sheet.cell(NOTICE_ROW, 1), notice).font = Font(bold=True, color="C00000")
    write(sheet.cell(HINT_ROW, 1), hint).font = Font(color="555555")
    sheet.sheet_view.showGridLines = False
    return sheet


def head(sheet: Any, row: int, titles: Sequence[str | int], height: int | None = None) -> None:
    """A line of headings."""
    for column, title in enumerate(titles, start=1):
        cell = framed(write(sheet.cell(row, column), title))
        cell.fill, cell.font = _HEAD, Font(bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if height:
        sheet.row_dimensions[row].height = height


def framed(cell: Any, form: str = "") -> Any:
    """A cell of a table with its lines and the form of its figures. Returns the cell."""
    cell.border = _BORDER
    if form:
        cell.number_format = form
    return cell


def finish(sheet: Any, widths: Mapping[int, int], frozen: str, head_rows: tuple[int, int], last: str) -> None:
    """Widths of columns, what stays in sight, and how the sheet is printed: across, all columns on a page."""
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = frozen
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head_rows[0]}:{head_rows[1]}"
    sheet.print_area = f"A1:{last}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
