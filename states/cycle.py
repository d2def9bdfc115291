"""The year itself, from 筹备 to 已归档 (document 004, section 四).

The stage tells where the year stands and draws the stepper. What may be edited at a moment is computed
from calendar and `now`, never from whether the clock's job has run.
"""

from dataclasses import replace
from functools import cache

from states.engine import Move, Stage, StateTable, Trigger, skipping
from states.facts import CycleFacts
from states.guards import Guard, Unmet
from states.roles import Role


class CycleStage(Stage):
    """Stages of a cycle."""

    PREPARING = "preparing", "筹备"
    SELF_EVALUATION = "self_evaluation", "县级自评"
    CONSOLIDATION = "consolidation", "市州汇总"
    RATING = "rating", "省级评定"
    DELIBERATION = "deliberation", "会议审议"
    PUBLICITY = "publicity", "公示"
    PUBLISHED = "published", "已通报"
    CLOSED = "closed", "已归档"


class CycleTrigger(Trigger):
    """What moves a cycle."""

    ADVANCE = "advance", "进入下一阶段"
    DELIBERATE = "deliberate", "提交会议审议"
    SEND_BACK = "send_back", "会议退回"
    ANNOUNCE = "announce", "开始公示"
    PUBLISH = "publish", "通报"
    CORRECT = "correct", "启动更正"
    CLOSE = "close", "归档"


S, T = CycleStage, CycleTrigger

OVER = (S.PUBLISHED, S.CLOSED)
"""Stages in which nobody below has work in the year any more."""

DATE_COME = Guard[CycleFacts](
    lambda f: f.date_come, "下一阶段自{f.next_date}开始，日期未到", "系统管理员写明理由后"
)
SCHEME_SETTLED = Guard[CycleFacts](
    lambda f: not f.open_findings, "评定办法还有未作说明的问题：{f.findings}", "系统管理员补充解释后"
)
RANKING_AT_MEETING = Guard[CycleFacts](
    lambda f: f.ranking_stage == "in_deliberation", "排名尚未提交会议", "评定负责人"
)
RANKING_SENT_BACK = Guard[CycleFacts](
    lambda f: f.ranking_stage == "computed", "排名未被会议退回", "评定负责人"
)
RANKING_ANNOUNCED = Guard[CycleFacts](lambda f: f.ranking_stage == "publicity", "排名尚未公示", "评定负责人")
RANKING_PUBLISHED = Guard[CycleFacts](lambda f: f.ranking_stage == "published", "排名尚未通报", "评定负责人")

CYCLE: StateTable[CycleFacts] = StateTable(
    noun="cycle",
    label="年度评定",
    stages=tuple(S),
    initial=S.PREPARING,
    moves=(
        Move(T.ADVANCE, (S.PREPARING,), S.SELF_EVALUATION, (DATE_COME, SCHEME_SETTLED)),
        Move(T.ADVANCE, (S.SELF_EVALUATION,), S.CONSOLIDATION, (DATE_COME,)),
        Move(T.ADVANCE, (S.CONSOLIDATION,), S.RATING, (DATE_COME,)),
        Move(T.DELIBERATE, (S.RATING,), S.DELIBERATION, (RANKING_AT_MEETING,)),
        Move(T.SEND_BACK, (S.DELIBERATION,), S.RATING, (RANKING_SENT_BACK,)),
        Move(T.ANNOUNCE, (S.DELIBERATION,), S.PUBLICITY, (RANKING_ANNOUNCED,)),
        Move(T.PUBLISH, (S.DELIBERATION, S.PUBLICITY), S.PUBLISHED, (RANKING_PUBLISHED,)),
        Move(T.CORRECT, (S.PUBLISHED,), S.RATING),
        Move(T.CLOSE, (S.PUBLISHED,), S.CLOSED),
    ),
    pen={
        S.PREPARING: Role.ADMIN,
        S.SELF_EVALUATION: Role.FILLER,
        S.CONSOLIDATION: Role.FILLER,
        S.RATING: Role.RATER,
        S.DELIBERATION: Role.CHIEF,
        S.PUBLICITY: Role.CHIEF,
        S.PUBLISHED: None,
        S.CLOSED: None,
    },
)

BY_RANKING = (
    (T.DELIBERATE, "计算排名、提交会议审议", "评定负责人"),
    (T.ANNOUNCE, "记录会议审议通过、开始公示", "评定负责人"),
    (T.PUBLISH, "记录会议审议通过、公示期满后通报", "评定负责人"),
    (T.CLOSE, "归档", "系统管理员"),
)
"""What leads on from the stages that no date leads out of, in the order of the year, and who does it."""


def led_on_by(table: StateTable[CycleFacts], stage: Stage) -> Unmet:
    """Why no date leads on from a stage: what does instead, and who can do it."""
    text = f"{table.label}当前状态是“{table.title(stage)}”，此时不能{T.ADVANCE.label}"
    for trigger, deed, who in BY_RANKING:
        if move := table.move(stage, trigger):
            return Unmet(f"{text}：先{deed}，年度随之进入“{table.title(move.target)}”", who)
    return Unmet(text, "")


@cache
def cycle_table(
    skipped: frozenset[Stage], titles: tuple[tuple[Stage, str], ...] = ()
) -> StateTable[CycleFacts]:
    """The year of a scheme that does not have the `skipped` stages, with its own titles for others.

    Called again with the same stages and titles it answers the same table.
    """
    return replace(skipping(CYCLE, skipped), titles=dict(titles))
