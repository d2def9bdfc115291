"""The sheets of item marks: one line a form, one column an item, the total by a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment

from workflow.workbooks.working_paper_data import ItemColumn, Paper, SheetRow
from workflow.workbooks.working_paper_layout import (
    GIVEN,
    HEAD_ROW,
    INPUT,
    MARK,
    WHOLE,
    Area,
    finish,
    framed,
    head,
    letters,
    new_sheet,
)
from workflow.workbooks.working_paper_scale import MARK as STEPS
from workflow.workbooks.working_paper_scale import Scale, power
from workflow.workbooks.writing import Formula, write

LEFT = ("序号", "单位", "代码", "填报单位", "计分")
ZERO = "按0分计"
FULL_ROW, FACTOR_ROW, OUTSIDE_ROW = HEAD_ROW + 2, HEAD_ROW + 3, HEAD_ROW + 4
FIRST = HEAD_ROW + 5
GIVEN_NOTE = "本行合计取自本次计算保存的数：各项得分要与全部单位比较后才能确定，或有换算，不能由本行重算"


@dataclass(frozen=True)
class Line:
    """One line: the number of the ranked unit that it counts for, that unit's name, and the form."""

    number: int
    unit: str
    row: SheetRow


@dataclass(frozen=True)
class Placed:
    """A finished sheet: the columns that others count with."""

    number: Area
    total: Area
    bonus: Area | None


def write_items(
    book: Workbook, paper: Paper, scale: Scale, name: str, title: str, lines: Sequence[Line]
) -> Placed:
    """A sheet of item marks with its totals as whole numbers."""
    hint = "浅黄色的是各项得分，可以改动，合计、汇总和排名随之重算。没有填写得分的，计0分。"
    sheet = new_sheet(book, name, title, paper.notice, hint)
    table = _Table(sheet, paper, scale, lines)
    table.heading()
    for row, line in enumerate(lines, start=FIRST):
        table.line(row, line)
    table.finish()
    last = FIRST + max(len(lines), 1) - 1
    bonus = Area(name, table.bonus, FIRST, last) if table.bonus else None
    return Placed(Area(name, 1, FIRST, last), Area(name, table.total, FIRST, last), bonus)


