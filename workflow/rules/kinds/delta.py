"""delta: marks by growth over the last year (与上年同期相比，每增长1个百分点加…分)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Outcome
from workflow.rules.kinds.fields import Bound, Share, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named, percent, written
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.rules.kinds.steps import WAYS, Way, bonus_doubts, floor_doubts, step_sum

POINT = Decimal(1)
"""A step of growth: one percentage point."""

_MOVED = {1: "增长", 0: "持平，变化", -1: "下降"}


class Delta(ComponentRule):
    """Serves 003 A11 (growth of one's own). Settings: `marks` (without any growth), `actual`, `last` (last
    year's), `up` and `down` (marks for each percentage point of growth and fall), `steps`, `lowest` and
    `highest` (limits of the marks; `none` for no limit).

    Growth in percent = (actual − last) ÷ last × 100. Answers: the figures.
    """

    kind: Literal["delta"] = "delta"
    marks: Share
    actual: Measure
    last: Measure
    up: Share = Decimal(0)
    down: Share = Decimal(0)
    steps: Way = "whole"
    floor: Bound = Field(default=Decimal(0), alias="lowest")
    cap: Bound = Field(default=None, alias="highest")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not self.up and not self.down:
            raise refusal("up 与 down 都没有写", "写明每增长、每下降1个百分点计多少分，至少一个")
        for bound, beyond in ((self.floor, -1), (self.cap, 1)):
            if bound is not None and (bound - self.marks) * beyond < 0:
                found = f"分值{plain(self.marks)}，界限{plain(bound)}"
                raise refusal(found, "lowest 不高于分值，highest 不低于分值")
        return self

    @property
    def full(self) -> Decimal:
        """The marks without any growth."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The lower limit; the marks themselves where a fall costs nothing."""
        return self.floor if self.down else self.marks

    @property
    def highest(self) -> Decimal | None:
        """The upper limit; the marks themselves where growth brings nothing."""
        return self.cap if self.up else self.marks

    @property
    def asked(self) -> Asked:
        """The figures of both years."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """Marks by growth. Raises Invalid: "value", "figures-<name>"."""
        figures = figures_of(self.measures, answer)
        actual, last = figures["actual"], figures["last"]
        growth = percent(actual - last, last, "last", self.last)
        each = self.up if growth > 0 else self.down
        verb, sign = ("加", 1) if growth > 0 else ("扣", -1)
        change, sum_text = step_sum(abs(growth), POINT, self.steps, each, verb, self.rounded)
        marks, limit = self._limited(self.marks + sign * change)
        return self.outcome(
            marks,
            f"（{named(self.actual, actual)}－{named(self.last, last)}）÷{written(last)}×100，"
            f"{_MOVED[(growth > 0) - (growth < 0)]}{written(abs(growth))}%；{sum_text}；"
            f"基础分{plain(self.marks)}分，{limit}得{plain(marks)}分。",
        )

    def describe(self) -> str:
        """与上年相比，每增长1个百分点加…分，每下降1个百分点扣…分。"""
        ways = (("增长", "加", self.up), ("下降", "扣", self.down))
        changes = "，".join(f"每{way}1个百分点{verb}{plain(each)}分" for way, verb, each in ways if each)
        bounds = (("不低于", self.lowest), ("不高于", self.highest))
        limits = "、".join(f"{word}{plain(bound)}分" for word, bound in bounds if bound is not None)
        return (
            f"基础分{plain(self.marks)}分，{self.actual.text}与{self.last.text}相比，{changes}"
            f"（{WAYS[self.steps]}），得分{limits or '没有上下限'}。"
        )

    def doubts(self) -> Iterator[Doubt]:
        """L04, L12: limits that the document does not state, or states that there are none."""
        if self.down:
            yield from floor_doubts(self.floor, "floor" in self.model_fields_set)
        if self.up:
            yield from bonus_doubts(self.cap, "cap" in self.model_fields_set)

    def _limited(self, marks: Decimal) -> tuple[Decimal, str]:
        if self.floor is not None and marks < self.floor:
            return self.floor, f"不低于{plain(self.floor)}分，"
        if self.cap is not None and marks > self.cap:
            return self.cap, f"不高于{plain(self.cap)}分，"
        return marks, ""
