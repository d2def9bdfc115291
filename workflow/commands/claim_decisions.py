"""The province verifies special claims (特殊因素, document 004, 四): items 44–47, each with a reason.

Claims about the same event point to one of them and count once. Items 46 and 47 may be entered by a
rater; then the chief decides, never the one who entered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.claim import CLAIM, ClaimStage, ClaimTrigger
from states.engine import Refused, unmet
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._subject import locked, subject
from workflow.commands.claims import check_claim, claim_note
from workflow.commands.rating import NOT_ADJUSTED, require_division, require_stranger
from workflow.errors import Invalid
from workflow.models import Cycle, SpecialClaim
from workflow.permissions import require
from workflow.queries.assignments import negative_items
from workflow.queries.ranking_facts import deciding_facts
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import unit_scope
from workflow.queries.subtrees import CarriedClaim, carried_claims
from workflow.scheme.claiming import ClaimInput

_NOT_BEFORE_US = "这条申报还不能核验：所在的评定表或汇总还没有审核通过"


def decide_claim(
    session: Session, actor: Actor, now: datetime, *, claim_id: int, accept: bool, reason: str
) -> None:
    """Accept or reject a claim (采纳 / 不采纳). Raises Invalid without a reason, Refused otherwise."""
    claim = _claim(session, actor, claim_id)
    reason = stated(reason, "写明采纳或不采纳的理由，通报后申报单位可查")
    for carried in _carried(session, claim):
        require_stranger(session, actor, claim.cycle_id, carried.prefecture_id, now)
    trigger = ClaimTrigger.ACCEPT if accept else ClaimTrigger.REJECT
    decision = {"decision_reason": reason, "decided_by_id": actor.user_id, "decided_at": now}
    _move(session, actor, now, claim, trigger, reason, decision)


def reconsider_claim(session: Session, actor: Actor, now: datetime, *, claim_id: int, reason: str) -> None:
    """Take a decided claim up again, until the ranking goes to the meeting (重新核验)."""
    claim = _claim(session, actor, claim_id)
    reason = stated(reason, "写明重新核验的理由")
    decision = {"decision_reason": "", "decided_by_id": None, "decided_at": None}
    _move(session, actor, now, claim, ClaimTrigger.RECONSIDER, reason, decision)


def link_same_event(
    session: Session, actor: Actor, now: datetime, *, claim_id: int, same_event_as_id: int | None
) -> None:
    """Say that a claim is about the same event as another one of the prefecture, or (None) that it is not.

    Raises Invalid (field `same_event_as_id`) where the two cannot stand for one event.
    """
    claim = _claim(session, actor, claim_id)
    _require_not_in_deliberation(session, claim.cycle_id)
    if same_event_as_id is not None:
        _check_link(session, claim, same_event_as_id)
    before, after = {"same_event_as": claim.same_event_as_id}, {"same_event_as": same_event_as_id}
    claim.same_event_as_id = same_event_as_id
    claim.version += 1
    record(session, actor, now, "claim.link_same_event", claim, before=before, after=after)


@dataclass(frozen=True)
class ClaimRevision:
    """How a claim is to stand after an appeal."""

    claim_id: int
    accept: bool
    option: str
    amount: Decimal | None = None


def adjust_claims(
    session: Session,
    actor: Actor,
    now: datetime,
    claims: Sequence[SpecialClaim],
    revisions: Sequence[ClaimRevision],
    reason: str,
) -> None:
    """Decide these claims anew, whatever the ranking's stage: an appeal is upheld.

    Who may do so, and when, the caller has asked. Raises Invalid (fields `claims-<id>-<field>`; none where
    nothing changes), Refused where the decider has entered a claim.
    """
    wanted = {revision.claim_id: revision for revision in revisions}
    changed = [claim for claim in claims if claim.id in wanted and _differs(claim, wanted[claim.id])]
    if not changed:
        raise Invalid({"": NOT_ADJUSTED})
    if errors := dict(error for claim in changed for error in _wrong(session, claim, wanted[claim.id])):
        raise Invalid(errors)
    for claim in changed:
        _adjust(session, actor, now, claim, wanted[claim.id], reason)


def _differs(claim: SpecialClaim, wanted: ClaimRevision) -> bool:
    standing = (claim.stage is ClaimStage.ACCEPTED, claim.option, claim.amount)
    return standing != (wanted.accept, wanted.option, wanted.amount)


def _wrong(session: Session, claim: SpecialClaim, wanted: ClaimRevision) -> Iterator[tuple[str, str]]:
    given = ClaimInput(claim.item, wanted.option, claim.title, wanted.amount)
    try:
        check_claim(session, claim.cycle_id, given)
    except Invalid as refusal:
        yield from ((f"claims-{claim.id}-{field}", text) for field, text in refusal.errors.items())


def _adjust(
    session: Session, actor: Actor, now: datetime, claim: SpecialClaim, wanted: ClaimRevision, reason: str
) -> None:
    """Another verdict moves the claim; another option or amount is noted by itself."""
    before = {"option": claim.option, "amount": claim.amount}
    after = {"option": wanted.option, "amount": wanted.amount}
    decision: dict[str, Any] = {"decision_reason": reason, "decided_by_id": actor.user_id, "decided_at": now}
    facts = replace(deciding_facts(session, claim, actor), under_appeal=True)
    accepted = claim.stage is ClaimStage.ACCEPTED
    turned = ClaimTrigger.DISALLOW if accepted else ClaimTrigger.ALLOW
    if reasons := unmet(CLAIM, claim.stage, turned, facts):
        raise Refused(reasons)
    if wanted.accept is not accepted:
        move(session, actor, now, CLAIM, claim, turned, facts, reason=reason, **decision)
    if before == after:
        return
    for name, value in (after | decision).items():
        setattr(claim, name, value)
    claim.version += 1
    record(session, actor, now, "claim.adjust", claim, reason=reason, before=before, after=after)


def enter_claim(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, claim: ClaimInput
) -> SpecialClaim:
    """A rater enters a negative factor (items 46, 47) about a unit; it waits for the chief's decision.

    Raises Invalid by field, Forbidden (another division's item, 回避), Refused when its basis is missing.
    """
    scope = unit_scope(session, cycle_id, unit_id)
    require(actor, Action.ENTER_CLAIM, scope)
    _check_entry(session, cycle_id, claim)
    require_division(session, actor, cycle_id, claim.item)
    prefecture_id = scope.above_id if scope.above_id != scope.province_id else unit_id
    require_stranger(session, actor, cycle_id, prefecture_id or unit_id, now)
    _require_not_in_deliberation(session, cycle_id)
    row = SpecialClaim(
        cycle_id=cycle_id,
        unit_id=unit_id,
        by_province=True,
        entered_by_id=actor.user_id,
        entered_at=now,
        **vars(claim),
    )
    session.add(row)
    session.flush()
    record(session, actor, now, "claim.enter", row, after=claim_note(row))
    move(session, actor, now, CLAIM, row, ClaimTrigger.SUBMIT, deciding_facts(session, row, actor))
    return row


def _claim(session: Session, actor: Actor, claim_id: int) -> SpecialClaim:
    """The claim, locked together with its cycle: no ranking goes to the meeting meanwhile."""
    claim, _ = subject(session, actor, Action.DECIDE_CLAIM, SpecialClaim, claim_id)
    locked(session, Cycle, claim.cycle_id)
    return claim


def _move(
    session: Session,
    actor: Actor,
    now: datetime,
    claim: SpecialClaim,
    trigger: ClaimTrigger,
    reason: str,
    decision: dict[str, Any],
) -> None:
    facts = deciding_facts(session, claim, actor)
    move(session, actor, now, CLAIM, claim, trigger, facts, reason=reason, **decision)


def _carried(session: Session, claim: SpecialClaim) -> tuple[CarriedClaim, ...]:
    return carried_claims(session, claim.cycle_id, SpecialClaim.id == claim.id)


def _require_not_in_deliberation(session: Session, cycle_id: int) -> None:
    if locked(session, Cycle, cycle_id).deliberated_at is not None:
        raise Refused((Unmet("排名已提交会议审议，特殊因素不能再变动", "评定负责人在会议退回后"),))


def _check_link(session: Session, claim: SpecialClaim, other_id: int) -> None:
    both = carried_claims(session, claim.cycle_id, SpecialClaim.id.in_((claim.id, other_id)))
    known = {carried.row.id: carried for carried in both}
    mine, other = known.get(claim.id), known.get(other_id)
    pointed = session.scalar(select(func.count()).where(SpecialClaim.same_event_as_id == claim.id))
    text = ""
    if mine is None or claim.stage is ClaimStage.DRAFT:
        text = _NOT_BEFORE_US
    elif other is None or other_id == claim.id:
        text = "在同一单位已可核验的其他申报中选一条"
    elif (mine.prefecture_id, mine.row.item) != (other.prefecture_id, other.row.item):
        text = f"所选的是{other.unit_name}第{other.row.item}项的申报：同一事项须属同一被评单位、同一项次"
    elif other.row.same_event_as_id is not None:
        text = f"所选的申报已并入“{_title(session, other.row.same_event_as_id)}”：直接选那一条"
    elif pointed:
        text = f"已有 {pointed} 条申报并入这一条：把它们改并到所选的一条后再合并"
    if text:
        raise Invalid({"same_event_as_id": text})


def _title(session: Session, claim_id: int) -> str:
    return session.scalars(select(SpecialClaim.title).where(SpecialClaim.id == claim_id)).one()


def _check_entry(session: Session, cycle_id: int, claim: ClaimInput) -> None:
    negative = negative_items(scheme_of(session, cycle_id))
    if claim.item not in negative:
        numbers = "、".join(map(str, negative))
        raise Invalid({"item": f"评定单位录入的是负面因素，选第 {numbers} 项"})
    check_claim(session, cycle_id, claim)
