"""A special claim (特殊因素加减分, items 44–47): claimed below, verified by the province (004, 四)."""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import ClaimFacts
from states.guards import Guard
from states.roles import Role


class ClaimStage(Stage):
    """Stages of a special claim."""

    DRAFT = "draft", "草拟"
    SUBMITTED = "submitted", "已申报"
    ACCEPTED = "accepted", "采纳"
    REJECTED = "rejected", "不采纳"


class ClaimTrigger(Trigger):
    """What moves a special claim."""

    SUBMIT = "submit", "申报"
    TAKE_BACK = "take_back", "退回草拟"
    ACCEPT = "accept", "采纳"
    REJECT = "reject", "不采纳"
    RECONSIDER = "reconsider", "重新核验"
    ALLOW = "allow", "复核采纳"
    DISALLOW = "disallow", "复核不采纳"


S, T = ClaimStage, ClaimTrigger

HAS_BASIS = Guard[ClaimFacts](lambda f: not f.missing, "申报缺少：{f.missing_parts}", "填报员")
NOT_IN_DELIBERATION = Guard[ClaimFacts](
    lambda f: not f.in_deliberation, "排名已提交会议审议，核验结论不能再变动", "评定负责人在会议退回后"
)
CARRIED_BY_ACCEPTED = Guard[ClaimFacts](
    lambda f: f.carried_by_accepted, "这条申报所在的评定表或汇总还没有审核通过", "上级单位审核后"
)
DECIDED_BY_ANOTHER = Guard[ClaimFacts](
    lambda f: not f.decider_entered,
    "{f.decider_name}录入了这条申报，录入人与核验人不能为同一人",
    "另一位评定负责人",
)
UNDER_APPEAL = Guard[ClaimFacts](
    lambda f: f.under_appeal, "这条申报没有正在复核的申诉，核验结论不能改动", "评定负责人受理申诉后"
)

CLAIM: StateTable[ClaimFacts] = StateTable(
    noun="claim",
    label="特殊因素申报",
    stages=tuple(S),
    initial=S.DRAFT,
    moves=(
        Move(T.SUBMIT, (S.DRAFT,), S.SUBMITTED, (HAS_BASIS,)),
        Move(T.TAKE_BACK, (S.SUBMITTED,), S.DRAFT),
        Move(
            T.ACCEPT,
            (S.SUBMITTED,),
            S.ACCEPTED,
            (CARRIED_BY_ACCEPTED, DECIDED_BY_ANOTHER, NOT_IN_DELIBERATION),
        ),
        Move(
            T.REJECT,
            (S.SUBMITTED,),
            S.REJECTED,
            (CARRIED_BY_ACCEPTED, DECIDED_BY_ANOTHER, NOT_IN_DELIBERATION),
        ),
        Move(T.RECONSIDER, (S.ACCEPTED, S.REJECTED), S.SUBMITTED, (NOT_IN_DELIBERATION,)),
        Move(T.ALLOW, (S.REJECTED,), S.ACCEPTED, (UNDER_APPEAL, DECIDED_BY_ANOTHER)),
        Move(T.DISALLOW, (S.ACCEPTED,), S.REJECTED, (UNDER_APPEAL, DECIDED_BY_ANOTHER)),
    ),
    pen={S.DRAFT: Role.FILLER, S.SUBMITTED: None, S.ACCEPTED: None, S.REJECTED: None},
    lies_with={
        S.DRAFT: "填报员",
        S.SUBMITTED: "上级单位退回后填报员",
        S.ACCEPTED: "评定负责人",
        S.REJECTED: "评定负责人",
    },
)
