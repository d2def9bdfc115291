"""The sheet of special factors: every claim, and what each item brings a unit within its limits."""

from typing import Any

from openpyxl import Workbook

from workflow.workbooks.working_paper_data import Paper, SpecialColumn, UnitTerms
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
from workflow.workbooks.writing import Formula, write

NAME = "特殊因素"
CLAIM_HEAD = ("序号", "项次", "单位", "事项", "文件", "核验", "计分")
LEFT = 3
FLOOR_ROW, CAP_ROW, FIRST = HEAD_ROW + 1, HEAD_ROW + 2, HEAD_ROW + 3


def write_special(book: Workbook, paper: Paper, title: str) -> Area:
    """The sheet, a line a unit above, a line a claim below; the column of each unit's sum."""
    hint = "上表由下表逐件相加，按每项的上下限计；下表浅黄色的得分可以改动。"
    sheet = new_sheet(book, NAME, title, paper.notice, hint)
    last = FIRST + len(paper.units) - 1
    claims = _claims(sheet, paper, last + 3)
    labels = [f"第{item.number}项 {item.title}" for item in paper.special]
    head(sheet, HEAD_ROW, ["序号", "代码", "单位", *labels, "合计（整数）", "合计（分）"], 48)
    for row, text, limits in (
        (FLOOR_ROW, "下限", [item.floor for item in paper.special]),
        (CAP_ROW, "上限", [item.cap for item in paper.special]),
    ):
        head(sheet, row, ["", "", text])
        for column, limit in enumerate(limits, start=LEFT + 1):
            framed(write(sheet.cell(row, column), limit), MARK)
    total = LEFT + len(paper.special) + 1
    for number, unit in enumerate(paper.units, start=1):
        row = FIRST + number - 1
        framed(write(sheet.cell(row, 1), number))
        framed(write(sheet.cell(row, 2), unit.code))
        framed(write(sheet.cell(row, 3), unit.name))
        for column, item in enumerate(paper.special, start=LEFT + 1):
            _item(sheet, row, column, item, unit, claims)
        span = f"{letters(LEFT + 1)}{row}:{letters(total - 1)}{row}"
        framed(write(sheet.cell(row, total), Formula(f"=SUM({span})")), WHOLE)
        framed(write(sheet.cell(row, total + 1), Formula(f"={letters(total)}{row}/分放大")), MARK)
    widths = {1: 6, 2: 10, 3: 16, 4: 40, 5: 26, 6: 14, 7: 14, 8: 14, 9: 12}
    finish(sheet, widths, f"D{FIRST}", (HEAD_ROW, HEAD_ROW), f"{letters(max(total + 1, 7))}{claims[2].last}")
    return Area(NAME, total, FIRST, last)


def _item(
    sheet: Any, row: int, column: int, item: SpecialColumn, unit: UnitTerms, claims: tuple[Area, Area, Area]
) -> None:
    """What one item brings, as a whole number; as the run kept it where there is more to it than limits."""
    cell = framed(sheet.cell(row, column), WHOLE)
    brought = sum((claim.counted for claim in unit.claims if claim.item == item.number), 0)
    if min(item.cap, max(item.floor, brought)) != unit.special[item.number]:
        write(cell, int(unit.special[item.number] * STEPS)).fill = GIVEN
        return
    numbers, items, marks = (area.whole for area in claims)
    brought_text = f"SUMPRODUCT(({numbers}=$A{row})*({items}={item.number})*ROUND({marks}*分放大,0))"
    letter = letters(column)
    limits = f"ROUND({letter}${CAP_ROW}*分放大,0),MAX(ROUND({letter}${FLOOR_ROW}*分放大,0)"
    write(cell, Formula(f"=MIN({limits},{brought_text}))"))


def _claims(sheet: Any, paper: Paper, top: int) -> tuple[Area, Area, Area]:
    """The claims below the units; the columns of the unit's number, the item and the marks."""
    head(sheet, top, CLAIM_HEAD)
    rows = [(number, claim) for number, unit in enumerate(paper.units, start=1) for claim in unit.claims]
    for row, (number, claim) in enumerate(rows, start=top + 1):
        framed(write(sheet.cell(row, 1), number))
        framed(write(sheet.cell(row, 2), claim.item))
        for column, text in enumerate((claim.unit, claim.title, claim.document, claim.decided), start=3):
            framed(write(sheet.cell(row, column), text))
        framed(write(sheet.cell(row, len(CLAIM_HEAD)), claim.counted), MARK).fill = INPUT
    last = top + max(len(rows), 1)
    return tuple(Area(NAME, column, top + 1, last) for column in (1, 2, len(CLAIM_HEAD)))  # type: ignore[return-value]
