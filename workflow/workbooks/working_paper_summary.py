"""The sheet that weighs: means, self scores, assessor's marks, special factors, final scores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from workflow.workbooks.working_paper_data import Paper, UnitTerms
from workflow.workbooks.working_paper_items import ZERO, Placed
from workflow.workbooks.working_paper_layout import (
    HEAD_ROW,
    SHOWN,
    WHOLE,
    Area,
    finish,
    framed,
    head,
    letters,
    new_sheet,
)
from workflow.workbooks.writing import Formula, write

NAME = "汇总"
FIRST = HEAD_ROW + 1


@dataclass(frozen=True)
class Parts:
    """The sheets that are weighed; None for what the year does not have."""

    below: Placed | None
    own: Placed | None
    rated: Placed | None
    special: Area | None


@dataclass(frozen=True)
class Summed:
    """The columns of the final score: as a whole number, and as it is shown."""

    whole: Area
    shown: Area


@dataclass(frozen=True)
class _Column:
    key: str
    title: str
    form: str
    width: int
    cell: Callable[[int, UnitTerms], str | int]


def rounded(cell: str, step: str) -> str:
    """A whole number as marks with two places, half-up, counted in whole numbers; `step` is 1 mark."""
    return f"SIGN({cell})*INT((ABS({cell})+{step}/200)/({step}/100))/100"


def write_summary(book: Workbook, paper: Paper, title: str, parts: Parts) -> Summed:
    """The sheet, one line a ranked unit."""
    hint = "本表都是公式。“整数”各列用于计算，“分”各列只用于显示，四舍五入到两位小数，不参与计算。"
    sheet = new_sheet(book, NAME, title, paper.notice, hint)
    columns = _Columns(paper, parts).all()
    head(sheet, HEAD_ROW, [column.title for column in columns], 48)
    for number, unit in enumerate(paper.units, start=1):
        row = FIRST + number - 1
        for place, column in enumerate(columns, start=1):
            framed(write(sheet.cell(row, place), column.cell(row, unit)), column.form)
    last = FIRST + len(paper.units) - 1
    widths = {place: column.width for place, column in enumerate(columns, start=1)}
    finish(sheet, widths, f"D{FIRST}", (HEAD_ROW, HEAD_ROW), f"{letters(len(columns))}{last}")
    keys = [column.key for column in columns]
    return Summed(
        Area(NAME, keys.index("final") + 1, FIRST, last), Area(NAME, keys.index("shown") + 1, FIRST, last)
    )


class _Columns:
    """The columns that a year has, in order; a formula names others by their key in braces."""

    def __init__(self, paper: Paper, parts: Parts) -> None:
        self._paper, self._parts = paper, parts
        self._numbers = {id(unit): number for number, unit in enumerate(paper.units, start=1)}

    def all(self) -> Sequence[_Column]:
        """Every column with its formulas resolved."""
        raw = [*self._head(), *self._self(), *self._rated(), *self._added(), *self._final()]
        places = {column.key: letters(place) for place, column in enumerate(raw, start=1)}
        return [self._resolved(column, places) for column in raw]

    def _resolved(self, column: _Column, places: dict[str, str]) -> _Column:
        def cell(row: int, unit: UnitTerms) -> str | int:
            value = column.cell(row, unit)
            if not isinstance(value, Formula):
                return value
            return Formula(value.format(**{key: f"{letter}{row}" for key, letter in places.items()}))

        return _Column(column.key, column.title, column.form, column.width, cell)

    def _head(self) -> Sequence[_Column]:
        return (
            _Column("number", "序号", "", 6, lambda _, unit: self._numbers[id(unit)]),
            _Column("code", "代码", "", 10, lambda _, unit: unit.code),
            _Column("name", self._paper.words.subject, "", 16, lambda _, unit: unit.name),
        )

    def _self(self) -> Sequence[_Column]:
        own = self._parts.own
        if own is None:
            return ()
        total, step = _looked_up(own.total, own), "(得分放大/自评评定权重和)"
        alone = "{own}*本级下级权重和*公倍数"
        score = f"IF({{count}}=0,{alone},{{own}}*本级权重*公倍数+{{sum}}*下级权重*{{share}})"
        weighed = score if self._parts.below else alone
        decided = f'=IF({{zero}}="{ZERO}",0,{weighed})'
        return (
            _Column("zero", "自评计分", "", 12, lambda _, unit: ZERO if unit.zero else ""),
            _Column("own", "本级合计（整数）", WHOLE, 14, _always(total)),
            *self._mean(),
            _Column("self", "自评得分（整数）", WHOLE, 20, _always(decided)),
            _Column("self_shown", "自评得分（分）", SHOWN, 10, _always(f"={rounded('{self}', step)}")),
        )

    def _mean(self) -> Sequence[_Column]:
        below, word = self._parts.below, self._paper.words.below
        if below is None:
            return ()
        count = f"=COUNTIF({below.number.whole},{{number}})"
        total = f"=SUMIF({below.number.whole},{{number}},{below.total.whole})"
        mean = f'=IF({{count}}=0,"无",{rounded("{sum}", "({count}*分放大*系数放大)")})'
        return (
            _Column("count", f"{word}数", "0", 9, _always(count)),
            _Column("sum", f"{word}合计之和（整数）", WHOLE, 16, _always(total)),
            _Column("mean", f"{word}平均（分）", SHOWN, 10, _always(mean)),
            _Column("share", f"公倍数÷{word}数", WHOLE, 11, _always("=IF({count}=0,0,公倍数/{count})")),
        )

    def _rated(self) -> Sequence[_Column]:
        rated, word = self._parts.rated, self._paper.words.assessor
        if rated is None:
            return ()
        whole = _Column(
            "rated", f"{word}评定合计（整数）", WHOLE, 16, _always(_looked_up(rated.total, rated))
        )
        shown = _always(f"={rounded('{rated}', '(分放大*系数放大)')}")
        return (whole, _Column("rated_shown", f"{word}评定得分（分）", SHOWN, 10, shown))

    def _added(self) -> Sequence[_Column]:
        bonus = [
            _looked_up(part.bonus, part)[1:]
            for part in (self._parts.own, self._parts.rated)
            if part and part.bonus
        ]
        found = []
        if bonus:
            found.append(_Column("bonus", "加减分（整数）", WHOLE, 12, _always(f"={'+'.join(bonus)}")))
        if (special := self._parts.special) is not None:
            found.append(
                _Column(
                    "special",
                    "特殊因素（整数）",
                    WHOLE,
                    12,
                    lambda row, _: Formula(f"={special.there(self._row(special, row))}"),
                )
            )
        return found

    def _row(self, area: Area, row: int) -> int:
        return area.first + row - FIRST

    def _final(self) -> Sequence[_Column]:
        terms = ["{self}*自评权重"] * (self._parts.own is not None)
        terms += ["{rated}*评定权重*本级下级权重和*公倍数"] * (self._parts.rated is not None)
        terms += ["{bonus}*系数放大*本级下级权重和*自评评定权重和*公倍数"] * self._paper.with_bonus
        terms += ["{special}*系数放大*本级下级权重和*自评评定权重和*公倍数"] * (
            self._parts.special is not None
        )
        return (
            _Column("final", "最终得分（整数）", WHOLE, 22, _always(f"={'+'.join(terms)}")),
            _Column("shown", "最终得分（分）", SHOWN, 15, _always(f"={rounded('{final}', '得分放大')}")),
        )


def _always(formula: str) -> Callable[[int, UnitTerms], str | int]:
    return lambda *_: Formula(formula)


def _looked_up(wanted: Area, placed: Placed) -> str:
    """What a sheet of item marks has in a column for the unit of this line."""
    return f"=SUMIF({placed.number.whole},{{number}},{wanted.whole})"
