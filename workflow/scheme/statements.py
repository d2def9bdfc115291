"""What the document says about figures: metrics it uses, groups, figures it reports, contradictions.

A program recomputes what can be recomputed. What only a reader sees, two places that say different things,
the author of a scheme writes down as a contradiction, and an interpretation settles it.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.rules.kinds.fields import Key, Part, Text, at_least, matching, refusal
from workflow.rules.kinds.measures import Amount, Money
from workflow.rules.kinds.shapes import TEXT, shaped

Code = Annotated[str, matching(r"L(0[1-9]|1[0-9]|20)", "此处应为检查代号，L01 至 L20")]


class Metric(Part):
    """A figure of each unit that is imported for a cycle with its source: a target, an actual number."""

    key: Key
    title: Text
    unit: Text


class Group(Part):
    """A ranking group of the subjects (主功能区, 镇). `basis`: where the document says who belongs to it;
    without it the check of schemes reports a group that is not defined."""

    name: Text
    basis: Text | None = None


class Contradiction(Part):
    """Two places of the document that do not agree, or a wording that leaves a rule open, as a reader
    found it: `first` and `second` are the two figures or wordings."""

    code: Code
    place: Text
    text: Text
    first: Text
    second: Text


class Ratio(Part):
    """A share in percent, recomputed from its two amounts."""

    part: Amount
    whole: Money


class Statement(Part):
    """A figure that the document reports, and what it should be: a `sum`, a `ratio` in percent, or the
    mark of a component for given `figures`. Compared at as many decimals as the document prints."""

    place: Text
    text: Text
    reported: Amount
    sum: Annotated[tuple[Amount, ...], at_least(2)] | None = None
    ratio: Ratio | None = None
    component: Text | None = None
    figures: Mapping[str, Annotated[str, shaped(TEXT)]] | None = None

    @property
    def kind(self) -> Literal["sum", "ratio", "mark"]:
        """How the figure is recomputed."""
        return "sum" if self.sum else "ratio" if self.ratio else "mark"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.sum is not None, self.ratio is not None, self.component is not None)
        if ways.count(True) != 1 or (self.component is None) != (self.figures is None):
            hint = "写 sum、ratio，或 component 与 figures，三者取一"
            raise refusal(f"“{self.text}”的重算方式不明", hint)
        return self
