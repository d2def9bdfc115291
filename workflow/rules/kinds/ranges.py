"""Limits of an amount that a document leaves open (每次扣0.1-0.5分)."""

from decimal import Decimal
from typing import Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.fields import Marks, Part, Points, refusal


class Range(Part):
    """Limits of an amount that the document leaves open, in marks, in steps of `increment`."""

    lowest: Points
    highest: Points
    increment: Marks

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.lowest >= self.highest:
            raise refusal(f"从{plain(self.lowest)}到{plain(self.highest)}", "下限写小于上限的数")
        return self

    def contains(self, amount: Decimal) -> bool:
        """Whether an amount may be typed."""
        return self.lowest <= amount <= self.highest and amount % self.increment == 0

    def error(self, amount: Decimal | None) -> str | None:
        """Why an amount cannot be taken, or None."""
        if amount is not None and self.contains(amount):
            return None
        found = "还没有填写分数" if amount is None else f"填写的是{plain(amount)}"
        return f"{found}，分数应为{self}"

    def __str__(self) -> str:
        return f"{plain(self.lowest)}至{plain(self.highest)}分，以{plain(self.increment)}分为一档"
