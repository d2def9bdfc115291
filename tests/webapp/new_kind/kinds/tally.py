"""tally: every piece done brings the same part of the marks (每完成一件得相应的分)."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from workflow.points import plain, quantise
from workflow.rules.kinds.answers import Answer, Asked, Outcome
from workflow.rules.kinds.fields import Marks, Whole
from workflow.rules.kinds.figures import asked_figures, figures_of
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule


class Tally(ComponentRule):
    """A kind that no document asks for. Settings: `marks`, `done`, `pieces`. Answers: the figure."""

    kind: Literal["tally"] = "tally"
    marks: Marks
    done: Annotated[Measure, Field(description="完成的件数")]
    pieces: Annotated[Whole, Field(description="应完成几件")]

    @property
    def full(self) -> Decimal:
        """The marks when every piece is done."""
        return self.marks

    @property
    def asked(self) -> Asked:
        """How many were done."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """marks × done ÷ pieces. Raises Invalid: "figures-done"."""
        done = figures_of(self.measures, answer)["done"]
        marks = min(self.marks, quantise(self.marks * done / self.pieces))
        return self.outcome(marks, f"完成{plain(done)}件，共{self.pieces}件，得{plain(marks)}分。")

    def describe(self) -> str:
        """共…件，每完成一件得相应的分。"""
        return f"共{self.pieces}件，每完成一件得相应的分。"
