"""One answered component in words, as reviewers read it: now, or as it was handed up before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.queries.told import ToldFigure, said, told_figures, told_kind
from workflow.rules.kinds.answers import Answer, Line
from workflow.scheme.tree import Component


@dataclass(frozen=True)
class Point:
    """One component as answered: the answer in words, its figures, and its lines with what kind each is and
    what it takes off; what it adds is negative."""

    component: Component
    said: str
    note: str
    figures: tuple[ToldFigure, ...]
    lines: tuple[tuple[Line, str, Decimal], ...]

    @property
    def gains(self) -> bool:
        """Whether its lines add marks."""
        return self.component.rule.asked.gains


def point(component: Component, answer: Answer, amounts: Sequence[Decimal]) -> Point:
    """An answer to a component with what each of its lines costs, in marks."""
    asked = component.rule.asked
    return Point(
        component=component,
        said=said(asked, answer),
        note=answer.note,
        figures=told_figures(component.rule, answer.figures),
        lines=tuple(
            (line, told_kind(asked, line), amount)
            for line, amount in zip(answer.lines, amounts, strict=True)
        ),
    )
