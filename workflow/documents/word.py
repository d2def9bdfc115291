"""Documents as Word files (.docx), editable in the office's own program."""

import io
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

import segno
from docx import Document as new_docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph as DocxParagraph

from workflow.documents import blocks as b
from workflow.documents.fonts import WORD, Role
from workflow.documents.word_tables import in_chinese, off_grid, write_table
from workflow.packing import undated

_RED = RGBColor(0xD0, 0, 0)
_NOTICE = RGBColor(0xB0, 0, 0)
_LINE = Twips(579)
_TITLE_LINE = Pt(35)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LONGEST_TITLE = 255
"""Characters of the title among a file's properties, by the file format."""
_HEADING_FONTS: tuple[Role, ...] = ("hei", "kai", "body", "body")


def docx(document: b.Document) -> bytes:
    """The Word file of a document; equal documents are equal byte by byte."""
    made, document = new_docx(), b.writable(document)
    _set_page(made, document)
    for block, after in zip_longest(document.blocks, document.blocks[1:]):
        _WRITERS[type(block)](made, block)
        if isinstance(block, b.Paragraph) and isinstance(after, b.Attachments | b.Signature):
            _keep(made.paragraphs[-1])
    made.core_properties.title, made.core_properties.author = document.title[:_LONGEST_TITLE], ""
    kept = io.BytesIO()
    made.save(kept)
    return undated(kept.getvalue())


def _set_page(made: Docx, document: b.Document) -> None:
    section = made.sections[0]
    width, height = Mm(210), Mm(297)
    if document.landscape:
        section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance, section.header_distance = Mm(12), Mm(24)
    _set_grid(section)
    _set_font(made.styles["Normal"], "body", Pt(16))
    _squeeze(made.styles["Normal"])
    _set_language(made.styles["Normal"])
    made.styles["Normal"].paragraph_format.widow_control = False
    made.settings.odd_and_even_pages_header_footer = True
    odd, even = (section.footer, _ALIGN["right"]), (section.even_page_footer, _ALIGN["left"])
    for footer, align in (odd, even):
        _write_foot(footer.paragraphs[0], align, document.seal, width - Mm(28) - Mm(26))
    if document.notice:
        for header in (section.header, section.even_page_header):
            run = header.paragraphs[0].add_run(document.notice)
            header.paragraphs[0].alignment = _ALIGN["center"]
            _run_font(run, "hei", Twips(210), _NOTICE)


def _set_grid(section: Any) -> None:
    """22 lines to the page."""
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")


