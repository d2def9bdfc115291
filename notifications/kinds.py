"""The kinds of messages: how each is called, and how long it stays true. One table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Holds(Enum):
    """Until when a message is true, which is asked again before each copy is sent.

    `ALWAYS`: it tells a fact. `OWED`: as long as its unit owes what it reminds of, by the deadline that it
    names. `STAGE`: as long as the row that it is about stays in the stage that it asks something in. `BELOW`:
    as long as a unit below owes something. `TODAY`: on its day.
    """

    ALWAYS = auto()
    OWED = auto()
    STAGE = auto()
    BELOW = auto()
    TODAY = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """How people call it, and how long it stays true."""

    label: str
    holds: Holds


KINDS: Mapping[str, Kind] = {
    "reminder": Kind("到期提醒", Holds.OWED),
    "overdue": Kind("逾期提醒", Holds.OWED),
    "nudge": Kind("催办", Holds.OWED),
    "escalation": Kind("下级逾期", Holds.BELOW),
    "digest": Kind("每日进度", Holds.TODAY),
    "unreachable": Kind("提醒不到", Holds.TODAY),
    "extension_ended": Kind("延期到期", Holds.ALWAYS),
    "appeals_closed": Kind("申诉期截止", Holds.ALWAYS),
    "test": Kind("测试消息", Holds.ALWAYS),
}
