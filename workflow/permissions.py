"""Who may do what to whose object: one table, denied by default.

A `Scope` says whose object it is. The relation of the actor's unit to that scope decides whether the object
exists for the actor at all (404 where it does not), the post decides whether the act is theirs (403).
Whether it is possible now is the state tables' business (409).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from workflow.actions import Action
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.errors import Forbidden, Hidden


class Relation(Enum):
    """How the actor's unit stands to the unit that an object belongs to, in that object's cycle."""

    OWN = auto()
    ABOVE = auto()
    PROVINCE = auto()
    ANY = auto()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose object it is. `above_id` and `province_id` are those of the object's cycle."""

    unit_id: int | None = None
    above_id: int | None = None
    province_id: int | None = None
    cycle_id: int | None = None

    def relations(self, actor: Actor) -> frozenset[Relation]:
        """All relations of the actor's unit to this scope."""
        if actor == COMMAND_LINE or actor.post is Post.CLOCK:
            return frozenset({Relation.PROVINCE, Relation.ANY})
        places = {
            Relation.OWN: self.unit_id,
            Relation.ABOVE: self.above_id,
            Relation.PROVINCE: self.province_id,
        }
        held = {relation for relation, unit in places.items() if unit is not None and unit == actor.unit_id}
        return frozenset(held | {Relation.ANY})


EVERYWHERE = Scope()
"""The scope of pages that belong to no unit."""


Grants = frozenset[tuple[Post, Relation]]


def _grants(*pairs: tuple[Post, Relation]) -> Grants:
    return frozenset(pairs)


_EVERYBODY = _grants(*((post, Relation.ANY) for post in Post if post is not Post.CLOCK))
_OWN_FILLER = _grants((Post.FILLER, Relation.OWN))
_OWN_SIGNER = _grants((Post.SIGNER, Relation.OWN))
_OWN_UNIT = _OWN_FILLER | _OWN_SIGNER
_FILLER_ABOVE = _grants((Post.FILLER, Relation.ABOVE))
_SIGNER_ABOVE = _grants((Post.SIGNER, Relation.ABOVE))
_UNIT_ABOVE = _FILLER_ABOVE | _SIGNER_ABOVE
_CHIEF = _grants((Post.CHIEF, Relation.PROVINCE))
_RATER = _grants((Post.RATER, Relation.PROVINCE))
_EVALUATOR = _grants((Post.EVALUATOR, Relation.PROVINCE))
_ADMIN = _grants((Post.ADMIN, Relation.PROVINCE))
_AUDITOR = _grants((Post.AUDITOR, Relation.PROVINCE))
_CLOCK = _grants((Post.CLOCK, Relation.PROVINCE))