def _squeeze(style: Any) -> None:
    """28 characters of 16 points to the line, which is a little narrower; in twentieths of a point."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")
    style.element.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:sz", "w:szCs", "w:lang")


def _set_language(style: Any) -> None:
    """Chinese of the mainland: otherwise programs choose glyphs of another region."""
    language = style.element.get_or_add_rPr().find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        style.element.rPr.append(language)
    for name, value in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{name}"), value)


def _write_foot(paragraph: DocxParagraph, align: Any, seal: b.Seal | None, room: int) -> None:
    """The page number in its form, one character in from the edge; left of it the code of the version, to be
    read by eye and by camera, then the number always stands at the right."""
    paragraph.alignment = align
    if seal:
        paragraph.alignment = _ALIGN["left"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(room - Pt(14)), WD_TAB_ALIGNMENT.RIGHT)
        picture = io.BytesIO()
        segno.make(seal.scanned, error="m").save(picture, kind="png", scale=6, border=0)
        picture.seek(0)
        paragraph.add_run().add_picture(picture, width=Mm(15))
        _run_font(paragraph.add_run(f" 版本代码 {seal.code}\t"), "song", Pt(9))
    shape = paragraph.paragraph_format
    shape.left_indent, shape.right_indent = Pt(0 if seal or align == _ALIGN["right"] else 14), Pt(14)
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        _run_font(run, "song", Pt(14))
        if text is None:
            _add_field(run, "PAGE")


def _add_field(run: Any, name: str) -> None:
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _set_font(style: Any, role: Role, size: Any) -> None:
    style.font.name, style.font.size = WORD[role], size
    style.element.rPr.rFonts.set(qn("w:eastAsia"), WORD[role])


def _run_font(run: Any, role: Role, size: Any = None, color: Any = None) -> None:
    run.font.name = WORD[role]
    in_chinese(run, role)
    if size:
        run.font.size = size
    if color:
        run.font.color.rgb = color


def _paragraph(
    made: Docx, text: str, role: Role = "body", *, align: b.Align = "left", indent: bool = False,
    size: Any = None, color: Any = None,
) -> DocxParagraph:  # fmt: skip
    paragraph = made.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_after, shape.space_before = _LINE, Pt(0), Pt(0)
    shape.alignment = _ALIGN[align]
    if indent:
        shape.first_line_indent = Pt(32)
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        _run_font(run, role, size, color)
        if number < text.count("\n"):
            run.add_break()
    return paragraph


def _letterhead(made: Docx, block: b.Letterhead) -> None:
    head = _paragraph(made, block.issuer, "title", align="center", size=Pt(36), color=_RED)
    head.paragraph_format.line_spacing, head.paragraph_format.space_before = Pt(44), Mm(20)
    number = _paragraph(made, block.number, align="center")
    border = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "D00000")):
        below.set(qn(f"w:{name}"), value)
    border.append(below)
    number._p.get_or_add_pPr().append(border)
    number.paragraph_format.space_after = Pt(28)


def _title(made: Docx, block: b.Title) -> None:
    title = _paragraph(made, block.text, "title", align="center", size=Pt(22))
    off_grid(title)
    shape = title.paragraph_format
    shape.line_spacing, shape.space_after = _TITLE_LINE, _LINE


def _heading(made: Docx, block: b.Heading) -> None:
    shape = _paragraph(made, block.text, _HEADING_FONTS[block.level - 1], indent=True).paragraph_format
    shape.keep_with_next = not block.lone


def _keep(paragraph: DocxParagraph) -> DocxParagraph:
    """A paragraph that stands on the page of the next one: no signature is left without text."""
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _attachments(made: Docx, block: b.Attachments) -> None:
    _keep(made.add_paragraph())
    several = len(block.names) > 1
    for number, name in enumerate(block.names, start=1):
        lead = "附件：" if number == 1 else chr(0x3000) * 3
        shape = _keep(_paragraph(made, f"{lead}{f'{number}. ' if several else ''}{name}")).paragraph_format
        shape.first_line_indent = -Pt(64 if several else 48)
        shape.left_indent = Pt(32) - shape.first_line_indent


def _attachment_mark(made: Docx, block: b.AttachmentMark) -> None:
    _paragraph(made, block.text, "hei").paragraph_format.page_break_before = True


def _signature(made: Docx, block: b.Signature) -> None:
    _keep(made.add_paragraph())
    for text, characters in ((block.issuer, 2), (block.day, 4)):
        shape = _paragraph(made, text, align="right").paragraph_format
        shape.right_indent, shape.keep_together = Pt(16 * characters), True
        shape.keep_with_next = text is block.issuer


def _page_break(made: Docx, _: b.PageBreak) -> None:
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _note(made: Docx, block: b.Note) -> None:
    note = _paragraph(made, block.text, "song", size=Twips(210))
    off_grid(note)
    note.paragraph_format.line_spacing, note.paragraph_format.space_before = Pt(15), Pt(3)


_WRITERS: Mapping[type[Any], Callable[[Docx, Any], Any]] = {
    b.Letterhead: _letterhead,
    b.Title: _title,
    b.Addressee: lambda made, block: _paragraph(made, block.text),
    b.Heading: _heading,
    b.Paragraph: lambda made, block: _paragraph(made, block.text, indent=True),
    b.Line: lambda made, block: _keep(_paragraph(made, block.text, align=block.align)),
    b.Note: _note,
    b.Table: write_table,
    b.Attachments: _attachments,
    b.AttachmentMark: _attachment_mark,
    b.Signature: _signature,
    b.PageBreak: _page_break,
}
