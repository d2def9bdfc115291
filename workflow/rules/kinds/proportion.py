"""proportion: the marks in proportion to what was reached (未完成的按比例计分)."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Outcome
from workflow.rules.kinds.fields import Marks, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named, percent, written
from workflow.rules.kinds.measures import Measure, Money
from workflow.rules.kinds.rule import ComponentRule


class Proportion(ComponentRule):
    """Serves 003 C12 and rules of other documents. Settings: `marks`, `actual`, and what it is compared
    with: `target`, a figure of the unit, or `standard`, a figure of the document in the unit of `actual`.

    marks × actual ÷ target, at most the marks, rounded half-up once. Answers: the figures.
    """

    kind: Literal["proportion"] = "proportion"
    marks: Marks
    actual: Measure
    target: Measure | None = None
    standard: Money | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.target is None) == (self.standard is None):
            raise refusal("target 与 standard 写了两个或都没有写", "二者写一个：目标数，或文件规定的标准")
        return self

    @property
    def full(self) -> Decimal:
        """The marks when the target is reached."""
        return self.marks

    @property
    def asked(self) -> Asked:
        """The figures."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """Marks in proportion. Raises Invalid: "value", "figures-<name>"."""
        figures = figures_of(self.measures, answer)
        actual, reached, against = figures["actual"], Fraction(0), ""
        if self.target is not None:
            against = named(self.target, figures["target"])
            reached = percent(actual, figures["target"], "target", self.target)
        elif self.standard is not None:
            against = f"标准{plain(self.standard)}{self.actual.unit or ''}"
            reached = Fraction(actual) * 100 / Fraction(self.standard)
        counted = min(Fraction(100), max(Fraction(0), reached))
        marks = self.rounded(Fraction(self.marks) * counted / 100) if counted < 100 else self.marks
        limit = "" if counted == reached else f"，按{plain(Decimal(int(counted)))}%计"
        return self.outcome(
            marks,
            f"{named(self.actual, actual)}÷{against}×100＝{written(reached)}%{limit}；"
            f"满分{plain(self.marks)}分×{written(counted)}%，得{plain(marks)}分。",
        )

    def describe(self) -> str:
        """按…与…之比计分，达到的得…分。"""
        if self.target is not None:
            against = self.target.text
        else:
            against = f"标准{plain(self.standard or Decimal(0))}{self.actual.unit or ''}"
        return f"{self.actual.text}达到{against}得{plain(self.marks)}分，未达到的按比例计分。"
