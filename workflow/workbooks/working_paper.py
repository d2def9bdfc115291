"""评定计算底稿: a ranking run as one workbook of live formulas, from every item mark to the last place.

The formulas count in whole numbers (see `working_paper_scale`), so that a table program finds exactly what
the run has found; decimals are only shown.
"""

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName

from workflow.workbooks.working_paper_data import Paper, Words
from workflow.workbooks.working_paper_items import Line, write_items
from workflow.workbooks.working_paper_layout import GIVEN, WHOLE, framed, head, new_sheet, sheet_name
from workflow.workbooks.working_paper_ranking import NAME as RANKING
from workflow.workbooks.working_paper_ranking import write_ranking
from workflow.workbooks.working_paper_scale import Scale, scale_of
from workflow.workbooks.working_paper_special import NAME as SPECIAL
from workflow.workbooks.working_paper_special import write_special
from workflow.workbooks.working_paper_summary import NAME as SUMMARY
from workflow.workbooks.working_paper_summary import Parts, write_summary
from workflow.workbooks.working_paper_words import figures, paragraphs
from workflow.workbooks.writing import Formula, content, new_workbook, write

COVER = "说明"


def working_paper(paper: Paper) -> bytes:
    """The workbook of a run. Raises TooFine where its whole numbers would not be kept exactly."""
    scale = scale_of(paper)
    book = new_workbook(f"{paper.title}底稿")
    words = paper.words
    names = _names(words)
    _cover(book, paper, scale)
    below = [
        Line(number, unit.name, row) for number, unit in enumerate(paper.units, start=1) for row in unit.below
    ]
    own = [Line(n, u.name, u.own) for n, u in enumerate(paper.units, start=1) if u.own]
    rated = [Line(n, u.name, u.rated) for n, u in enumerate(paper.units, start=1) if u.rated]
    sheets = (
        (names[0], words.below, below),
        (names[1], words.subject, own),
        (names[2], words.assessor, rated),
    )
    placed = {
        name: write_items(book, paper, scale, name, f"{paper.title}：{whose}各项得分", lines)
        for name, whose, lines in sheets
        if lines
    }
    special = write_special(book, paper, f"{paper.title}：特殊因素") if paper.special else None
    parts = Parts(placed.get(names[0]), placed.get(names[1]), placed.get(names[2]), special)
    summed = write_summary(book, paper, f"{paper.title}：汇总", parts)
    write_ranking(book, paper, scale, f"{paper.title}：排名", summed)
    return content(book)


def _names(words: Words) -> list[str]:
    """The names of the sheets of item marks: units below, ranked units, assessor."""
    names: list[str] = [COVER, SPECIAL, SUMMARY, RANKING]
    for text in (words.below, f"{words.subject}自评", f"{words.assessor}评定"):
        names.append(sheet_name(text, names))
    return names[-3:]


def _cover(book: Workbook, paper: Paper, scale: Scale) -> None:
    """What this is, how it counts, and the figures that the formulas refer to by name."""
    sheet = new_sheet(book, COVER, f"{paper.title}底稿", paper.notice, "")
    row = 4
    for label, text in paper.about:
        framed(write(sheet.cell(row, 1), label)).font = Font(bold=True)
        framed(write(sheet.cell(row, 2), text)).alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    row = _explained(sheet, row + 1, paper, scale)
    head(sheet, row, ["公式中的名称", "数值", "含义"])
    for name, value, meaning in figures(paper, scale):
        row += 1
        framed(write(sheet.cell(row, 1), name))
        cell = framed(write(sheet.cell(row, 2), value), WHOLE)
        if not isinstance(value, Formula):
            cell.fill = GIVEN
        cell.alignment = Alignment(horizontal="left")
        framed(write(sheet.cell(row, 3), meaning)).alignment = Alignment(wrap_text=True)
        book.defined_names[name] = DefinedName(name, attr_text=f"'{COVER}'!$B${row}")
    for column, width in {"A": 22, "B": 78, "C": 70}.items():
        sheet.column_dimensions[column].width = width
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:C{row}"


def _explained(sheet: Any, row: int, paper: Paper, scale: Scale) -> int:
    """The paragraphs of the cover; the row after them."""
    for text in paragraphs(paper, scale):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
        write(sheet.cell(row, 1), text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 15 * (1 + len(text) // 95)
        row += 1
    return row + 1
