"""The sheet of places: ranks, grades and the last places by formula, beside what the run has kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill

from workflow.workbooks.working_paper_data import Paper, UnitTerms
from workflow.workbooks.working_paper_layout import (
    GIVEN,
    HEAD_ROW,
    SHOWN,
    WHOLE,
    finish,
    framed,
    head,
    letters,
    new_sheet,
)
from workflow.workbooks.working_paper_scale import LARGEST, MARK, Scale
from workflow.workbooks.working_paper_summary import Summed, rounded
from workflow.workbooks.writing import Formula, write

NAME = "排名"
FIRST = HEAD_ROW + 1
VETOED = "一票否决"
_WRONG = PatternFill("solid", bgColor="F8CBAD")


@dataclass(frozen=True)
class _Column:
    key: str
    title: str
    form: str
    width: int
    value: str | int
    kept: bool = False


def write_ranking(book: Workbook, paper: Paper, scale: Scale, title: str, summed: Summed) -> None:
    """The sheet, in the order of the run; ranks come from whole numbers and follow every change."""
    hint = (
        "名次由“最终得分（整数）”比较得出。改动得分后行序不变，名次随之变化；灰色各列是本次计算保存的结果。"
    )
    sheet = new_sheet(book, NAME, title, paper.notice, hint)
    last = FIRST + len(paper.units) - 1
    width = 0
    for number, unit in enumerate(paper.units):
        columns = _columns(paper, scale, summed, unit, number)
        places = {column.key: letters(place) for place, column in enumerate(columns, start=1)}
        if not number:
            head(sheet, HEAD_ROW, [column.title for column in columns], 48)
            finish(
                sheet,
                {place: column.width for place, column in enumerate(columns, start=1)},
                f"C{FIRST}",
                (HEAD_ROW, HEAD_ROW),
                f"{letters(len(columns))}{last}",
            )
            width = len(columns)
        _line(sheet, FIRST + number, columns, places, last)
    checked = letters(width)
    wrong = FormulaRule(formula=[f'${checked}{FIRST}="不一致"'], fill=_WRONG)
    sheet.conditional_formatting.add(f"A{FIRST}:{checked}{last}", wrong)


def _line(sheet: Any, row: int, columns: Sequence[_Column], places: dict[str, str], last: int) -> None:
    own = {key: f"{letter}{row}" for key, letter in places.items()}
    spans = {f"{key}s": f"{letter}${FIRST}:{letter}${last}" for key, letter in places.items()}
    for place, column in enumerate(columns, start=1):
        value = column.value
        if isinstance(value, Formula):
            value = Formula(value.format(**own, **spans))
        cell = framed(write(sheet.cell(row, place), value), column.form)
        if column.kept:
            cell.fill = GIVEN


def _columns(paper: Paper, scale: Scale, summed: Summed, unit: UnitTerms, number: int) -> Sequence[_Column]:
    vetoes = paper.with_vetoes
    counted = summed.whole.there(summed.whole.first + number)
    final = f'=IF({{veto}}="{VETOED}",0,{counted})' if vetoes else f"={counted}"
    key = "key" if vetoes else "final"
    columns = [
        _Column("rank", "名次", "0", 7, Formula(f"=RANK({{{key}}},{{{key}s}},0)")),
        _Column("name", "单位", "", 18, unit.name),
        _Column("final", "最终得分（整数）", WHOLE, 22, Formula(final)),
        _Column("shown", "最终得分（分）", SHOWN, 15, Formula(f"={rounded('{final}', '得分放大')}")),
    ]
    if vetoes:
        behind = f'=IF({{veto}}="{VETOED}",-{LARGEST},{{final}})'
        columns.append(_Column("veto", VETOED, "", 11, VETOED if unit.vetoes else ""))
        columns.append(_Column("key", "排序用整数（被否决的列最后）", WHOLE, 22, Formula(behind)))
    if paper.grouped:
        within = f"=1+SUMPRODUCT(({{groups}}={{group}})*({{{key}s}}>{{{key}}}))"
        columns.append(_Column("group", "组别", "", 12, unit.group))
        columns.append(_Column("group_rank", "本组名次", "0", 8, Formula(within)))
    if paper.bands:
        columns.append(_Column("grade", "等次", "", 8, Formula(_grade(paper, scale, vetoes))))
    last = f"后{paper.bottom}位"
    if paper.bottom:
        fallen = f'=IF(RANK({{{key}}},{{{key}s}},1)<=后位数,"{last}","")'
        columns.append(_Column("bottom", last, "", 9, Formula(fallen)))
    return [*columns, *_kept(paper, scale, unit, last)]


def _grade(paper: Paper, scale: Scale, vetoes: bool) -> str:
    """The first band, from the best down, that a score reaches."""
    formula = '""'
    for name, at_least in reversed(paper.bands):
        text = '"{}"'.format(name.replace('"', '""').replace("{", "{{").replace("}", "}}"))
        reached = None if at_least is None else int(at_least * MARK) * (scale.final // MARK)
        formula = text if reached is None else f"IF({{final}}>={reached},{text},{formula})"
    return f'=IF({{veto}}="{VETOED}","",{formula})' if vetoes else f"={formula}"


def _kept(paper: Paper, scale: Scale, unit: UnitTerms, last: str) -> Sequence[_Column]:
    """What the run has kept, and whether this paper agrees."""
    columns = [
        _Column("kept_final", "本次计算：最终得分（整数）", WHOLE, 22, scale.steps(unit.final), kept=True),
        _Column("kept_rank", "本次计算：名次", "0", 10, unit.rank, kept=True),
    ]
    agreed = ["{final}={kept_final}", "{rank}={kept_rank}"]
    if paper.grouped:
        columns.append(_Column("kept_place", "本次计算：本组名次", "0", 10, unit.group_rank, kept=True))
        agreed.append("{group_rank}={kept_place}")
    if paper.bands:
        columns.append(_Column("kept_grade", "本次计算：等次", "", 10, unit.grade, kept=True))
        agreed.append("{grade}={kept_grade}")
    if paper.bottom:
        columns.append(
            _Column("kept_bottom", f"本次计算：{last}", "", 10, last if unit.bottom else "", kept=True)
        )
        agreed.append("{bottom}={kept_bottom}")
    same = Formula(f'=IF(AND({",".join(agreed)}),"一致","不一致")')
    return [*columns, _Column("same", "核对", "", 9, same)]
