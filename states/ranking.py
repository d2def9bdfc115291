"""A numbered run of the ranking, from computation through the meeting to the circular (document 004, 五)."""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import RankingFacts
from states.guards import Guard
from states.roles import Role


class RankingStage(Stage):
    """Stages of a ranking run."""

    COMPUTED = "computed", "已计算"
    IN_DELIBERATION = "in_deliberation", "提交会议"
    APPROVED = "approved", "审议通过"
    PUBLICITY = "publicity", "公示"
    PUBLISHED = "published", "已通报"
    SUPERSEDED = "superseded", "已更正"


class RankingTrigger(Trigger):
    """What moves a ranking run."""

    DELIBERATE = "deliberate", "提交会议审议"
    SEND_BACK = "send_back", "会议退回"
    APPROVE = "approve", "审议通过"
    ANNOUNCE = "announce", "开始公示"
    PUBLISH = "publish", "通报"
    ADJUST = "adjust", "按申诉结果公示"
    REPLACE = "replace", "由调整后的计算取代"
    SUPERSEDE = "supersede", "更正"


S, T = RankingStage, RankingTrigger

RATING_REACHED = Guard[RankingFacts](
    lambda f: f.rating_reached, "年度还没有进入评定阶段", "到日期后自动进入，或系统管理员写明理由提前进入"
)
ALL_FINISHED = Guard[RankingFacts](
    lambda f: not f.unfinished_units, "还有单位没有评定完成：{f.unfinished}", "评定负责人"
)
CLAIMS_DECIDED = Guard[RankingFacts](
    lambda f: not f.undecided_claims, "还有 {f.undecided_claims} 条特殊因素申报没有核验结论", "评定负责人"
)
NEWEST = Guard[RankingFacts](lambda f: f.newest, "之后已有新的计算，以最新一次为准", "评定负责人")
INPUTS_UNCHANGED = Guard[RankingFacts](
    lambda f: f.inputs_unchanged, "计算之后评定数据有变动，须重新计算排名", "评定负责人"
)
PUBLICITY_OVER = Guard[RankingFacts](
    lambda f: f.publicity_over, "公示期到{f.publicity_until}才结束", "公示期满后评定负责人"
)
PUBLICITY_HELD = Guard[RankingFacts](
    lambda f: not f.has_publicity, "评定办法规定了公示期，须先公示再通报", "评定负责人开始公示"
)
PUBLICITY_DECLARED = Guard[RankingFacts](
    lambda f: f.has_publicity, "评定办法没有规定公示期，可直接通报", "评定负责人"
)

APPEALS_DECIDED = Guard[RankingFacts](
    lambda f: not f.open_appeals, "还有申诉没有复核结论：{f.undecided_appeals}", "评定负责人复核后"
)
APPEALS_ENTERED = Guard[RankingFacts](
    lambda f: not f.unentered_appeals,
    "予以调整的申诉还没有计入排名：{f.unentered}",
    "评定负责人按申诉结果重新计算后",
)
APPEALS_UPHELD = Guard[RankingFacts](
    lambda f: bool(f.unentered_appeals or f.open_appeals),
    "没有予以调整、尚待计入排名的申诉，不用重新计算",
    "评定负责人复核申诉后",
)
REPLACES_ANNOUNCED = Guard[RankingFacts](
    lambda f: f.replaces_announced, "不是按申诉结果重新计算的，须提交会议审议", "评定负责人"
)

RANKING: StateTable[RankingFacts] = StateTable(
    noun="ranking",
    label="排名",
    stages=tuple(S),
    initial=S.COMPUTED,
    moves=(
        Move(
            T.DELIBERATE,
            (S.COMPUTED,),
            S.IN_DELIBERATION,
            (RATING_REACHED, ALL_FINISHED, CLAIMS_DECIDED, NEWEST, INPUTS_UNCHANGED),
        ),
        Move(T.SEND_BACK, (S.IN_DELIBERATION, S.APPROVED), S.COMPUTED),
        Move(T.APPROVE, (S.IN_DELIBERATION,), S.APPROVED),
        Move(T.ANNOUNCE, (S.APPROVED,), S.PUBLICITY, (PUBLICITY_DECLARED,)),
        Move(T.PUBLISH, (S.APPROVED,), S.PUBLISHED, (PUBLICITY_HELD,)),
        Move(T.PUBLISH, (S.PUBLICITY,), S.PUBLISHED, (PUBLICITY_OVER, APPEALS_DECIDED, APPEALS_ENTERED)),
        Move(
            T.ADJUST,
            (S.COMPUTED,),
            S.PUBLICITY,
            (REPLACES_ANNOUNCED, APPEALS_DECIDED, ALL_FINISHED, CLAIMS_DECIDED, NEWEST, INPUTS_UNCHANGED),
        ),
        Move(T.REPLACE, (S.PUBLICITY,), S.SUPERSEDED, (APPEALS_DECIDED, APPEALS_UPHELD)),
        Move(T.SUPERSEDE, (S.PUBLISHED,), S.SUPERSEDED),
    ),
    pen={
        S.COMPUTED: Role.CHIEF,
        S.IN_DELIBERATION: None,
        S.APPROVED: None,
        S.PUBLICITY: None,
        S.PUBLISHED: None,
        S.SUPERSEDED: None,
    },
)
