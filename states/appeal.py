"""An appeal (申诉): a unit contests one item of its result while the publicity period runs."""

from states.engine import Move, Stage, StateTable, Trigger
from states.facts import AppealFacts
from states.guards import Guard
from states.roles import Role


class AppealStage(Stage):
    """Stages of an appeal."""

    FILED = "filed", "已提出"
    DECIDING = "deciding", "复核中"
    UPHELD = "upheld", "予以调整"
    DISMISSED = "dismissed", "维持原评定"
    WITHDRAWN = "withdrawn", "已撤回"


class AppealTrigger(Trigger):
    """What moves an appeal."""

    TAKE_UP = "take_up", "受理复核"
    UPHOLD = "uphold", "予以调整"
    DISMISS = "dismiss", "维持原评定"
    WITHDRAW = "withdraw", "撤回申诉"


S, T = AppealStage, AppealTrigger

OPEN_APPEALS = (S.FILED, S.DECIDING)
"""Stages in which an appeal waits for its decision: the ranking is not published meanwhile."""

RUN_IN_PUBLICITY = Guard[AppealFacts](
    lambda f: f.run_in_publicity,
    "这次公示的排名已经通报，不能再直接调整：先作出“维持原评定”的答复，写明将启动更正",
    "评定负责人启动更正后，在更正中重新评定",
)

APPEAL: StateTable[AppealFacts] = StateTable(
    noun="appeal",
    label="申诉",
    stages=tuple(S),
    initial=S.FILED,
    moves=(
        Move(T.TAKE_UP, (S.FILED,), S.DECIDING),
        Move(T.UPHOLD, (S.DECIDING,), S.UPHELD, (RUN_IN_PUBLICITY,)),
        Move(T.DISMISS, (S.DECIDING,), S.DISMISSED),
        Move(T.WITHDRAW, (S.FILED,), S.WITHDRAWN),
    ),
    pen={
        S.FILED: Role.CHIEF,
        S.DECIDING: Role.CHIEF,
        S.UPHELD: None,
        S.DISMISSED: None,
        S.WITHDRAWN: None,
    },
    lies_with={S.FILED: "评定负责人，或申诉单位负责人在受理前撤回", S.DECIDING: "评定负责人"},
)
