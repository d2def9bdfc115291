"""A form as an Excel workbook: what is filled already, and unlocked cells for the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from workflow.points import exact, plain
from workflow.workbooks.form import (
    ABSENCE,
    ANSWER,
    ASKED,
    ASKED_COLUMNS,
    CASE,
    CLAIM_COLUMNS,
    CLAIMS,
    CODE,
    GUIDE,
    HEAD,
    HOW,
    LINES,
    LISTS,
    OFFICIAL,
    OFFICIAL_COLUMNS,
    SPARE_CLAIMS,
    SPARE_LINES,
    STAMP,
    TOTAL,
    YES,
    Form,
    LineKind,
    Official,
    OfficialTotal,
    Question,
    claim_name,
    claims_in,
)
from workflow.workbooks.form_cells import claim_slots
from workflow.workbooks.form_lists import Lists
from workflow.workbooks.writing import Formula, content, new_workbook, write, write_row

DIGITS = 15
"""Significant digits that a spreadsheet keeps; a longer figure is written as text."""

_WIDTHS: Mapping[str, Sequence[int]] = {
    GUIDE: (100,),
    ASKED: (9, 20, 34, 22, 24, 36, 30, 30, 26, 30),
    LINES: (48, 40, 8, 10, 40, *(14,) * 20),
    CLAIMS: (8, 44, 34, 10, 24, 30, 14, 50),
    OFFICIAL: (18, 7, 16, 70, 8, 10, 10),
}
LINE_HEIGHT, HIGHEST = 14, 400
"""Of one line of a cell, and of a row, in points."""

_LINE = Side(style="thin", color="B8C0CC")
_FILLS = {"title": None, "note": None, "head": "DDE3EC", "word": None, "hint": None, "shut": "EEEEEE"}
_OPEN = "FFF8DC"
_KEPT = re.compile(r"-lines-([0-9]+)-")


def written(form: Form, boxes: Mapping[str, str]) -> bytes:
    """The file of a form with what stands in its boxes, by name; blank boxes may be left out."""
    book = new_workbook(form.title)
    for style in _styles():
        book.add_named_style(style)
    for name in form.sheets:
        book.create_sheet(name)
    _write_guide(book[GUIDE], form)
    _write_asked(book, form, boxes)
    _write_lines(book, form, boxes)
    if form.events:
        _write_claims(book, form, boxes)
    _write_official(book[OFFICIAL], form)
    for row, pair in enumerate(form.stamp.items(), start=1):
        write_row(book[STAMP], row, pair)
    book[LISTS].sheet_state, book[STAMP].sheet_state = "hidden", "veryHidden"
    book.active = form.sheets.index(ASKED)
    for name in form.sheets:
        _protect(book[name])
        _fit(book[name])
    return content(book)


def _styles() -> Iterator[NamedStyle]:
    wrapped, border = Alignment(vertical="top", wrap_text=True), Border(*[_LINE] * 4)
    for name, fill in _FILLS.items():
        bordered = {} if name in ("title", "note") else {"border": border, "alignment": wrapped}
        shown = Font(bold=name in ("title", "head"), size=14 if name == "title" else 10)
        shown.color = "5A6472" if name in ("hint", "note") else None
        filled = {"fill": PatternFill("solid", fgColor=fill)} if fill else {}
        yield NamedStyle(name=f"kp {name}", font=shown, **bordered, **filled)
    for name, number_format in (("text", "@"), ("figure", "General")):
        yield NamedStyle(
            name=f"kp {name}",
            font=Font(size=10),
            border=border,
            alignment=wrapped,
            fill=PatternFill("solid", fgColor=_OPEN),
            number_format=number_format,
            protection=Protection(locked=False),
        )


def _put(sheet: Any, row: int, column: int, style: str, value: str | Decimal | None = None) -> None:
    cell = sheet.cell(row, column)
    cell.style = f"kp {style}"
    if value not in (None, ""):
        write(cell, value)


def _write_head(sheet: Any, form: Form, columns: Sequence[str]) -> None:
    _put(sheet, 1, 1, "title", form.title)
    _put(sheet, 2, 1, "note", form.about)
    for column, title in enumerate(columns, start=1):
        _put(sheet, HEAD, column, "head", title)
    sheet.freeze_panes = sheet.cell(HEAD + 1, 1)
    sheet.print_title_rows = f"{HEAD}:{HEAD}"


def _write_guide(sheet: Any, form: Form) -> None:
    _put(sheet, 1, 1, "title", form.title)
    _put(sheet, 2, 1, "note", form.about)
    for row, text in enumerate(form.guide, start=HEAD):
        _put(sheet, row, 1, "word", text)


def _write_asked(book: Workbook, form: Form, boxes: Mapping[str, str]) -> None:
    sheet, lists = book[ASKED], Lists(book)
    _write_head(sheet, form, ASKED_COLUMNS)
    for row, question in enumerate(form.questions, start=HEAD + 1):
        for column, word in enumerate(question.words, start=1):
            _put(sheet, row, column, "word", word)
        _put(sheet, row, HOW, "hint", question.hint)
        for column in (ANSWER, *range(CASE, ABSENCE + 1)):
            _write_slot(sheet.cell(row, column), question, boxes)
            if (slot := question.slots.get(column)) and slot.choices:
                lists.offer(sheet, sheet.cell(row, column), tuple(slot.choices.values()))


def _write_slot(cell: Any, question: Question, boxes: Mapping[str, str]) -> None:
    slot = question.slots.get(cell.column)
    style = "shut" if slot is None or question.locked else "figure" if slot.figure else "text"
    text = boxes.get(slot.box, "") if slot else question.given if cell.column == ANSWER else ""
    shown = slot.choices.get(text, text) if slot else text
    _put(cell.parent, cell.row, cell.column, style, figure(shown) if slot and slot.figure else shown)


def figure(text: str) -> str | Decimal:
    """A number where a spreadsheet keeps it exactly and gives it back as it was; else the text."""
    try:
        number = exact(text)
    except ValueError:
        return text
    kept = plain(number) == text and len(number.as_tuple().digits) <= DIGITS
    return number if kept else text


def _write_lines(book: Workbook, form: Form, boxes: Mapping[str, str]) -> None:
    sheet, lists = book[LINES], Lists(book)
    _write_head(sheet, form, form.line_columns)
    filled = list(_lines(form, boxes))
    labels, yes = tuple(kind.label for kind in form.kinds if not kind.locked), (YES,)
    for row, line in enumerate([*filled, *[None] * SPARE_LINES], start=HEAD + 1):
        locked = line is not None and line[0].locked
        values = _line(form, *line, boxes) if line else ("",) * len(form.line_columns)
        for column, value in enumerate(values, start=1):
            style = "shut" if locked else "figure" if column in (3, 4) else "text"
            _put(sheet, row, column, style, figure(value) if column in (3, 4) else value)
        if labels and not locked:
            lists.offer(sheet, sheet.cell(row, 1), labels)
        for column in range(len(form.line_columns) - len(form.flags) + 1, len(form.line_columns) + 1):
            lists.offer(sheet, sheet.cell(row, column), yes)


def _lines(form: Form, boxes: Mapping[str, str]) -> Iterator[tuple[LineKind, str]]:
    """Every filled line in the order of the form: what it is about, and how the names of its boxes begin."""
    for prefix in dict.fromkeys(kind.prefix for kind in form.kinds):
        own = (name for name in boxes if name.startswith(f"{prefix}-lines-"))
        numbers = {int(match[1]) for name in own if (match := _KEPT.search(name))}
        for row in (f"{prefix}-lines-{number}" for number in sorted(numbers)):
            cause = boxes.get(f"{row}-cause", "")
            kind = next((one for one in form.kinds if (one.prefix, one.cause) == (prefix, cause)), None)
            if kind is not None:
                yield kind, row


def _line(form: Form, kind: LineKind, row: str, boxes: Mapping[str, str]) -> tuple[str, ...]:
    ticked = {word for flag, word in kind.flags.items() if boxes.get(f"{row}-flags-{flag}")}
    named = (boxes.get(f"{row}-{name}", "") for name in ("case", "count", "amount", "reason"))
    return (kind.label, *named, *(YES if word in ticked else "" for word in form.flags))


def _write_claims(book: Workbook, form: Form, boxes: Mapping[str, str]) -> None:
    """特殊因素: a line an event, the known ones with their codes."""
    sheet, lists = book[CLAIMS], Lists(book)
    _write_head(sheet, form, CLAIM_COLUMNS)
    labels = tuple(kind.label for kind in form.events if not kind.locked)
    shut = {kind.value for kind in form.events if kind.locked}
    codes = [*claims_in(boxes), *[""] * SPARE_CLAIMS]
    for row, code in enumerate(codes, start=HEAD + 1):
        locked = boxes.get(f"{claim_name(code)}-kind", "") in shut if code else not labels
        _put(sheet, row, CODE, "word", code)
        for column, slot in enumerate(claim_slots(claim_name(code), form.events), start=CODE + 1):
            text = boxes.get(slot.box, "")
            shown = slot.choices.get(text, text)
            style = "shut" if locked else "figure" if slot.figure else "text"
            _put(sheet, row, column, style, figure(shown) if slot.figure else shown)
        if not locked:
            lists.offer(sheet, sheet.cell(row, CODE + 1), labels)


def _write_official(sheet: Any, form: Form) -> None:
    _write_head(sheet, form, OFFICIAL_COLUMNS)
    counted = [official for official in form.officials if official.factor]
    row = HEAD
    for official in form.officials:
        words = (official.category, official.label, official.project, official.clause)
        _put_row(sheet, row := row + 1, "word", (*words, official.marks, official.mark, ""))
        if form.total and official is counted[-1]:
            _write_total(sheet, row := row + 1, form, form.total)


def _put_row(sheet: Any, row: int, style: str, values: Sequence[str | Decimal]) -> None:
    for column, value in enumerate(values, start=1):
        _put(sheet, row, column, style, value)


def _write_total(sheet: Any, row: int, form: Form, total: OfficialTotal) -> None:
    """合计: live sums of the rows above it, a figure where the total is no plain sum."""
    rows = list(zip(form.officials, range(HEAD + 1, row), strict=False))
    marks, mark = (Formula(f"={_sum(letter, rows)}") for letter in "EF")
    _put_row(sheet, row, "head", (TOTAL, "", "", total.how, marks, total.mark if total.how else mark, ""))


def _sum(letter: str, rows: Sequence[tuple[Official, int]]) -> str:
    """The sum of a column over all rows that count, each run of rows with its factor."""
    runs: list[tuple[Decimal, int, int]] = []
    for official, row in rows:
        factor, first, last = runs[-1] if runs else (None, 0, 0)
        if (official.factor, row) == (factor, last + 1):
            runs[-1] = (official.factor, first, row)
        else:
            runs.append((official.factor, row, row))
    named = ((factor, f"SUM({letter}{first}:{letter}{last})") for factor, first, last in runs if factor)
    return "+".join(text if factor == 1 else f"{plain(factor)}*{text}" for factor, text in named)


def _protect(sheet: Any) -> None:
    """Only what is to be filled can be changed by mistake; sizes may be changed. No password: a mistake is
    to be prevented, not an owner."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    for column, width in enumerate(_WIDTHS.get(sheet.title, ()), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _fit(sheet: Any) -> None:
    """Make every row as high as its longest text: not every program does so by itself."""
    widths = _WIDTHS.get(sheet.title, ())
    for cells in sheet.iter_rows(min_row=HEAD, max_col=len(widths) or None):
        texts = ((str(cell.value), widths[cell.column - 1]) for cell in cells if _worded(cell) and widths)
        lines = max((_lines_of(text, width) for text, width in texts), default=1)
        if lines > 1:
            sheet.row_dimensions[cells[0].row].height = min(lines * LINE_HEIGHT + 2, HIGHEST)


def _worded(cell: Any) -> bool:
    """Whether a cell shows the text that it holds."""
    return bool(cell.value) and cell.data_type != "f"


def _lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column; a Chinese sign is as wide as two letters."""
    signs = (sum(1 + (ord(sign) > 0x2E7F) for sign in line) for line in text.split("\n"))
    return sum(max(1, ceil(Decimal(count) / (width - 1))) for count in signs)
