"""How fast the form of a county is written and read as a workbook, beside bare cells with the same library.

`make bench` prints one report. The bare cells are the same values in as many sheets, without styles, lists,
locks and stamps, and read without looking at what they are.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any, TypeVar

from openpyxl import Workbook, load_workbook

from workflow.scheme.loader import builtin
from workflow.scheme.workbook_form import workbook_form
from workflow.workbooks.form_in import opened, read_form
from workflow.workbooks.form_out import written

FORMS = 116

Result = TypeVar("Result")
Cells = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Report:
    """Seconds of processor time for so many forms: written and read as forms, and as bare cells."""

    forms: int
    cells: int
    writing: float
    reading: float
    bare_writing: float
    bare_reading: float

    def __str__(self) -> str:
        rows = (
            ("written", self.writing, self.bare_writing),
            ("read", self.reading, self.bare_reading),
        )
        lines = [f"{self.forms} county forms, {self.cells} cells each; seconds of processor time a form"]
        lines += [
            f"{what:8}{spent / self.forms:8.3f} s, bare {bare / self.forms:8.3f} s, ratio {spent / bare:5.2f}"
            for what, spent, bare in rows
        ]
        return "\n".join(lines)


def measured(forms: int = FORMS) -> Report:
    """Write and read one form so many times, and its bare cells beside it, in one run."""
    form = workbook_form(builtin("hubei-jingban"), title="示范县评定表", about="示范年度")
    book = written(form, {})
    cells = _cells(book)
    bare = _bare(cells)
    return Report(
        forms,
        sum(len(row) for rows in cells.values() for row in rows),
        _timed(lambda: written(form, {}), forms),
        _timed(lambda: read_form(opened(book), form), forms),
        _timed(lambda: _bare(cells), forms),
        _timed(lambda: _bare_cells(bare), forms),
    )


def _cells(book: bytes) -> Cells:
    opened_book = load_workbook(io.BytesIO(book))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in opened_book}


def _bare(cells: Cells) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(kept)
    return kept.getvalue()


def _bare_cells(book: bytes) -> int:
    found = load_workbook(io.BytesIO(book), read_only=True)
    return sum(1 for sheet in found for row in sheet.iter_rows(values_only=True) for _ in row)


def _timed(work: Callable[[], Result], times: int) -> float:
    begin = process_time()
    for _ in range(times):
        work()
    return process_time() - begin


if __name__ == "__main__":
    print(measured())
