"""gate: a requirement before everything else; missed, it zeroes its item (未在规定时间内完成的，不得分)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from workflow.rules.kinds.answers import (
    Answer,
    Asked,
    Found,
    Offer,
    Outcome,
    require,
    require_single_line,
)
from workflow.rules.kinds.rule import ComponentRule, FoundBy

MET, MISSED = "met", "missed"


class Gate(ComponentRule):
    """Serves 000 item 4, 003 B11 and C31. Settings: none; it has no marks of its own.

    Answers: met, missed (one line).
    """

    kind: Literal["gate"] = "gate"

    @property
    def full(self) -> Decimal:
        """Nothing: what is at stake are the marks of the other components."""
        return Decimal(0)

    @property
    def asked(self) -> Asked:
        """Met or missed."""
        return Asked((Offer(MET, "达到"), Offer(MISSED, "没有达到，本项不得分")))

    @property
    def full_answer(self) -> Answer:
        """Met."""
        return Answer(MET)

    def mark(self, answer: Answer) -> Outcome:
        """0 marks; missed zeroes the item. Raises Invalid: "value"."""
        require({} if answer.value in (MET, MISSED) else {"value": "还没有选择：选“达到”或“没有达到”"})
        if answer.value == MET:
            return Outcome(Decimal(0), Decimal(0), (), "达到前提要求，其余要点照常计分。")
        return self._missed(1)

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """One line of 扣分明细 where it was missed, none where it was met. Raises Invalid."""
        if outcome.zeroes_item:
            require_single_line(answer)
        else:
            super().require_grounds(answer, outcome)

    @property
    def found_by(self) -> FoundBy:
        """A finding says that it was missed."""
        return "whole"

    @property
    def costs_item(self) -> bool:
        """It has no marks of its own: what is lost are those of the item."""
        return True

    def lost(self, found: Found) -> Decimal:
        """Nothing of its own: a finding zeroes the item."""
        return Decimal(0)

    def remaining(self, costs: Sequence[Decimal], who: str = "评定") -> Outcome:
        """Missed where a finding costs the item's marks; one that the unit has deducted itself costs none."""
        if any(costs):
            return self._missed(len(costs))
        met = self.mark(self.full_answer)
        said = "没有达到前提要求，自评已按此扣分，不再扣减；其余要点照常计分。"
        return replace(met, line_amounts=tuple(costs), explanation=said) if costs else met

    def describe(self) -> str:
        """没有达到的，本项不得分。"""
        return "前提要求：没有达到的，本项不得分。"

    @staticmethod
    def _missed(lines: int) -> Outcome:
        nothing = Decimal(0)
        return Outcome(
            nothing, nothing, (nothing,) * lines, "没有达到前提要求，本项不得分。", zeroes_item=True
        )
