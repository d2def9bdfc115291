"""Cells of a workbook that is given out: text stays text, figures stay figures, formulas are ours alone."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  the file format knows no zone; a fixed day keeps equal books equal


def new_workbook(title: str) -> Workbook:
    """An empty workbook without sheets that tells nothing of whoever makes it."""
    book = Workbook()
    book.remove(book.active)
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = title, "", ""
    about.created = about.modified = CREATED
    return book


def write(cell: Any, value: str | int | Decimal | None) -> Any:
    """Write people's text or a figure; text that begins like a formula stays text. Returns the cell."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def write_row(sheet: Any, row: int, values: Sequence[str | int | Decimal | None]) -> None:
    """Write a whole row from the first column on; None leaves a cell blank."""
    for column, value in enumerate(values, start=1):
        if value is not None:
            write(sheet.cell(row, column), value)


def write_formula(cell: Any, formula: str) -> Any:
    """Write a formula of ours, `=` included. Returns the cell."""
    cell.value = formula
    return cell


def content(book: Workbook) -> bytes:
    """The file of a workbook."""
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
