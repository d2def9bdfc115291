"""A self sheet (评定表, 自评得分) of a county or of a prefecture's own level.

逾期 and 退回后重报 are marks beside a stage, not stages. A county's receiver is its prefecture; the own-level
sheet of a prefecture travels with the report, its receiver is the province.
"""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import SheetFacts
from states.guards import Guard
from states.roles import Role


class SheetStage(Stage):
    """Stages of a self sheet."""

    NOT_STARTED = "not_started", "未开始"
    FILLING = "filling", "填报中"
    TO_SIGN = "to_sign", "待签"
    SUBMITTED = "submitted", "已上报"
    ACKNOWLEDGED = "acknowledged", "已签收"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "审核通过"


class SheetTrigger(Trigger):
    """What moves a self sheet."""

    START = "start", "开始填报"
    FINISH = "finish", "送签"
    SEND_BACK = "send_back", "退回填报员"
    SUBMIT = "submit", "上报"
    WITHDRAW = "withdraw", "撤回"
    ACKNOWLEDGE = "acknowledge", "签收"
    RETURN = "return", "退回修改"
    ACCEPT = "accept", "审核通过"
    REOPEN = "reopen", "重新退回"


S, T = SheetStage, SheetTrigger

SIGNED = (S.SUBMITTED, S.ACKNOWLEDGED, S.ACCEPTED)
"""Stages in which a sheet stands as its signer signed it."""

OPENED_SHEET = (S.ACKNOWLEDGED, S.ACCEPTED)
"""Stages in which a sheet lies opened with the level above."""

INSIDE = (T.START, T.FINISH, T.SEND_BACK)
"""What happens inside a unit is not for the units above it."""

WINDOW_OPEN = Guard[SheetFacts](lambda f: f.window_open, "{f.window_text}", "{f.window_lifted_by}")
COMPLETE = Guard[SheetFacts](lambda f: not f.blank_items, "还有未填的项次：第 {f.blanks} 项", "填报员")
CLAIMS_COMPLETE = Guard[SheetFacts](
    lambda f: not f.incomplete_claims,
    "特殊因素申报缺少依据（发文单位、文件名称或日期）：{f.claims}",
    "填报员",
)
STAMPED_SCAN = Guard[SheetFacts](
    lambda f: not f.scan_fault,
    "{f.scan_fault}；本办法要求随表上传与当前填报一致的盖章扫描件",
    "填报员",
)
SIGNED_BY_ANOTHER = Guard[SheetFacts](
    lambda f: not f.signer_filled,
    "{f.signer_name}填过本表，填报人与签发人不能为同一人",
    "本单位另一位负责人",
)
NOT_HANDED_UP = Guard[SheetFacts](
    lambda f: not f.handed_up,
    "{f.receiver}已向上级上报汇总，须待上级退回汇总后才能变动",
    "上级单位",
    "{f.handed_up_since}",
)
HAS_REMARKS = Guard[SheetFacts](
    lambda f: f.remarks > 0, "退回须至少对一个项次写明意见，填报单位才知道改哪里", "退回人"
)
REOPENING_ALLOWED = Guard[SheetFacts](
    lambda f: f.reopening_allowed,
    "上级退回汇总时没有点到这个单位，本表保持审核通过",
    "评定负责人退回汇总时点名",
)

RETURNS_LEFT = Guard[SheetFacts](
    lambda f: f.returns_left,
    "{f.allowed}，这份评定表已经退回 {f.round} 次，不能再退回，可以审核通过",
    "评定负责人退回汇总时点名该单位",
)
ABSENCES_CONFIRMED = Guard[SheetFacts](
    lambda f: not f.unconfirmed_items,
    "第 {f.unconfirmed} 项填报为不适用，还没有确认",
    "审核人逐项确认，或写明意见退回修改",
)
CALL_ABOVE = "{f.above}已经签收，请联系{f.above_contact}办理退回"

SHEET: StateTable[SheetFacts] = StateTable(
    noun="sheet",
    label="评定表",
    stages=tuple(S),
    initial=S.NOT_STARTED,
    moves=(
        Move(T.START, (S.NOT_STARTED,), S.FILLING, (WINDOW_OPEN,)),
        Move(
            T.FINISH,
            (S.FILLING, S.RETURNED),
            S.TO_SIGN,
            (COMPLETE, CLAIMS_COMPLETE, STAMPED_SCAN, WINDOW_OPEN),
        ),
        Move(T.SEND_BACK, (S.TO_SIGN,), S.FILLING),
        Move(
            T.SUBMIT,
            (S.TO_SIGN,),
            S.SUBMITTED,
            (COMPLETE, CLAIMS_COMPLETE, STAMPED_SCAN, SIGNED_BY_ANOTHER, WINDOW_OPEN),
        ),
        Move(T.WITHDRAW, (S.SUBMITTED,), S.FILLING, (NOT_HANDED_UP,)),
        Move(T.ACKNOWLEDGE, (S.SUBMITTED,), S.ACKNOWLEDGED),
        Move(T.RETURN, (S.ACKNOWLEDGED,), S.RETURNED, (HAS_REMARKS, RETURNS_LEFT, NOT_HANDED_UP)),
        Move(T.ACCEPT, (S.ACKNOWLEDGED,), S.ACCEPTED, (ABSENCES_CONFIRMED, NOT_HANDED_UP)),
        Move(
            T.REOPEN,
            (S.ACCEPTED,),
            S.RETURNED,
            (HAS_REMARKS, RETURNS_LEFT, NOT_HANDED_UP, REOPENING_ALLOWED),
        ),
    ),
    pen={
        S.NOT_STARTED: Role.FILLER,
        S.FILLING: Role.FILLER,
        S.TO_SIGN: None,
        S.SUBMITTED: None,
        S.ACKNOWLEDGED: None,
        S.RETURNED: Role.FILLER,
        S.ACCEPTED: None,
    },
    lies_with={
        S.NOT_STARTED: "填报员",
        S.FILLING: "填报员",
        S.TO_SIGN: "本单位负责人",
        S.SUBMITTED: "上级单位，或本单位负责人在签收前撤回",
        S.ACKNOWLEDGED: "上级单位",
        S.RETURNED: "填报员",
        S.ACCEPTED: "上级单位",
    },
    advice={(T.WITHDRAW, stage): CALL_ABOVE for stage in OPENED_SHEET},
    inside=INSIDE,
)
