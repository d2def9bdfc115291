"""panel: several evaluators each give a mark, and their mean counts (领导、科室评议)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import MEASURED, Answer, Asked, Doubt, Figure, Outcome, require
from workflow.rules.kinds.fields import Marks, Whole, refusal
from workflow.rules.kinds.figures import written
from workflow.rules.kinds.listed import HINT, read_list, tidy
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule

EXTREMES = 2
"""Marks that are dropped: the highest and the lowest."""


class Panel(ComponentRule):
    """Serves 001 item 8. Settings: `scale` (what an evaluator's mark goes up to; else `marks`), `increment`,
    `extremes` (drop: one highest and one lowest mark do not count), `least` evaluators.

    Figures: `marks`, one mark per evaluator in one list. Mean × `marks` / `scale`, rounded half-up once.
    """

    kind: Literal["panel"] = "panel"
    marks: Marks
    increment: Marks
    scale: Marks | None = None
    extremes: Literal["keep", "drop"] = "keep"
    least: Whole = 1

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.top % self.increment:
            raise refusal(f"评议分值{plain(self.top)}，档差{plain(self.increment)}", "分值应是档差的整数倍")
        return self

    @property
    def full(self) -> Decimal:
        """The marks when all evaluators give their highest mark."""
        return self.marks

    @property
    def top(self) -> Decimal:
        """The highest mark of an evaluator."""
        return self.marks if self.scale is None else self.scale

    @property
    def needed(self) -> int:
        """How many evaluators there must be, so that one is left when the extremes are dropped."""
        return max(self.least, 1 + EXTREMES) if self.extremes == "drop" else max(self.least, 1)

    @property
    def asked(self) -> Asked:
        """All evaluators' marks in one box."""
        hint = f"每人0至{plain(self.top)}分，以{plain(self.increment)}分为一档，至少{self.needed}人，{HINT}"
        return Asked(figures=(Figure("marks", "各评议人评分", "分", hint),))

    def tidied(self, answer: Answer) -> Answer:
        """The answer with its list as it is shown."""
        figures = {key: tidy(text) for key, text in answer.figures.items()}
        return replace(answer, figures=figures)

    def mark(self, answer: Answer) -> Outcome:
        """The mean of the marks that count. Raises Invalid: "value", "figures-marks"."""
        given = self._read(answer)
        counted = sorted(given)[1:-1] if self.extremes == "drop" else given
        total = sum(counted, Decimal(0))
        mean = Fraction(total) / len(counted)
        marks = self.rounded(mean * Fraction(self.marks) / Fraction(self.top))
        dropped = (
            f"，去掉最高{plain(max(given))}分和最低{plain(min(given))}分" if self.extremes == "drop" else ""
        )
        scaled = "" if self.top == self.marks else f"，×{plain(self.marks)}÷{plain(self.top)}"
        text = (
            f"{len(given)}人评分{'、'.join(map(plain, given))}{dropped}；"
            f"{plain(total)}分÷{len(counted)}＝平均{written(mean)}分{scaled}，得{plain(marks)}分。"
        )
        return self.outcome(marks, text)

    def doubts(self) -> Iterator[Doubt]:
        """How marks are averaged (L10) and converted (L08), where the scheme does not say so."""
        if "extremes" not in self.model_fields_set:
            text = "没有写明评议分怎样合成、是否去掉最高分和最低分，按全部取平均计"
            yield Doubt("L10", text, f"评议{plain(self.marks)}分", "未写明")
        if "scale" not in self.model_fields_set:
            text = f"没有写明评议人按多少分打分、怎样折算，按直接打0至{plain(self.marks)}分计"
            yield Doubt("L08", text, f"评议{plain(self.marks)}分", "未写明")

    def describe(self) -> str:
        """评议人打分取平均…."""
        dropped = "去掉一个最高分和一个最低分后" if self.extremes == "drop" else ""
        scaled = "" if self.top == self.marks else f"，折算为{plain(self.marks)}分"
        return (
            f"每位评议人在0至{plain(self.top)}分之间打分，以{plain(self.increment)}分为一档，"
            f"{dropped}取平均{scaled}，至少{self.needed}人。"
        )

    def _read(self, answer: Answer) -> list[Decimal]:
        errors = {} if answer.value == MEASURED else {"value": "还没有填写评分：逐人填写"}
        errors |= {
            f"figures-{name}": f"这一要点没有数据“{name}”，要填的是：marks"
            for name in answer.figures.keys() - {"marks"}
        }
        given: list[Decimal] = []
        try:
            given = read_list(answer.figures.get("marks", ""), Measure(text="评议人评分", at_most=self.top))
        except ValueError as error:
            errors["figures-marks"] = str(error)
        if given and (wrong := self._wrong(given)):
            errors["figures-marks"] = wrong
        require(errors)
        return given

    def _wrong(self, given: list[Decimal]) -> str:
        if off := [mark for mark in given if mark % self.increment]:
            return f"评分{'、'.join(map(plain, off))}不在档上：以{plain(self.increment)}分为一档"
        if len(given) < self.needed:
            return f"只有{len(given)}人评分，至少要有{self.needed}人：补齐其他评议人的评分"
        return ""
