"""The terms of a scheme around its marks: weights, consequences, and how open places are read."""

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from workflow.points import plain
from workflow.rules.kinds.fields import Day, Part, Points, Text, Whole, at_least, matching, refusal


class Weights(Part):
    """Shares of a prefecture's self score (own level, counties) and of the final score (self, province)."""

    own: Points
    counties: Points
    self_score: Points
    province: Points

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for first, second, names in (
            (self.own, self.counties, "own 与 counties"),
            (self.self_score, self.province, "self_score 与 province"),
        ):
            if min(first, second) < 0 or first + second != 1:
                raise refusal(f"{names} 为 {plain(first)} 与 {plain(second)}", "两个权重均不小于0，合计应为1")
        return self


def _two(years: int) -> int:
    if years != 2:
        raise refusal(f"读到“{years}”", "连续年数按两年认定，写 2")
    return years


class Consequences(Part):
    """What follows from the ranking: the last `bottom` places, two `years` running, lead to an interview."""

    bottom: Whole
    years: Annotated[Whole, AfterValidator(_two)]
    text: Text


class Interpretation(Part):
    """How the authority reads a place where the document is silent or contradicts itself.

    It settles the finding `code` at each of `places`; `author` is a post, not a person.
    """

    code: Annotated[str, matching(r"L[0-9]{2}", "此处应为检查代号，如 L04")]
    places: Annotated[tuple[Text, ...], at_least(1)]
    text: Text
    author: Text
    date: Day
