"""imported: another authority's score or rank, converted (以…部门考核结果折算计分)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Outcome
from workflow.rules.kinds.brackets import Brackets, bracket_of, told, unstated_bounds
from workflow.rules.kinds.fields import Marks, Text, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named
from workflow.rules.kinds.measures import Measure, Money
from workflow.rules.kinds.rule import ComponentRule


class Imported(ComponentRule):
    """Serves rubrics that adopt another authority's result. Settings: `marks`, `value` (its score or rank),
    `source` (whose result it is), and the conversion: `scale` (the full mark of the source: in proportion,
    rounded half-up once) or `brackets` as in the kind of that name. Answers: the figure.
    """

    kind: Literal["imported"] = "imported"
    marks: Marks
    value: Measure
    source: Text
    scale: Money | None = None
    brackets: Brackets | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.scale is None) == (self.brackets is None):
            hint = "二者写一个：scale（来源的满分，按比例折算）或 brackets（按所在的一档）"
            raise refusal("scale 与 brackets 写了两个或都没有写", hint)
        best = max((bracket.marks for bracket in self.brackets or ()), default=self.marks)
        if best != self.marks:
            raise refusal(f"分值{plain(self.marks)}，最好的一档{plain(best)}", "两处写同一个分数")
        return self

    @property
    def full(self) -> Decimal:
        """The marks for the source's best result."""
        return self.marks

    @property
    def lowest(self) -> Decimal:
        """The marks for the source's worst result."""
        return min((bracket.marks for bracket in self.brackets or ()), default=Decimal(0))

    @property
    def asked(self) -> Asked:
        """The figure of the source."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """The converted marks. Raises Invalid: "value", "figures-value"."""
        value = figures_of(self.measures, answer)["value"]
        marks, how = self._converted(value)
        lead = f"{self.source}：{named(self.value, value)}"
        return self.outcome(marks, f"{lead}，{how}；满分{plain(self.marks)}分，得{plain(marks)}分。")

    def describe(self) -> str:
        """按…的…折算。"""
        unit = self.value.unit or ""
        how = f"满分{plain(self.scale or self.marks)}{unit}按比例折算为{plain(self.marks)}分"
        if self.brackets is not None:
            levels = (
                f"{told(self.brackets, entry, unit)}得{plain(entry.marks)}分" for entry in self.brackets
            )
            how = f"按所在的一档计分：{'；'.join(levels)}"
        return f"采用{self.source}的{self.value.text}，{how}。"

    def doubts(self) -> Iterator[Doubt]:
        """L07: bounds of which the document does not say where they belong."""
        return unstated_bounds(self.brackets or (), self.value.unit or "")

    def _converted(self, value: Decimal) -> tuple[Decimal, str]:
        if self.brackets is not None:
            bracket = bracket_of(self.brackets, value)
            return bracket.marks, f"属于{told(self.brackets, bracket, self.value.unit or '')}一档"
        scale = self.scale or self.marks
        if not 0 <= value <= scale:
            text = f"{self.value.text}填写的是{plain(value)}，应在0至{plain(scale)}之间：核对来源的满分"
            raise Invalid({"figures-value": text})
        marks = self.rounded(Fraction(self.marks) * Fraction(value) / Fraction(scale))
        return marks, f"{plain(value)}÷{plain(scale)}×{plain(self.marks)}＝{plain(marks)}分"
