"""What stands in the boxes of one line: a case that costs marks (扣分明细), or an event that gains some."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from workflow.points import exact, plain
from workflow.rules.kinds.answers import Asked, Line
from workflow.rules.kinds.fields import LARGEST, blank

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)

UNREAD = 0
"""Stands for a count that could not be read: no rule takes it."""

UNREAD_AMOUNT = LARGEST
"""Stands for an amount that could not be read: no mark of a scheme reaches it."""


@dataclass(frozen=True)
class TypedLine:
    """One line as typed."""

    case: str = ""
    reason: str = ""
    count: str = ""
    cause: str = ""
    amount: str = ""
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, line: Line) -> "TypedLine":
        """A saved line, as it would have been typed."""
        amount = "" if line.amount is None else plain(line.amount)
        return cls(line.case, line.reason, str(line.count), line.cause or "", amount, line.flags)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed; a cause or a tick alone says nothing."""
        return blank(self.case + self.reason + self.count + self.amount)

    def line(self, asked: Asked) -> Line:
        """The line for the rule; how often, how much and of which cause only where causes are asked. A
        single cause is not chosen on the form."""
        if not asked.causes:
            return Line(self.case, self.reason)
        cause = self.cause if len(asked.causes) > 1 else asked.causes[0].value
        amount = self.exact_amount()
        return Line(self.case, self.reason, self.whole_count(), cause or None, amount, self.flags)

    def whole_count(self) -> int:
        """The count, or `UNREAD`."""
        typed = unicodedata.normalize("NFKC", self.count).strip()
        return int(typed) if _WHOLE.fullmatch(typed) else UNREAD

    def exact_amount(self) -> Decimal | None:
        """The amount in marks, None where none was typed, or `UNREAD_AMOUNT`."""
        try:
            return None if blank(self.amount) else exact(self.amount)
        except ValueError:
            return UNREAD_AMOUNT


def unread_line(index: int, line: TypedLine, asked: Asked) -> dict[str, str]:
    """What to say at the boxes of a line whose count or amount is no number."""
    where = f"第{index + 1}条{'加减分事项' if asked.gains else '扣分明细'}"
    texts = {}
    if line.whole_count() == UNREAD:
        if blank(line.count):
            texts["count"] = f"{where}还没有填件数，填 1、2 这样的整数"
        else:
            texts["count"] = f"{where}的件数填 1、2 这样的整数；您填的是“{line.count[:20]}”"
    if line.exact_amount() == UNREAD_AMOUNT:
        texts["amount"] = f"{where}的分数填 0.5、1 这样的数字；您填的是“{line.amount[:20]}”"
    return texts
