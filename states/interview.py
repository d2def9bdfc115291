"""A summons (约谈) of a unit in the bottom five two years running (document 004, 五).

The system proposes, a person confirms: nobody is summoned by a computation.
"""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import InterviewFacts
from states.guards import Guard
from states.roles import Role


class InterviewStage(Stage):
    """Stages of an interview."""

    PROPOSED = "proposed", "拟约谈"
    CONFIRMED = "confirmed", "已确认"
    NOTIFIED = "notified", "已通知"
    HELD = "held", "已约谈"
    RECTIFYING = "rectifying", "整改中"
    CLOSED = "closed", "已销号"
    WAIVED = "waived", "不予约谈"


class InterviewTrigger(Trigger):
    """What moves an interview."""

    CONFIRM = "confirm", "确认约谈"
    WAIVE = "waive", "不予约谈"
    NOTIFY = "notify", "发出通知"
    HOLD = "hold", "记录约谈"
    RECTIFY = "rectify", "开始整改"
    CLOSE = "close", "销号"


S, T = InterviewStage, InterviewTrigger

UNDER_WAY = (S.NOTIFIED, S.HELD, S.RECTIFYING, S.CLOSED)
"""Stages in which a unit has been summoned: a corrected ranking does not summon it a second time."""

PUBLISHED = Guard[InterviewFacts](
    lambda f: f.published, "所依据的排名已被更正，须按新的通报处理", "评定负责人"
)

INTERVIEW: StateTable[InterviewFacts] = StateTable(
    noun="interview",
    label="约谈",
    stages=tuple(S),
    initial=S.PROPOSED,
    moves=(
        Move(T.CONFIRM, (S.PROPOSED,), S.CONFIRMED, (PUBLISHED,)),
        Move(T.WAIVE, (S.PROPOSED, S.CONFIRMED), S.WAIVED),
        Move(T.NOTIFY, (S.CONFIRMED,), S.NOTIFIED, (PUBLISHED,)),
        Move(T.HOLD, (S.NOTIFIED,), S.HELD),
        Move(T.RECTIFY, (S.HELD,), S.RECTIFYING),
        Move(T.CLOSE, (S.RECTIFYING,), S.CLOSED),
    ),
    pen={stage: Role.CHIEF for stage in S if stage not in (S.CLOSED, S.WAIVED)}
    | {S.CLOSED: None, S.WAIVED: None},
)
