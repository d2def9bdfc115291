"""The chief takes up an appeal (受理复核), keeps what was found (维持原评定) or changes it (予以调整).

This is the only way to change what is locked for the meeting. Upholding changes findings, answers or claims
in the same transaction, weighed by the same rules as everybody's; the ranking is computed anew afterwards.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.appeal import APPEAL, AppealTrigger
from states.engine import Refused, unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._runs import freeze
from workflow.commands._subject import locked
from workflow.commands.answering import RatingInput, adjust_answers
from workflow.commands.claim_decisions import ClaimRevision, adjust_claims
from workflow.commands.rating import adjust_item, require_stranger
from workflow.digests import canonical
from workflow.errors import Invalid
from workflow.models import Appeal, Assessment, Cycle, SpecialClaim, Tier
from workflow.permissions import require
from workflow.points import plain
from workflow.queries.appeal_facts import appeal_facts
from workflow.queries.appeal_marks import appealed_claims, item_mark
from workflow.queries.participants import participant
from workflow.queries.scopes import object_scope
from workflow.scheme.weighing import FindingInput

REASON = "写明复核的理由和依据，申诉单位可查"
NOT_WORSE = "改动后是 {after} 分，低于原来的 {before} 分：复核不作对申诉单位更不利的改动"


def take_up_appeal(session: Session, actor: Actor, now: datetime, *, appeal_id: int) -> None:
    """Begin to look into an appeal: from now on it is not withdrawn any more."""
    appeal = _subject(session, actor, now, appeal_id)
    move(session, actor, now, APPEAL, appeal, AppealTrigger.TAKE_UP, appeal_facts(session, appeal))


def dismiss_appeal(session: Session, actor: Actor, now: datetime, *, appeal_id: int, reason: str) -> None:
    """Keep what was found, with a reason. Possible after publication too. Raises Invalid without a reason."""
    appeal = _subject(session, actor, now, appeal_id)
    reason = stated(reason, REASON)
    _decide(session, actor, now, appeal, AppealTrigger.DISMISS, reason)


def uphold_by_findings(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    appeal_id: int,
    reason: str,
    findings: Sequence[FindingInput],
) -> None:
    """Uphold an appeal on an item rated by findings: these stand instead of the current ones.

    Raises Invalid (fields `reason`, `findings-<n>-<field>`), Refused once the ranking is published.
    """

    def change(appeal: Appeal) -> None:
        adjust_item(session, actor, now, _assessment(session, appeal), appeal.item, findings)

    _uphold(session, actor, now, appeal_id, reason, change)


def uphold_by_answers(
    session: Session, actor: Actor, now: datetime, *, appeal_id: int, reason: str, answers: RatingInput
) -> None:
    """Uphold an appeal on an item rated by answers: these stand instead of the current ones.

    Raises Invalid (fields `reason`, `<item>-<component>-<field>`), Refused once the ranking is published.
    """

    def change(appeal: Appeal) -> None:
        adjust_answers(session, actor, now, _assessment(session, appeal), answers)

    _uphold(session, actor, now, appeal_id, reason, change)


def uphold_by_claims(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    appeal_id: int,
    reason: str,
    claims: Sequence[ClaimRevision],
) -> None:
    """Uphold an appeal on a special item: its claims are decided anew; of a unit below, its own claims only.

    Raises Invalid (fields `reason`, `claims-<id>-<field>`), Refused once the ranking is published.
    """

    def change(appeal: Appeal) -> None:
        found = appealed_claims(session, appeal.cycle_id, appeal.unit_id, appeal.item)
        adjust_claims(session, actor, now, [claim.row for claim in found], claims, reason.strip())

    _uphold(session, actor, now, appeal_id, reason, change)


def _uphold(
    session: Session,
    actor: Actor,
    now: datetime,
    appeal_id: int,
    reason: str,
    change: Callable[[Appeal], None],
) -> None:
    """Change what is contested, never for the worse, and keep the marks before and after."""
    appeal = _subject(session, actor, now, appeal_id)
    facts = appeal_facts(session, appeal)
    if reasons := unmet(APPEAL, appeal.stage, AppealTrigger.UPHOLD, facts):
        raise Refused(reasons)
    before = _mark(session, appeal)
    errors: dict[str, str] = {}
    for step in (lambda: stated(reason, REASON), lambda: change(appeal)):
        try:
            step()
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    after = _mark(session, appeal)
    if after < before:
        raise Invalid({"": NOT_WORSE.format(before=plain(before), after=plain(after))})
    effect = canonical({"before": plain(before), "after": plain(after)})
    _decide(session, actor, now, appeal, AppealTrigger.UPHOLD, reason.strip(), effect)


def _decide(
    session: Session,
    actor: Actor,
    now: datetime,
    appeal: Appeal,
    trigger: AppealTrigger,
    reason: str,
    effect: str = "",
) -> None:
    facts, note = appeal_facts(session, appeal), {"item": appeal.item, "effect": effect}
    decided = {"decided_by_id": actor.user_id, "decided_at": now, "decision_reason": reason, "effect": effect}
    move(session, actor, now, APPEAL, appeal, trigger, facts, reason=reason, note=note, **decided)


def _subject(session: Session, actor: Actor, now: datetime, appeal_id: int) -> Appeal:
    """Check permission and 回避; lock the contested claims, the cycle, what enters the ranking, the appeal.

    Claims come first, as where they are decided: so nobody waits in a circle.
    """
    scope = object_scope(session, Appeal, appeal_id)
    require(actor, Action.DECIDE_APPEAL, scope)
    known = session.get_one(Appeal, appeal_id)
    part = participant(session, known.cycle_id, known.unit_id)
    ranked = part.unit_id if part.tier is Tier.SUBJECT else part.above_id
    assert ranked is not None
    require_stranger(session, actor, known.cycle_id, ranked, now)
    contested = (SpecialClaim.cycle_id == known.cycle_id, SpecialClaim.item == known.item)
    claims = select(SpecialClaim).where(*contested).order_by(SpecialClaim.id).with_for_update(key_share=True)
    session.scalars(claims.execution_options(populate_existing=True)).all()
    locked(session, Cycle, known.cycle_id)
    freeze(session, known.cycle_id)
    return locked(session, Appeal, appeal_id)


def _mark(session: Session, appeal: Appeal) -> Decimal:
    return item_mark(session, appeal.cycle_id, appeal.unit_id, appeal.item)


def _assessment(session: Session, appeal: Appeal) -> Assessment:
    own = (Assessment.cycle_id == appeal.cycle_id, Assessment.unit_id == appeal.unit_id)
    return session.scalars(select(Assessment).where(*own)).one()
