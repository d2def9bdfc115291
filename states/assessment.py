"""The assessed sheet of one prefecture (评定得分), rated by the divisions of the province (004, 四(三))."""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import AssessmentFacts
from states.guards import Guard
from states.roles import Role


class AssessmentStage(Stage):
    """Stages of an assessed sheet."""

    RATING = "rating", "评定中"
    CHECKED = "checked", "已评定"
    CLOSED = "closed", "已锁定"


class AssessmentTrigger(Trigger):
    """What moves an assessed sheet."""

    CHECK = "check", "评定完成"
    REOPEN = "reopen", "重新评定"
    CLOSE = "close", "锁定"
    UNLOCK = "unlock", "解锁"


S, T = AssessmentStage, AssessmentTrigger

ALL_CHECKED = Guard[AssessmentFacts](
    lambda f: not f.unchecked_items, "还有没有评定的项次：第 {f.unchecked} 项", "负责这些项次的评定员"
)
OPINIONS_UNITED = Guard[AssessmentFacts](
    lambda f: not f.ununited_labels,
    "各处室都已评定、意见还没有合并的项次：第 {f.ununited} 项",
    "评定负责人",
)
CLAIMS_DECIDED = Guard[AssessmentFacts](
    lambda f: not f.undecided_claims, "还有 {f.undecided_claims} 条特殊因素申报没有核验结论", "评定负责人"
)
REPORT_SETTLED = Guard[AssessmentFacts](
    lambda f: f.report_settled, "该单位的{f.rated_on}没有审核通过，也没有作出缺报决定", "评定负责人"
)

PANEL_MARKED = Guard[AssessmentFacts](lambda f: not f.panel_gaps, "评议人数不够：{f.gaps}", "评议员打分后")

ASSESSMENT: StateTable[AssessmentFacts] = StateTable(
    noun="assessment",
    label="上级评定表",
    stages=tuple(S),
    initial=S.RATING,
    moves=(
        Move(
            T.CHECK,
            (S.RATING,),
            S.CHECKED,
            (REPORT_SETTLED, ALL_CHECKED, OPINIONS_UNITED, PANEL_MARKED, CLAIMS_DECIDED),
        ),
        Move(T.REOPEN, (S.CHECKED,), S.RATING),
        Move(T.CLOSE, (S.CHECKED,), S.CLOSED),
        Move(T.UNLOCK, (S.CLOSED,), S.CHECKED),
    ),
    pen={S.RATING: Role.RATER, S.CHECKED: None, S.CLOSED: None},
    lies_with={S.RATING: "评定员", S.CHECKED: "评定负责人", S.CLOSED: "评定负责人在会议退回后"},
)
