"""A form that comes back as a workbook, by whatever program it was saved: its boxes, and where each stood.

Cells are found by their code and their title, never by their place alone. Whatever is not as it was given
out is refused by sheet, row and column, all at once.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from workflow.errors import Invalid
from workflow.workbooks.form import (
    ANSWER,
    ASKED,
    ASKED_COLUMNS,
    CLAIM_COLUMNS,
    CLAIMS,
    CODE,
    LINE_COLUMNS,
    LINES,
    OFFICIAL,
    OFFICIAL_COLUMNS,
    STAMP,
    YES,
    Form,
    GivenItem,
    LineKind,
    Question,
    Slot,
    claim_name,
    stamp_key,
)
from workflow.workbooks.form_cells import Place, claim_slots, number_text, read_text, same, squeezed
from workflow.workbooks.package import unreadable
from workflow.workbooks.reading import Book, Cell, Row, Sheet, read_book

_HEAD_WITHIN = 20
"""Rows among which the column titles are looked for."""

AGAIN = "重新下载一份，把填写的内容复制进去再上传"
"""What helps where a file itself is damaged."""


@dataclass(frozen=True)
class FilledForm:
    """What a form says: boxes by name, the cell of each, and what is wrong with single cells (cell → text).

    `stamp` is what the file says it belongs to.
    """

    boxes: Mapping[str, str]
    places: Mapping[str, Place]
    errors: Mapping[str, str]
    stamp: Mapping[str, str] = field(default_factory=dict)


def read_stamp(book: Book) -> dict[str, str]:
    """What a file says it belongs to. Raises Invalid (`file`) for a file that was not given out by us."""
    sheet = book.sheets.get(STAMP)
    if sheet is None:
        raise unreadable(f"这不是从本系统下载的填报表，或者其中隐藏的“{STAMP}”页被删掉了：{AGAIN}")
    return {row.cell(1).text: row.cell(2).text for row in sheet.rows}


def opened(content: bytes) -> Book:
    """The sheets of a form that came back. Raises Invalid (`file`)."""
    return read_book(content, (ASKED, LINES, CLAIMS, OFFICIAL, STAMP))


def read_form(book: Book, form: Form) -> FilledForm:
    """What was filled in. Raises Invalid with everything by which the form is not what was given out."""
    reading = _Reading(form)
    reading.require_sheets(book)
    reading.require_untouched(book)
    reading.read_questions(book.sheets[ASKED])
    reading.read_lines(book.sheets[LINES])
    if form.events:
        reading.read_claims(book.sheets[CLAIMS], read_stamp(book))
    if reading.damage:
        raise Invalid(reading.damage)
    return FilledForm(reading.boxes, reading.places, reading.errors, read_stamp(book))


class _Reading:
    """One file being read: `damage` is what is not as it was given out, `errors` what was filled wrongly."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.boxes: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.damage: dict[str, str] = {}
        self.errors: dict[str, str] = {}

    def require_sheets(self, book: Book) -> None:
        """See that all sheets are there and no other one. Raises Invalid (`file`)."""
        filled = [name for name in (ASKED, LINES, CLAIMS, OFFICIAL) if name in self.form.sheets]
        if missing := [name for name in filled if name not in book.sheets]:
            raise unreadable(f"缺少工作表“{'”“'.join(missing)}”：{AGAIN}")
        if strange := [name for name in book.names if name not in self.form.sheets]:
            raise unreadable(f"多了工作表“{'”“'.join(strange)}”，其中的内容不会读取：删去以后再上传")

    def head(self, name: str, sheet: Sheet, titles: tuple[str, ...]) -> int:
        """The row of the column titles, 0 where there is none; wrong titles are noted."""
        self._require_open(name, sheet)
        for row in sheet.rows:
            if row.line <= _HEAD_WITHIN and any(same(cell.text, titles[0]) for cell in row.cells):
                for column, title in enumerate(titles, start=1):
                    found = row.cell(column).text
                    if not same(found, title):
                        text = f"列标题应是“{title}”，读到“{found}”：各列恢复原来的次序，或者{AGAIN}"
                        self._damaged(Place(name, row.line, column), text)
                return row.line
        self._damaged(Place(name, 1, 1), f"没有找到列标题“{titles[0]}”：{AGAIN}")
        return 0

    def _require_open(self, name: str, sheet: Sheet) -> None:
        last = max((row.line for row in sheet.rows), default=0)
        for line in sorted(line for line in sheet.shape.rows if line <= last):
            text = f"第 {line} 行隐藏了，看不见的内容不能导入：取消隐藏和筛选以后再上传"
            self._damaged(Place(name, line, 1), text)
        for column in sorted(sheet.shape.columns):
            if column <= len(ASKED_COLUMNS):
                text = f"{get_column_letter(column)} 列隐藏了：取消隐藏以后再上传"
                self._damaged(Place(name, 1, column), text)
        for merged in sheet.shape.merged:
            self.damage[f"{name}!{merged}"] = f"{name}!{merged}：单元格合并了：取消合并以后再上传。"

    def read_questions(self, sheet: Sheet) -> None:
        """All rows of 填报, each once, by their codes."""
        head = self.head(ASKED, sheet, ASKED_COLUMNS)
        if not head:
            return
        left = {question.code: question for question in self.form.questions}
        seen: dict[str, int] = {}
        for row in (row for row in sheet.rows if row.line > head):
            code = unicodedata.normalize("NFKC", row.cell(CODE).text)
            place = Place(ASKED, row.line, CODE)
            if code in seen:
                self._damaged(place, f"编号 {code} 在第 {seen[code]} 行已经有了：只留一行")
            elif code not in left:
                self._damaged(place, f"编号读到“{code}”，评定表中没有这一行：删去这一行，或者{AGAIN}")
            else:
                self._question(row, left.pop(code))
            seen.setdefault(code, row.line)
        for code, question in left.items():
            lost = f"{ASKED}：少了编号 {code} 一行（{question.item}，{question.asked}）：{AGAIN}。"
            self.damage[f"{ASKED}!{code}"] = lost

    def _question(self, row: Row, question: Question) -> None:
        for column, word in enumerate(question.words, start=1):
            if not same(row.cell(column).text, word):
                text = f"原文是“{_cut(word)}”，读到“{_cut(row.cell(column).text)}”：恢复原文，或者{AGAIN}"
                self._damaged(Place(ASKED, row.line, column), text)
        for column in range(ANSWER, len(row.cells) + 1):
            slot, cell = question.slots.get(column), row.cell(column)
            place = Place(ASKED, row.line, column, question.item)
            if slot is not None:
                self.places[slot.box] = place
                self._take(place, slot, cell)
            elif column > len(ASKED_COLUMNS) or (column > ANSWER + 1):
                self._require_blank(place, cell)
        for column, slot in question.slots.items():
            self.places.setdefault(slot.box, Place(ASKED, row.line, column, question.item))

    def _require_blank(self, place: Place, cell: Cell) -> None:
        if cell.text or cell.problem:
            self._wrong(place, f"读到“{_shown(cell)}”，这一格不用填，填了不会导入：清空这一格")

    def _take(self, place: Place, slot: Slot, cell: Cell) -> None:
        try:
            text = read_text(slot, cell)
        except ValueError as error:
            self._wrong(place, str(error))
        else:
            if text:
                self.boxes[slot.box] = text

    def read_lines(self, sheet: Sheet) -> None:
        """All lines of 扣分明细, numbered in their order below what they are about."""
        head = self.head(LINES, sheet, self.form.line_columns)
        kinds = {squeezed(kind.label): kind for kind in self.form.kinds}
        counted: dict[str, int] = {}
        for row in (row for row in sheet.rows if row.line > head > 0):
            label = row.cell(1).text
            kind = kinds.get(squeezed(label))
            if kind is None:
                found = f"读到“{_cut(label)}”，" if label else "这一行没有选，"
                self._wrong(Place(LINES, row.line, 1), f"{found}从下拉列表中选“{LINE_COLUMNS[0]}”")
                continue
            if not any(cell.text or cell.problem for cell in row.cells[1:]):
                text = "选了要点和情形，这一行没有写别的：写完整，或者清空这一格"
                self._wrong(Place(LINES, row.line, 1), text)
                continue
            number = counted[kind.prefix] = counted.get(kind.prefix, -1) + 1
            self._line(row, kind, f"{kind.prefix}-lines-{number}")

    def _line(self, row: Row, kind: LineKind, prefix: str) -> None:
        first = Place(LINES, row.line, 1, kind.label)
        self.places |= {prefix: first, f"{prefix}-cause": first, f"{prefix}-flags": first}
        if kind.cause:
            self.boxes[f"{prefix}-cause"] = kind.cause
        for column, name in enumerate(("case", "count", "amount", "reason"), start=2):
            place = Place(LINES, row.line, column, kind.label)
            self.places[f"{prefix}-{name}"] = place
            self._take(place, Slot(f"{prefix}-{name}", figure=name in ("count", "amount")), row.cell(column))
        own = {word: flag for flag, word in kind.flags.items()}
        for column, word in enumerate(self.form.flags, start=len(LINE_COLUMNS) + 1):
            place, cell = Place(LINES, row.line, column, kind.label), row.cell(column)
            if word in own:
                self._take(place, Slot(f"{prefix}-flags-{own[word]}", {"1": YES}), cell)
            else:
                self._require_blank(place, cell)
        for column in range(len(self.form.line_columns) + 1, len(row.cells) + 1):
            self._require_blank(Place(LINES, row.line, column), row.cell(column))

    def read_claims(self, sheet: Sheet, stamp: Mapping[str, str]) -> None:
        """All lines of 特殊因素; new ones are called by their row."""
        head = self.head(CLAIMS, sheet, CLAIM_COLUMNS)
        seen: dict[str, int] = {}
        for row in (row for row in sheet.rows if row.line > head > 0):
            cell, place = row.cell(CODE), Place(CLAIMS, row.line, CODE)
            code = unicodedata.normalize("NFKC", cell.text)
            if cell.problem:
                self._wrong(place, f"读到“{_shown(cell)}”，编号被改动过：恢复原来的编号，或者{AGAIN}")
            elif code in seen:
                text = f"编号 {code} 在第 {seen[code]} 行已经有了：另一件事写在空白行，不写编号"
                self._wrong(place, text)
            elif code and not (code.isdecimal() and claim_name(code) in stamp):
                text = f"读到“{_cut(code)}”，没有给出这个编号：新申报的不写编号，清空这一格"
                self._wrong(place, text)
            elif any(cell.text or cell.problem for cell in row.cells[1:]):
                self._claim(row, claim_name(code or f"new{row.line}"))
            if code:
                seen.setdefault(code, row.line)

    def _claim(self, row: Row, name: str) -> None:
        for column, slot in enumerate(claim_slots(name, self.form.events), start=CODE + 1):
            place = self.places[slot.box] = Place(CLAIMS, row.line, column)
            self._take(place, slot, row.cell(column))
        for column in range(len(CLAIM_COLUMNS) + 1, len(row.cells) + 1):
            self._require_blank(Place(CLAIMS, row.line, column), row.cell(column))

    def require_untouched(self, book: Book) -> None:
        """See that nobody has changed marks on 评定表, where they would be lost."""
        sheet, marks = book.sheets[OFFICIAL], dict(self._marks(read_stamp(book)))
        head = self.head(OFFICIAL, sheet, OFFICIAL_COLUMNS)
        for row in (row for row in sheet.rows if row.line > head > 0):
            mark, given = row.cell(6), row.cell(7)
            known = marks.get(row.cell(2).text)
            if known is not None and (mark.problem or number_text(mark.text) != known):
                text = "自评得分由系统按“填报”页计算，改了不会导入：恢复原来的内容，在“填报”页填写"
                self._wrong(Place(OFFICIAL, row.line, 6), f"读到“{_shown(mark)}”，{text}")
            if given.text or given.problem:
                text = "评定得分由评定单位给出，不从这里导入：清空这一格"
                self._wrong(Place(OFFICIAL, row.line, 7), f"读到“{_shown(given)}”，{text}")

    def _marks(self, stamp: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The marks as they were given out, by the label of the item."""
        for official in self.form.officials:
            with suppress(KeyError, ValueError):
                yield official.label, GivenItem.read(stamp[stamp_key(official.number)]).mark

    def _damaged(self, place: Place, text: str) -> None:
        self.damage.setdefault(str(place), f"{place.told}：{text}。")

    def _wrong(self, place: Place, text: str) -> None:
        self.errors.setdefault(str(place), f"{place.told}：{text}。")


def _shown(cell: Cell) -> str:
    return _cut(cell.text or cell.found)


def _cut(text: str) -> str:
    return f"{text[:40]}{'…' if len(text) > 40 else ''}"
