"""award: the marks are won as a whole or not at all (…得1分；未实现不得分)."""

from decimal import Decimal
from typing import Literal

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Found, Offer, Outcome, require
from workflow.rules.kinds.fields import Flag, Marks
from workflow.rules.kinds.rule import ComponentRule, FoundBy

YES, NO = "yes", "no"


class Award(ComponentRule):
    """Serves 004 items 2–10, 13–18, 21–29, 31–36; 001 items 1, 5 and bonus item 8. Settings: `marks`,
    `bonus` (a 加分项: nothing is its full mark). Answers: yes, no (one line, none for a bonus).
    """

    kind: Literal["award"] = "award"
    marks: Marks
    bonus: Flag = False

    @property
    def full(self) -> Decimal:
        """The marks to be won; nothing for a bonus."""
        return Decimal(0) if self.bonus else self.marks

    @property
    def highest(self) -> Decimal:
        """The marks to be won."""
        return self.marks

    @property
    def asked(self) -> Asked:
        """Done or not done."""
        return Asked((Offer(YES, "已做到", self.marks), Offer(NO, "未做到", Decimal(0))))

    @property
    def full_answer(self) -> Answer:
        """Done; not done where that costs nothing."""
        return Answer(NO if self.bonus else YES)

    def mark(self, answer: Answer) -> Outcome:
        """The marks for yes; 0 for no. Raises Invalid: "value"."""
        require({} if answer.value in (YES, NO) else {"value": "还没有选择：选“已做到”或“未做到”"})
        full = plain(self.marks)
        if self.bonus:
            marks, end = (
                (self.marks, f"已做到，加{full}分") if answer.value == YES else (Decimal(0), "不加分")
            )
            return self.outcome(marks, f"最高加{full}分；{end}。")
        if answer.value == YES:
            return self.outcome(self.marks, f"满分{full}分；已做到，得{full}分。")
        return self.outcome(Decimal(0), f"满分{full}分；未做到，扣{full}分，得0分。")

    @property
    def found_by(self) -> FoundBy:
        """A finding says that the marks are lost."""
        return "whole"

    def lost(self, found: Found) -> Decimal:
        """A finding costs all marks, however many cases it names."""
        return self.marks

    def describe(self) -> str:
        """做到得…分，未做到不得分。"""
        if self.bonus:
            return f"加分项，做到加{plain(self.marks)}分。"
        return f"做到得{plain(self.marks)}分，未做到不得分。"
