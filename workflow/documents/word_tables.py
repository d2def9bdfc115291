"""Tables of a Word file: merged cells, and a heading that is repeated on every page."""

from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, Twips

from workflow.documents.blocks import Align, Column, Table
from workflow.documents.fonts import WORD, Role
from workflow.documents.placing import placed, repeated

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}

_ROWS_TOGETHER = 5
"""A merged cell reaches over about so many rows, which stand on one page: so every page has its labels, and
not much of a page stays empty. Where pages end, Word alone knows."""


def write_table(made: Docx, block: Table) -> None:
    """Write a table over the whole width of the text."""
    _write_caption(made, block.caption)
    table = made.add_table(rows=1 + len(block.rows), cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow(table)
    widths = _widths(made, block.columns)
    grid = [list(row.cells) for row in table.rows]
    for row in table.rows:
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for column, cell in zip(block.columns, grid[0], strict=True):
        _fill(cell, column.title, "hei", "center")
    _write_rows(grid, block)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cells in grid:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width


def _write_caption(made: Docx, caption: str) -> None:
    """The caption; without one, two tables that follow each other are still kept apart."""
    before = made.element.body[:-1]
    if caption or (before and before[-1].tag == qn("w:tbl")):
        head = made.add_paragraph()
        _write(head, caption, "hei", "center", Pt(12))
        head.paragraph_format.keep_with_next = True


def _write_rows(grid: list[list[Any]], block: Table) -> None:
    for one in repeated(tuple(placed(block)), _ROWS_TOGETHER):
        target = grid[1 + one.row][one.column]
        if (one.cell.rows, one.cell.columns) != (1, 1):
            target = target.merge(grid[one.after][one.column + one.cell.columns - 1])
            _keep_together(grid[1 + one.row : one.after])
        _fill(target, one.cell.text, "song", one.align)


def _keep_together(rows: list[list[Any]]) -> None:
    """Keep each of these rows on the page of the row below it."""
    for paragraph in (paragraph for cells in rows for cell in cells for paragraph in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _fill(cell: Any, text: str, role: Role, align: Align) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _write(cell.paragraphs[0], text, role, align, Twips(210))


def _write(paragraph: Any, text: str, role: Role, align: Align, size: Any) -> None:
    paragraph.alignment = _ALIGN[align]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(0), Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    off_grid(paragraph)
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        run.font.name, run.font.size = WORD[role], size
        in_chinese(run, role)
        if number < text.count("\n"):
            run.add_break()


def in_chinese(run: Any, role: Role) -> None:
    """Draw everything of a run in the Chinese font, also quotation marks and dashes, which are ambiguous."""
    fonts = run._element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), WORD[role])
    fonts.set(qn("w:hint"), "eastAsia")


def _narrow(table: Any) -> None:
    """One millimetre beside the text of a cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def off_grid(paragraph: Any) -> None:
    """Let lines stand at their own distance, not at that of the page."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(snap, *_AFTER_SNAP)


_AFTER_SNAP = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment", "w:rPr", "w:sectPr")


def _mark(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _widths(made: Docx, columns: tuple[Column, ...]) -> list[Any]:
    section = made.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    whole = sum(column.width for column in columns)
    return [Emu(room * column.width // whole) for column in columns]
