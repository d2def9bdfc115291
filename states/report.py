"""A consolidation (汇总) of a prefecture, handed up with its own-level sheet (document 004, 四(二))."""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import ReportFacts
from states.guards import Guard
from states.roles import Role


class ReportStage(Stage):
    """Stages of a report."""

    NOT_STARTED = "not_started", "未开始"
    FILLING = "filling", "汇总中"
    TO_SIGN = "to_sign", "待签"
    SUBMITTED = "submitted", "已上报"
    ACKNOWLEDGED = "acknowledged", "已签收"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "审核通过"


class ReportTrigger(Trigger):
    """What moves a report."""

    START = "start", "开始汇总"
    FINISH = "finish", "送签"
    SEND_BACK = "send_back", "退回填报员"
    SUBMIT = "submit", "上报"
    FORWARD = "forward", "随表上报"
    WITHDRAW = "withdraw", "撤回"
    ACKNOWLEDGE = "acknowledge", "签收"
    RETURN = "return", "退回修改"
    ACCEPT = "accept", "审核通过"
    REVOKE = "revoke", "撤销审核"


S, T = ReportStage, ReportTrigger

HANDED_UP = (S.SUBMITTED, S.ACKNOWLEDGED, S.ACCEPTED)
"""Stages in which a report lies with the province."""

OPENED_REPORT = (S.ACKNOWLEDGED, S.ACCEPTED)
"""Stages in which a report lies opened with the province."""

INSIDE = (T.START, T.FINISH, T.SEND_BACK)
"""What happens inside a unit is not for the units above it."""

WINDOW_OPEN = Guard[ReportFacts](lambda f: f.window_open, "{f.window_text}", "{f.window_lifted_by}")
CONSOLIDATED = Guard[ReportFacts](
    lambda f: f.consolidates, "本办法没有汇总这一步，评定表签发上报后直接由上级签收", "本单位负责人签发评定表"
)
GOES_WITH_SHEET = Guard[ReportFacts](
    lambda f: not f.consolidates, "汇总须编制、送签后另行上报，不随本级评定表上报", "本单位填报员和负责人"
)
OWN_SHEET_SIGNED = Guard[ReportFacts](
    lambda f: f.own_sheet_signed,
    "本级评定表还没有由负责人签发（当前：{f.own_sheet_stage}）",
    "本级填报员和负责人",
    "{f.sheets_since}",
)
COUNTIES_SETTLED = Guard[ReportFacts](
    lambda f: not f.unsettled_counties,
    "还有下辖单位的评定表没有审核通过，也没有作出缺报决定：{f.unsettled}",
    "被评单位负责人",
    "{f.sheets_since}",
)
SIGNED_BY_ANOTHER = Guard[ReportFacts](
    lambda f: not f.signer_prepared,
    "{f.signer_name}编过本汇总，编制人与签发人不能为同一人",
    "本单位另一位负责人",
)
NOT_IN_DELIBERATION = Guard[ReportFacts](
    lambda f: not f.in_deliberation, "排名已提交会议审议，汇总不能再变动", "评定负责人在会议退回后"
)
HAS_REMARKS = Guard[ReportFacts](
    lambda f: f.remarks > 0, "退回须至少点明一个本级项次或一个下辖单位，并写明意见", "评定负责人"
)
NO_LINKED_FINDINGS = Guard[ReportFacts](
    lambda f: not f.linked_findings,
    "评定中已有 {f.linked_findings} 条认定引用了该单位的自评扣分，须先改掉这些认定",
    "评定员",
)

NO_DECIDED_CLAIMS = Guard[ReportFacts](
    lambda f: not f.decided_claims,
    "该单位已有 {f.decided_claims} 条特殊因素申报有核验结论，须先重新核验，退回后才能修改",
    "评定负责人",
)

RETURNS_LEFT = Guard[ReportFacts](
    lambda f: f.returns_left,
    "{f.allowed}，该单位已经退回 {f.round} 次，不能再退回，可以审核通过",
    "系统管理员公布放宽次数的办法，下一年度起适用",
)
ABSENCES_CONFIRMED = Guard[ReportFacts](
    lambda f: not f.unconfirmed_items,
    "第 {f.unconfirmed} 项填报为不适用，还没有确认",
    "评定负责人逐项确认，或写明意见退回修改",
)
CALL_ABOVE = "{f.above}已经签收，请联系{f.above_contact}办理退回"

REPORT: StateTable[ReportFacts] = StateTable(
    noun="report",
    label="汇总",
    stages=tuple(S),
    initial=S.NOT_STARTED,
    moves=(
        Move(T.START, (S.NOT_STARTED,), S.FILLING, (CONSOLIDATED, WINDOW_OPEN)),
        Move(
            T.FINISH,
            (S.FILLING, S.RETURNED),
            S.TO_SIGN,
            (CONSOLIDATED, OWN_SHEET_SIGNED, COUNTIES_SETTLED, WINDOW_OPEN),
        ),
        Move(T.SEND_BACK, (S.TO_SIGN,), S.FILLING),
        Move(
            T.SUBMIT,
            (S.TO_SIGN,),
            S.SUBMITTED,
            (OWN_SHEET_SIGNED, COUNTIES_SETTLED, SIGNED_BY_ANOTHER, WINDOW_OPEN),
        ),
        Move(
            T.FORWARD,
            (S.NOT_STARTED, S.FILLING, S.RETURNED),
            S.SUBMITTED,
            (GOES_WITH_SHEET, OWN_SHEET_SIGNED, NOT_IN_DELIBERATION),
        ),
        Move(T.WITHDRAW, (S.SUBMITTED,), S.FILLING, (NOT_IN_DELIBERATION,)),
        Move(T.ACKNOWLEDGE, (S.SUBMITTED,), S.ACKNOWLEDGED, (NOT_IN_DELIBERATION,)),
        Move(T.RETURN, (S.ACKNOWLEDGED,), S.RETURNED, (HAS_REMARKS, RETURNS_LEFT, NOT_IN_DELIBERATION)),
        Move(T.ACCEPT, (S.ACKNOWLEDGED,), S.ACCEPTED, (ABSENCES_CONFIRMED, NOT_IN_DELIBERATION)),
        Move(
            T.REVOKE,
            (S.ACCEPTED,),
            S.ACKNOWLEDGED,
            (NO_LINKED_FINDINGS, NO_DECIDED_CLAIMS, NOT_IN_DELIBERATION),
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
        S.NOT_STARTED: "被评单位填报员",
        S.FILLING: "被评单位填报员",
        S.TO_SIGN: "被评单位负责人",
        S.SUBMITTED: "评定负责人，或被评单位负责人在签收前撤回",
        S.ACKNOWLEDGED: "评定负责人",
        S.RETURNED: "被评单位填报员",
        S.ACCEPTED: "评定负责人",
    },
    advice={(T.WITHDRAW, stage): CALL_ABOVE for stage in OPENED_REPORT},
    inside=INSIDE,
)
