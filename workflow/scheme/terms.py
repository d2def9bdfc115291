"""The terms of a scheme around its marks: weights, and how open places are read."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.fields import Day, Part, Points, Text, at_least, refusal
from workflow.rules.kinds.shapes import Checked
from workflow.scheme.statements import Code


class Weights(Part):
    """Shares of a prefecture's self score (own level, counties) and of the final score (self, province)."""

    own: Points = Decimal(1)
    counties: Points = Decimal(0)
    self_score: Points = Decimal(1)
    province: Points = Decimal(0)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for first, second, names in (
            (self.own, self.counties, "own 与 counties"),
            (self.self_score, self.province, "self_score 与 province"),
        ):
            if min(first, second) < 0 or first + second != 1:
                raise refusal(f"{names} 为 {plain(first)} 与 {plain(second)}", "两个权重均不小于0，合计应为1")
        return self


def _pair(value: object) -> object:
    if isinstance(value, tuple) and len(value) != 2:
        raise refusal(f"figures 写了{len(value)}个", "照检查结果“对照”一行写两个，如 [20分, 22分]")
    return value


class Interpretation(Part):
    """How the authority reads a place where the document is silent or contradicts itself.

    It settles the finding `code` at each of `places`; `author` is a post, not a person. `figures` are the
    two figures that it was written for, as the check tells them: once they change it settles nothing.
    """

    code: Code
    places: Annotated[tuple[Text, ...], at_least(1)]
    figures: Annotated[tuple[Text, ...], Checked(_pair, {"minItems": 2, "maxItems": 2})] | None = None
    text: Text
    author: Text
    date: Day
