"""Cells of a workbook that is given out: text stays text, figures stay figures, formulas are ours alone."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from workflow.packing import undated

_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  the file format knows no zone; a fixed day keeps equal books equal


class Formula(str):
    """A formula of ours, `=` included: any other text stays text, however it begins."""


def new_workbook(title: str) -> Workbook:
    """An empty workbook without sheets that tells nothing of whoever makes it."""
    book = Workbook()
    book.remove(book.active)
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = title, "", ""
    about.created = about.modified = CREATED
    return book


def write(cell: Any, value: str | int | Decimal | None) -> Any:
    """Write people's text, a figure or a formula of ours; text that begins like one stays text. Returns the
    cell."""
    if isinstance(value, str) and not isinstance(value, Formula):
        cell.value = coded(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_LIKE_A_FORMULA)  # stays text when it is edited, too
    else:
        cell.value = value
    return cell


def coded(text: str) -> str:
    """A text as the file format keeps it: signs that XML cannot hold as `_x000D_`, the way Excel does."""
    return _CODED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


def decoded(text: str) -> str:
    """The text that `coded` has written, also by another program."""
    return _CODE.sub(lambda code: chr(int(code[1], 16)), text)


def write_row(sheet: Any, row: int, values: Sequence[str | int | Decimal | None]) -> None:
    """Write a whole row from the first column on; None leaves a cell blank."""
    for column, value in enumerate(values, start=1):
        if value is not None:
            write(sheet.cell(row, column), value)


def content(book: Workbook) -> bytes:
    """The file of a workbook: equal books are equal files, whenever they are made."""
    made = io.BytesIO()
    ExcelWriter(book, ZipFile(made, "w")).save()
    return undated(made.getvalue())
