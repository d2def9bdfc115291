"""brackets: marks by the range in which a figure lies (达到70%得15分，65%以上得12分，65%以下得9分)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Outcome
from workflow.rules.kinds.fields import Flag, Part, Points, Text, at_least, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named, percent, written
from workflow.rules.kinds.measures import Amount, Measure
from workflow.rules.kinds.rule import ComponentRule


class Bracket(Part):
    """Figures from `at_least` (inclusive) up to the bracket above it, and their `marks`; the last bracket
    of a list has no `at_least`.

    `stated`: whether the document says to which bracket the figure `at_least` itself belongs.
    """

    at_least: Amount | None = None
    marks: Points
    label: Text | None = None
    stated: Flag = True


def _descending(brackets: tuple[Bracket, ...]) -> tuple[Bracket, ...]:
    bounds = [bracket.at_least for bracket in brackets[:-1] if bracket.at_least is not None]
    falling = bounds == sorted(set(bounds), reverse=True)
    if len(bounds) < len(brackets) - 1 or brackets[-1].at_least is not None or not falling:
        found = "、".join("不限" if entry.at_least is None else plain(entry.at_least) for entry in brackets)
        raise refusal(f"各档下限依次为{found}", "下限从大到小写，只有最后一档不写 at_least")
    return brackets


Brackets = Annotated[tuple[Bracket, ...], at_least(2), AfterValidator(_descending)]
"""Brackets from the highest figures down; together they leave no gap."""


def bracket_of(brackets: tuple[Bracket, ...], value: Decimal | Fraction) -> Bracket:
    """The bracket in which a figure lies."""
    return next(entry for entry in brackets if entry.at_least is None or value >= entry.at_least)


def told(brackets: tuple[Bracket, ...], bracket: Bracket, unit: str) -> str:
    """The range of a bracket in Chinese, after its own label if it has one."""
    index = brackets.index(bracket)
    above = brackets[index - 1].at_least if index else None
    ends = (
        f"{plain(bracket.at_least)}{unit}以上（含）" if bracket.at_least is not None else "",
        f"不足{plain(above)}{unit}" if above is not None else "",
    )
    span = "、".join(end for end in ends if end)
    return f"{bracket.label}（{span}）" if bracket.label else span


def unstated_bounds(brackets: tuple[Bracket, ...], unit: str) -> Iterator[Doubt]:
    """L07 for every bound of which the document does not say where it belongs."""
    for better, worse in pairwise(brackets):
        if not better.stated and better.at_least is not None:
            text = f"没有写明恰为{plain(better.at_least)}{unit}时属于哪一档"
            yield Doubt("L07", text, *(f"{plain(entry.marks)}分" for entry in (better, worse)))


class BracketMarks(ComponentRule):
    """Serves 001 健康保 and bonus items 2 and 3. Settings: `value`, `base` (then the figure is `value` in
    percent of `base`), `brackets` from the highest figures down, `bonus` (a 加分项: nothing is its full
    mark). Answers: the figures.
    """

    kind: Literal["brackets"] = "brackets"
    value: Measure
    base: Measure | None = None
    brackets: Brackets
    bonus: Flag = False

    @property
    def full(self) -> Decimal:
        """The marks of the best bracket; nothing for a bonus."""
        return Decimal(0) if self.bonus else self.highest

    @property
    def lowest(self) -> Decimal:
        """The marks of the worst bracket."""
        return min(bracket.marks for bracket in self.brackets)

    @property
    def highest(self) -> Decimal:
        """The marks of the best bracket."""
        return max(bracket.marks for bracket in self.brackets)

    @property
    def asked(self) -> Asked:
        """The figures."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """Marks of the bracket in which the figure lies. Raises Invalid: "value", "figures-<name>"."""
        figures = figures_of(self.measures, answer)
        value: Decimal | Fraction = figures["value"]
        said = named(self.value, value)
        if self.base is not None:
            value = percent(figures["value"], figures["base"], "base", self.base)
            said += f"÷{named(self.base, figures['base'])}×100＝{written(value)}%"
        bracket = bracket_of(self.brackets, value)
        marks = bracket.marks
        best = f"最高加{plain(self.highest)}分" if self.bonus else f"满分{plain(self.full)}分"
        place = told(self.brackets, bracket, self._unit)
        return self.outcome(marks, f"{best}；{said}，属于{place}一档，得{plain(marks)}分。")

    def describe(self) -> str:
        """按…所在的一档计分：…以上（含）得…分；…。"""
        levels = "；".join(
            f"{told(self.brackets, bracket, self._unit)}得{plain(bracket.marks)}分"
            for bracket in self.brackets
        )
        what = self.value.text if self.base is None else f"{self.value.text}占{self.base.text}的比例"
        return f"{'加分项，' if self.bonus else ''}按{what}所在的一档计分：{levels}。"

    def doubts(self) -> Iterator[Doubt]:
        """L07: bounds of which the document does not say where they belong."""
        return unstated_bounds(self.brackets, self._unit)

    @property
    def _unit(self) -> str:
        return "%" if self.base is not None else self.value.unit or ""