class _Table:
    def __init__(self, sheet: Any, paper: Paper, scale: Scale, lines: Sequence[Line]) -> None:
        self._sheet, self._paper, self._scale, self._lines = sheet, paper, scale, lines
        self._items: Sequence[ItemColumn] = paper.items
        self._first, self._last = len(LEFT) + 1, len(LEFT) + len(paper.items)
        after = self._last + 1
        self._dropped = after if any(line.row.dropped for line in lines) else 0
        self.total = after + bool(self._dropped)
        self.bonus = self.total + 2 if paper.with_bonus else 0
        self._note = self.total + 2 + bool(self.bonus)

    def heading(self) -> None:
        """Labels, titles, full marks and what each item counts."""
        right = ["不适用项分值"] * bool(self._dropped) + ["合计（整数）", "合计（分）"]
        right += ["加减分（整数）"] * bool(self.bonus) + ["说明"]
        labels = [f"第{item.label}项" if item.label.isdigit() else item.label for item in self._items]
        head(self._sheet, HEAD_ROW, [*LEFT, *labels, *right], 32)
        head(self._sheet, HEAD_ROW + 1, ["", "", "", "", "项目", *(item.title for item in self._items)], 96)
        rows: Sequence[tuple[int, str, Sequence[int | Decimal]]] = (
            (FULL_ROW, "分值", [item.full for item in self._items]),
            (
                FACTOR_ROW,
                "计入合计的系数（整数）",
                [int(i.factor * self._scale.factors) for i in self._items],
            ),
            (OUTSIDE_ROW, "加减分项（1为是）", [int(not item.factor) for item in self._items]),
        )
        for row, text, figures in rows:
            head(self._sheet, row, ["", "", "", "", text])
            for column, figure in enumerate(figures, start=self._first):
                framed(write(self._sheet.cell(row, column), figure), MARK)
        self._sheet.row_dimensions[OUTSIDE_ROW].hidden = not self.bonus

    def line(self, row: int, line: Line) -> None:
        """One form."""
        told, sheet = line.row, self._sheet
        framed(write(sheet.cell(row, 1), line.number))
        for column, text in enumerate(
            (line.unit, told.code, told.name, ZERO if told.counted_zero else ""), 2
        ):
            framed(write(sheet.cell(row, column), text))
        for column, item in enumerate(self._items, start=self._first):
            cell = framed(write(sheet.cell(row, column), told.marks.get(item.label)), MARK)
            cell.fill = INPUT
        if self._dropped:
            framed(write(sheet.cell(row, self._dropped), told.dropped), MARK)
        exact = self._total(row, told)
        shown = f"={letters(self.total)}{row}/分放大/系数放大"
        framed(write(sheet.cell(row, self.total + 1), Formula(shown)), MARK)
        if self.bonus:
            self._bonus(row, told)
        notes = [told.note] * bool(told.note) + [GIVEN_NOTE] * (not exact)
        framed(write(sheet.cell(row, self._note), "；".join(notes)))

    def _span(self, row: int, fixed: str = "") -> str:
        return f"{letters(self._first)}{fixed}{row}:{letters(self._last)}{fixed}{row}"

    def _marks(self, row: int) -> str:
        return f"ROUND({self._span(row)}*分放大,0)"

    def _total(self, row: int, told: SheetRow) -> bool:
        """The total by a formula where the items give it; whether they do."""
        cell = framed(self._sheet.cell(row, self.total), WHOLE)
        steps = self._scale.total
        if told.counted_zero:
            formula = f'=IF($E{row}="{ZERO}",0,SUMPRODUCT({self._marks(row)},{self._span(FACTOR_ROW, "$")}))'
            write(cell, Formula(formula))
            return True
        if self._reckoned(told) != told.total * steps:
            write(cell, int(told.total * steps)).fill = GIVEN
            return False
        counted = f"SUMPRODUCT({self._marks(row)},{self._span(FACTOR_ROW, '$')})"
        write(cell, Formula(f"={self._scaled(row, told, counted) if told.dropped else counted}"))
        return True

    def _scaled(self, row: int, told: SheetRow, counted: str) -> str:
        """What the rest counts when it is scaled up to the full mark, half-up to a step of the scheme."""
        step, times = int(told.quantum * self._scale.total), power(self._paper.full_mark, told.dropped)
        full = int(self._paper.full_mark * times)
        left = f"({full}-ROUND({letters(self._dropped)}{row}*{times},0))"
        return f"INT((2*{counted}*{full}+{step}*{left})/(2*{step}*{left}))*{step}"

    def _reckoned(self, told: SheetRow) -> int:
        """What the formula will find."""
        scale, paper = self._scale, self._paper
        counted = sum(
            int(told.marks.get(item.label, 0) * STEPS) * int(item.factor * scale.factors)
            for item in paper.items
        )
        if not told.dropped:
            return counted
        step, times = int(told.quantum * scale.total), power(paper.full_mark, told.dropped)
        full, left = int(paper.full_mark * times), int((paper.full_mark - told.dropped) * times)
        return (2 * counted * full + step * left) // (2 * step * left) * step

    def _bonus(self, row: int, told: SheetRow) -> None:
        cell = framed(self._sheet.cell(row, self.bonus), WHOLE)
        outside = [item.label for item in self._items if not item.factor]
        if sum((told.marks.get(label, 0) for label in outside), 0) == told.bonus:
            write(cell, Formula(f"=SUMPRODUCT({self._marks(row)},{self._span(OUTSIDE_ROW, '$')})"))
        else:
            write(cell, int(told.bonus * STEPS)).fill = GIVEN

    def finish(self) -> None:
        """Widths, frozen panes, print."""
        widths = {1: 6, 2: 14, 3: 10, 4: 16, 5: 11}
        widths |= dict.fromkeys(range(self._first, self._last + 1), 7)
        widths |= {self.total: 14, self.total + 1: 9, self._note: 40}
        if self.bonus:
            widths[self.bonus] = 12
        for row in range(FIRST, FIRST + len(self._lines)):
            self._sheet.cell(row, self._note).alignment = Alignment(wrap_text=True, vertical="center")
        frozen = f"{letters(self._first)}{FIRST}"
        last = f"{letters(self._note)}{FIRST + len(self._lines) - 1}"
        finish(self._sheet, widths, frozen, (HEAD_ROW, OUTSIDE_ROW), last)
