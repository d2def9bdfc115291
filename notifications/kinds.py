"""The kinds of messages: how each is called, and how long it stays true. One table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Holds(Enum):
    """Until when a message is true, which is asked again before each copy is sent.

    `ALWAYS`: it tells a fact. `OWED`: as long as its unit owes what it reminds of, by the deadline that it
    names. `STAGE`: as long as the row that it is about stays in the stage that it asks something in. `BELOW`:
    until the next, as long as all units below that it names are overdue.
    """

    ALWAYS = auto()
    OWED = auto()
    STAGE = auto()
    BELOW = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """How people call it, and how long it stays true.

    One `of_the_day` speaks of the day on which it is written: it does not wait for another day, and is not
    true on one, unless what it reminds of is still owed.
    """

    label: str
    holds: Holds
    of_the_day: bool = False


KINDS: Mapping[str, Kind] = {
    "reminder": Kind("到期提醒", Holds.OWED, of_the_day=True),
    "overdue": Kind("逾期提醒", Holds.OWED, of_the_day=True),
    "nudge": Kind("催办", Holds.OWED),
    "escalation": Kind("下级逾期", Holds.BELOW, of_the_day=True),
    "digest": Kind("每日进度", Holds.ALWAYS, of_the_day=True),
    "to_sign": Kind("待签", Holds.STAGE),
    "sent_back": Kind("退回填报员", Holds.STAGE),
    "submitted": Kind("上报", Holds.STAGE),
    "withdrawn": Kind("撤回", Holds.ALWAYS),
    "acknowledged": Kind("签收", Holds.ALWAYS),
    "returned": Kind("退回修改", Holds.STAGE),
    "accepted": Kind("审核通过", Holds.ALWAYS),
    "revoked": Kind("撤销审核", Holds.ALWAYS),
    "extension_granted": Kind("准予延期", Holds.ALWAYS),
    "extension_revoked": Kind("撤销延期", Holds.ALWAYS),
    "deadline_moved": Kind("日程调整", Holds.ALWAYS),
    "stage_begun": Kind("阶段开始", Holds.STAGE),
    "items_assigned": Kind("分派项次", Holds.ALWAYS),
    "publicity_begun": Kind("公示", Holds.STAGE),
    "published": Kind("通报", Holds.ALWAYS),
    "appeal_filed": Kind("申诉提出", Holds.STAGE),
    "appeal_withdrawn": Kind("申诉撤回", Holds.ALWAYS),
    "appeal_taken_up": Kind("申诉受理", Holds.ALWAYS),
    "appeal_decided": Kind("申诉答复", Holds.ALWAYS),
    "post_granted": Kind("授予岗位", Holds.ALWAYS),
    "handed_over": Kind("岗位转办", Holds.ALWAYS),
    "covered": Kind("岗位代理", Holds.ALWAYS),
    "unreachable": Kind("联系不上", Holds.ALWAYS, of_the_day=True),
    "extension_ended": Kind("延期到期", Holds.ALWAYS),
    "appeals_closed": Kind("申诉期截止", Holds.ALWAYS),
    "export_ready": Kind("批量导出", Holds.ALWAYS),
    "test": Kind("测试消息", Holds.ALWAYS),
    "clock_jump": Kind("服务器时间异常", Holds.ALWAYS),
    "chain_broken": Kind("操作记录异常", Holds.ALWAYS),
}
