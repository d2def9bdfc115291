"""judgement: a figure within limits, with a compulsory reason (酌情打分); for a leaf without a rule."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from workflow.errors import Invalid
from workflow.points import exact, plain
from workflow.rules.kinds.answers import (
    Answer,
    Asked,
    Doubt,
    Found,
    Outcome,
    require_note,
)
from workflow.rules.kinds.fields import Flag, Marks, Points, Share, Text, quoted, refusal
from workflow.rules.kinds.measures import remedy
from workflow.rules.kinds.rule import ComponentRule


class Judgement(ComponentRule):
    """Serves 004 item 37, 002, 001 items 2 and 3, 000 item 8 and its 加分. Settings: `marks`, `increment`,
    `lowest` (below 0: a malus), `bonus` (full mark 0, up to `marks` can be gained), `basis` (the document's
    words that ask for discretion; without them the check of schemes reports a leaf without a rule).

    Answers: the figure as text, `lowest` … `marks`; the reason stands in the line, at full marks and above in
    the note.
    """

    kind: Literal["judgement"] = "judgement"
    marks: Share
    increment: Marks
    basis: Text | None = None
    bonus: Flag = False
    least: Points = Field(default=Decimal(0), alias="lowest")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.marks % self.increment or self.least % self.increment:
            found = f"从{plain(self.least)}到{plain(self.marks)}，档差{plain(self.increment)}"
            raise refusal(found, "上限和下限都应是档差的整数倍")
        if self.least >= self.marks:
            raise refusal(f"下限{plain(self.least)}，上限{plain(self.marks)}", "下限写小于上限的数")
        return self

    @property
    def full(self) -> Decimal:
        """The highest figure; 0 for a bonus."""
        return Decimal(0) if self.bonus else self.marks

    @property
    def lowest(self) -> Decimal:
        """The lowest figure."""
        return self.least

    @property
    def highest(self) -> Decimal:
        """The highest figure."""
        return self.marks

    @property
    def asked(self) -> Asked:
        """The figure itself."""
        return Asked(figure=self._range("得分"))

    @property
    def full_answer(self) -> Answer:
        """The full mark."""
        return Answer(plain(self.full))

    def mark(self, answer: Answer) -> Outcome:
        """The typed figure. Raises Invalid: "value"."""
        try:
            marks = exact(answer.value)
        except ValueError:
            hints = (quoted(answer.value), remedy(answer.value), self._range("得分"))
            raise Invalid({"value": "，".join(hint for hint in hints if hint)}) from None
        if not self.least <= marks <= self.marks or marks % self.increment:
            raise Invalid({"value": f"填写的是{plain(marks)}，{self._range('得分')}"})
        lost = self.full - marks
        change = f"扣{plain(lost)}分，" if lost > 0 else f"加{plain(-lost)}分，" if lost < 0 else ""
        return self.outcome(marks, f"{self._start()}；酌情评定，{change}得{plain(marks)}分。")

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """A reason at full marks too, in the note. Raises Invalid."""
        super().require_grounds(answer, outcome)
        if not outcome.lost and self.full:
            require_note(answer, "酌情评定得满分也须写明理由")

    def lost(self, found: Found) -> Decimal:
        """The amount that the finding takes off. Raises Invalid: "amount"."""
        amount, most = found.amount, self.full - self.least
        limits = f"扣分应在0至{plain(most)}之间，以{plain(self.increment)}为一档"
        if amount is None or not amount:
            raise Invalid({"amount": f"还没有填写扣分数：{limits}，且大于0"})
        if not 0 <= amount <= most or amount % self.increment:
            raise Invalid({"amount": f"填写的是{plain(amount)}，{limits}"})
        return amount

    def doubts(self) -> Iterator[Doubt]:
        """No words of the document that say how to mark (L08)."""
        if self.basis is None:
            limits = f"{plain(self.least)}至{plain(self.marks)}分"
            yield Doubt("L08", "有分值，没有写明怎样计分", limits, "酌情评定")

    def describe(self) -> str:
        """在0至…分之间酌情评定，以…分为一档，须写明理由。"""
        limits = f"在{plain(self.least)}至{plain(self.marks)}分之间酌情评定"
        return f"{limits}，以{plain(self.increment)}分为一档，须写明理由。"

    def _start(self) -> str:
        return f"加分不超过{plain(self.marks)}分" if self.bonus else f"满分{plain(self.marks)}分"

    def _range(self, noun: str) -> str:
        return f"{noun}应在{plain(self.least)}至{plain(self.marks)}之间，以{plain(self.increment)}为一档"
