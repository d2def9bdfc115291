"""judgement: a figure within limits, with a compulsory reason (酌情打分); for a leaf without a rule."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import exact, plain
from workflow.rules.kinds.answers import (
    Answer,
    Asked,
    Found,
    Outcome,
    require_note,
)
from workflow.rules.kinds.fields import Marks, Text, quoted, refusal
from workflow.rules.kinds.rule import ComponentRule


class Judgement(ComponentRule):
    """Serves 004 item 37. Settings: `marks`, `increment`, `basis` (the document's words that ask for
    discretion; without them the check of schemes reports a leaf without a rule).

    Answers: the figure as text, 0 … `marks`; the reason stands in the line, at full marks in the note.
    """

    kind: Literal["judgement"] = "judgement"
    marks: Marks
    increment: Marks
    basis: Text | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.marks % self.increment:
            raise refusal(f"满分{plain(self.marks)}，档差{plain(self.increment)}", "满分应是档差的整数倍")
        return self

    @property
    def full(self) -> Decimal:
        """The highest figure."""
        return self.marks

    @property
    def asked(self) -> Asked:
        """The figure itself."""
        return Asked(figure=self._range("得分"))

    @property
    def full_answer(self) -> Answer:
        """The highest figure."""
        return Answer(plain(self.marks))

    def mark(self, answer: Answer) -> Outcome:
        """The typed figure. Raises Invalid: "value"."""
        try:
            marks = exact(answer.value)
        except ValueError:
            raise Invalid({"value": f"{quoted(answer.value)}，{self._range('得分')}"}) from None
        self._require(marks, "value", "得分")
        lost = self.marks - marks
        taken = f"扣{plain(lost)}分，" if lost else ""
        explanation = f"满分{plain(self.marks)}分；酌情评定，{taken}得{plain(marks)}分。"
        return self.outcome(marks, explanation)

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """A reason at full marks too, in the note. Raises Invalid."""
        super().require_grounds(answer, outcome)
        if not outcome.lost:
            require_note(answer, "酌情评定得满分也须写明理由")

    def lost(self, found: Found) -> Decimal:
        """The amount that the finding takes off. Raises Invalid: "amount"."""
        amount = found.amount
        if amount is None or not amount:
            raise Invalid({"amount": f"还没有填写扣分数：{self._range('扣分')}，且大于0"})
        self._require(amount, "amount", "扣分")
        return amount

    def describe(self) -> str:
        """在0至…分之间酌情评定，以…分为一档，须写明理由。"""
        return f"在0至{plain(self.marks)}分之间酌情评定，以{plain(self.increment)}分为一档，须写明理由。"

    def _range(self, noun: str) -> str:
        return f"{noun}应在0至{plain(self.marks)}之间，以{plain(self.increment)}为一档"

    def _require(self, figure: Decimal, field: str, noun: str) -> None:
        if not 0 <= figure <= self.marks or figure % self.increment:
            raise Invalid({field: f"填写的是{plain(figure)}，{self._range(noun)}"})