PERMISSIONS: Mapping[Action, Grants] = {
    Action.VIEW_HOME: _EVERYBODY,
    Action.CHANGE_PASSWORD: _EVERYBODY,
    Action.SWITCH_POST: _EVERYBODY,
    Action.VIEW_INBOX: _EVERYBODY,
    Action.SET_CONTACTS: _EVERYBODY,
    Action.VIEW_RESULTS: _EVERYBODY,
    Action.VIEW_SCORE: _OWN_UNIT | _UNIT_ABOVE | _CHIEF,
    Action.VIEW_SHEET: _OWN_UNIT | _UNIT_ABOVE | _CHIEF,
    Action.LIST_OWN_SHEETS: _OWN_UNIT,
    Action.SAVE_ITEM: _OWN_FILLER,
    Action.EDIT_CLAIM: _OWN_FILLER,
    Action.FINISH_SHEET: _OWN_FILLER,
    Action.SEND_BACK_SHEET: _OWN_SIGNER,
    Action.SUBMIT_SHEET: _OWN_SIGNER,
    Action.WITHDRAW_SHEET: _OWN_SIGNER,
    Action.ACKNOWLEDGE_SHEET: _UNIT_ABOVE,
    Action.DRAFT_REMARK: _UNIT_ABOVE,
    Action.RETURN_SHEET: _SIGNER_ABOVE,
    Action.ACCEPT_SHEET: _SIGNER_ABOVE,
    Action.REOPEN_SHEET: _SIGNER_ABOVE,
    Action.COMMENT_CLAIM: _UNIT_ABOVE,
    Action.CONFIRM_NOT_APPLICABLE: _UNIT_ABOVE | _CHIEF,
    Action.WRITE_NOTE: _UNIT_ABOVE | _CHIEF,
    Action.VIEW_EVIDENCE: _OWN_UNIT | _UNIT_ABOVE | _CHIEF | _RATER,
    Action.ADD_EVIDENCE: _OWN_FILLER,
    Action.SUPPLEMENT_EVIDENCE: _UNIT_ABOVE | _CHIEF | _RATER,
    Action.TAKE_EVIDENCE_PACKAGE: _OWN_UNIT | _UNIT_ABOVE | _CHIEF,
    Action.WRITE_SELF_REPORT: _OWN_FILLER,
    Action.PRINT_SHEET: _OWN_UNIT | _UNIT_ABOVE | _CHIEF,
    Action.VERIFY_PRINTED: _EVERYBODY,
    Action.TAKE_EXPORT: _OWN_UNIT | _CHIEF,
    Action.NUDGE_UNIT: _UNIT_ABOVE | _CHIEF,
    Action.VIEW_EXTENSIONS: _OWN_UNIT | _UNIT_ABOVE | _CHIEF | _ADMIN,
    Action.GRANT_EXTENSION: _SIGNER_ABOVE | _CHIEF | _ADMIN,
    Action.HAND_OVER_POST: _OWN_UNIT | _CHIEF | _RATER | _ADMIN,
    Action.VIEW_HISTORY: _OWN_UNIT | _CHIEF,
    Action.REGISTER_LIAISON: _OWN_UNIT,
    Action.VIEW_BOARD: _OWN_UNIT,
    Action.VIEW_REPORT: _OWN_UNIT | _CHIEF,
    Action.PREPARE_REPORT: _OWN_FILLER,
    Action.SEND_BACK_REPORT: _OWN_SIGNER,
    Action.SUBMIT_REPORT: _OWN_SIGNER,
    Action.WITHDRAW_REPORT: _OWN_SIGNER,
    Action.DECIDE_MISSING_COUNTY: _SIGNER_ABOVE,
    Action.ACKNOWLEDGE_REPORT: _CHIEF,
    Action.RETURN_REPORT: _CHIEF,
    Action.ACCEPT_REPORT: _CHIEF,
    Action.REVOKE_REPORT: _CHIEF,
    Action.DECIDE_MISSING_PREFECTURE: _CHIEF,
    Action.VIEW_LIAISONS: _CHIEF | _ADMIN,
    Action.VIEW_PROGRESS: _CHIEF | _RATER | _ADMIN,
    Action.ASSIGN_ITEMS: _CHIEF,
    Action.VIEW_RATING: _CHIEF | _RATER,
    Action.RATE_ITEM: _RATER,
    Action.VIEW_PANEL: _EVALUATOR | _CHIEF,
    Action.MARK_PANEL: _EVALUATOR,
    Action.ENTER_CLAIM: _RATER,
    Action.CHECK_ASSESSMENT: _CHIEF,
    Action.REOPEN_ASSESSMENT: _CHIEF,
    Action.OPEN_COMPARISON: _CHIEF,
    Action.UNITE_FINDINGS: _CHIEF,
    Action.DECIDE_CLAIM: _CHIEF,
    Action.DECIDE_VETO: _CHIEF,
    Action.COMPUTE_RANKING: _CHIEF,
    Action.VIEW_RUN: _CHIEF,
    Action.SUBMIT_RANKING: _CHIEF,
    Action.RECORD_MEETING: _CHIEF,
    Action.PUBLISH_RANKING: _CHIEF,
    Action.CORRECT_RANKING: _CHIEF,
    Action.VIEW_APPEALS: _OWN_UNIT | _CHIEF,
    Action.FILE_APPEAL: _OWN_SIGNER,
    Action.WITHDRAW_APPEAL: _OWN_SIGNER,
    Action.DECIDE_APPEAL: _CHIEF,
    Action.VIEW_ANALYSIS: _CHIEF,
    Action.WRITE_RATING_REPORT: _CHIEF,
    Action.WRITE_CIRCULAR: _CHIEF,
    Action.VIEW_INTERVIEWS: _CHIEF,
    Action.CONDUCT_INTERVIEW: _CHIEF,
    Action.VIEW_SCHEMES: _ADMIN | _CHIEF,
    Action.PUBLISH_SCHEME: _ADMIN,
    Action.OPEN_CYCLE: _ADMIN,
    Action.VIEW_CYCLES: _ADMIN | _CHIEF,
    Action.ADVANCE_CYCLE: _ADMIN | _CLOCK,
    Action.EDIT_CALENDAR: _ADMIN,
    Action.CLOSE_CYCLE: _ADMIN,
    Action.VIEW_METRICS: _ADMIN | _CHIEF,
    Action.IMPORT_METRICS: _ADMIN,
    Action.MANAGE_UNITS: _ADMIN,
    Action.IMPORT_LIAISONS: _ADMIN,
    Action.IMPORT_RANKING: _ADMIN,
    Action.MANAGE_ACCOUNTS: _ADMIN,
    Action.EDIT_TEMPLATES: _ADMIN,
    Action.VIEW_OUTBOX: _ADMIN,
    Action.RESEND_MESSAGE: _ADMIN,
    Action.VIEW_CLOCK: _ADMIN,
    Action.EDIT_WORKING_DAYS: _ADMIN,
    Action.VIEW_TRAIL: _AUDITOR,
    Action.MOVE_DEMONSTRATION_CLOCK: _EVERYBODY,
}

_WHOSE = {Relation.OWN: "本单位", Relation.ABOVE: "上级单位", Relation.PROVINCE: "", Relation.ANY: ""}
_EXTRA = {
    Action.SAVE_ITEM: "上级单位可退回修改，不可代改。",
    Action.EDIT_CLAIM: "上级单位可提出意见，不可代改。",
}


def may(actor: Actor, action: Action, scope: Scope = EVERYWHERE) -> bool:
    """Whether the table grants the act to this post towards this scope."""
    return any((actor.post, relation) in PERMISSIONS[action] for relation in scope.relations(actor))


def could(actor: Actor, action: Action) -> bool:
    """Whether the post could do the act towards some scope: menus ask this, commands never."""
    return any(post is actor.post for post, _ in PERMISSIONS[action])


def require(actor: Actor, action: Action, scope: Scope) -> None:
    """Let the act pass, or raise Hidden (not your business) or Forbidden (yours, but not this post's)."""
    if may(actor, action, scope):
        return
    if scope.relations(actor) == {Relation.ANY} and scope != EVERYWHERE:
        raise Hidden
    raise Forbidden(_refusal(actor, action))


def _refusal(actor: Actor, action: Action) -> str:
    holders = "、".join(
        sorted(
            {
                _WHOSE[relation] + post.label
                for post, relation in PERMISSIONS[action]
                if post is not Post.CLOCK
            }
        )
    )
    extra = _EXTRA.get(action, "")
    return f"您当前的岗位是{actor.post.label}，不能{action.label}。可以办理的岗位：{holders}。{extra}"
