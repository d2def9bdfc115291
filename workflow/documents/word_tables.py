"""Tables of a Word file: merged cells, and a heading that is repeated on every page."""

from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, Twips

from workflow.documents.blocks import Align, Cell, Column, Table
from workflow.documents.fonts import WORD, Role

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write_table(made: Docx, block: Table) -> None:
    """Write a table over the whole width of the text."""
    head = made.add_paragraph()
    _write(head, block.caption, "hei", "center", Pt(12))
    head.paragraph_format.keep_with_next = True
    table = made.add_table(rows=1 + len(block.rows), cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
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


def _write_rows(grid: list[list[Any]], block: Table) -> None:
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(block.rows, start=1):
        place = 0
        for cell in row:
            while (number, place) in covered:
                place += 1
            last = (number + cell.rows - 1, place + cell.columns - 1)
            covered |= {
                (down, along) for down in range(number, last[0] + 1) for along in range(place, last[1] + 1)
            }
            _write_cell(grid, number, place, last, cell, block.columns[place])
            place += cell.columns


def _write_cell(
    grid: list[list[Any]], row: int, place: int, last: tuple[int, int], cell: Cell, column: Column
) -> None:
    target = grid[row][place]
    if last != (row, place):
        target = target.merge(grid[last[0]][last[1]])
    _fill(target, cell.text, "song", cell.align or column.align)


def _fill(cell: Any, text: str, role: Role, align: Align) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _write(cell.paragraphs[0], text, role, align, Twips(210))


def _write(paragraph: Any, text: str, role: Role, align: Align, size: Any) -> None:
    paragraph.alignment = _ALIGN[align]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(0), Pt(0), 1.0
    _off_grid(paragraph)
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        run.font.name, run.font.size = WORD[role], size
        run._element.rPr.rFonts.set(qn("w:eastAsia"), WORD[role])
        if number < text.count("\n"):
            run.add_break()


def _off_grid(paragraph: Any) -> None:
    """Let the lines of a table stand closer than those of the page."""
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
