"""Special claims (特殊因素, items 44–47) below the province: claimed by a unit, commented by its prefecture.

A claim travels with its unit's sheet. The prefecture comments but cannot drop it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.claim import CLAIM
from states.engine import Refused, require_pen
from states.guards import Unmet
from states.report import HANDED_UP
from states.roles import Role
from states.sheet import OPENED_SHEET
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import locked, locked_sheet, sheet_subject
from workflow.commands.filling import remember_hand, require_editable
from workflow.errors import NotFound, Stale
from workflow.models import Report, Sheet, SpecialClaim
from workflow.permissions import Scope, require
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.sheets import claims_of_unit
from workflow.scheme.claiming import ClaimInput, require_countable


def add_claim(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, claim: ClaimInput
) -> SpecialClaim:
    """Add a claim to a sheet that the filler may edit now. Raises Invalid by field.

    The same form sent again answers the same claim: an event is claimed once.
    """
    sheet, scope = sheet_subject(session, actor, Action.EDIT_CLAIM, sheet_id)
    require_editable(session, sheet, scope, actor, now, [claim.item])
    check_claim(session, sheet.cycle_id, claim)
    for known in claims_of_unit(session, sheet.cycle_id, sheet.unit_id):
        if all(getattr(known, name) == value for name, value in vars(claim).items()):
            return known
    row = SpecialClaim(
        cycle_id=sheet.cycle_id,
        unit_id=sheet.unit_id,
        entered_by_id=actor.user_id,
        entered_at=now,
        **vars(claim),
    )
    session.add(row)
    session.flush()
    remember_hand(session, actor, sheet)
    record(session, actor, now, "claim.add", row, after=claim_note(row))
    return row


def edit_claim(
    session: Session, actor: Actor, now: datetime, *, claim_id: int, version: int, claim: ClaimInput
) -> None:
    """Rewrite a drafted claim. Raises Stale when somebody else did so meanwhile, Invalid by field."""
    row, sheet = _drafted(session, actor, now, claim_id, version, claim.item)
    check_claim(session, row.cycle_id, claim)
    _leave_event(session, row)
    for name, value in vars(claim).items():
        setattr(row, name, value)
    row.version += 1
    remember_hand(session, actor, sheet)
    record(session, actor, now, "claim.edit", row, after=claim_note(row))


def remove_claim(session: Session, actor: Actor, now: datetime, *, claim_id: int, version: int) -> None:
    """Take a drafted claim away."""
    row, sheet = _drafted(session, actor, now, claim_id, version)
    _leave_event(session, row)
    remember_hand(session, actor, sheet)
    record(session, actor, now, "claim.remove", row, after=claim_note(row))
    session.delete(row)


def _leave_event(session: Session, row: SpecialClaim) -> None:
    """A claim that is rewritten or taken away stands for itself; those about its event stay together."""
    row.same_event_as_id = None
    others = select(SpecialClaim).where(SpecialClaim.same_event_as_id == row.id).order_by(SpecialClaim.id)
    heir: SpecialClaim | None = None
    for other in session.scalars(others).all():
        other.same_event_as_id = heir.id if heir else None
        heir = heir or other


def comment_claim(session: Session, actor: Actor, now: datetime, *, claim_id: int, comment: str) -> None:
    """The prefecture's opinion on a county's claim; it travels on to the province beside the claim.

    Raises Refused before 签收 of the county's sheet and once the report is handed up.
    """
    row, sheet, scope = _claimed(session, actor, Action.COMMENT_CLAIM, claim_id)
    _require_under_review(session, sheet, scope)
    row.comment = comment.strip()
    record(session, actor, now, "claim.comment", row, after=claim_note(row))


def _require_under_review(session: Session, sheet: Sheet, scope: Scope) -> None:
    report = select(Report.stage).where(Report.cycle_id == sheet.cycle_id, Report.unit_id == scope.above_id)
    reasons = []
    if sheet.stage not in OPENED_SHEET:
        reasons.append(Unmet(f"评定表当前状态是“{sheet.stage.label}”，签收之后才能提出意见", "本单位签收"))
    if session.scalar(report) in HANDED_UP:
        reasons.append(Unmet("汇总已上报，意见不能再变动", "评定负责人退回汇总后"))
    if reasons:
        raise Refused(tuple(reasons))


def check_claim(session: Session, cycle_id: int, claim: ClaimInput) -> None:
    """Refuse a claim that its item's rule could not count. Raises Invalid by field."""
    require_countable(scheme_of(session, cycle_id), claim)


def _drafted(
    session: Session, actor: Actor, now: datetime, claim_id: int, version: int, *items: int
) -> tuple[SpecialClaim, Sheet]:
    """The claim and its sheet, which is asked first: a decided claim would tell the unit its decision."""
    row, sheet, scope = _claimed(session, actor, Action.EDIT_CLAIM, claim_id)
    require_editable(session, sheet, scope, actor, now, [row.item, *items])
    if row.version != version:
        raise Stale("这条申报刚刚被改过，重新打开页面查看最新内容。")
    require_pen(CLAIM, row.stage, Role.FILLER)
    return row, sheet


def _claimed(
    session: Session, actor: Actor, action: Action, claim_id: int
) -> tuple[SpecialClaim, Sheet, Scope]:
    """A unit's own claim, locked after its sheet. Raises NotFound for what the province has entered."""
    scope = object_scope(session, SpecialClaim, claim_id)
    require(actor, action, scope)
    sheet = locked_sheet(session, scope)
    row = locked(session, SpecialClaim, claim_id)
    if row.by_province:
        raise NotFound
    return row, sheet, scope


def claim_note(row: SpecialClaim) -> dict[str, Any]:
    """What the trail keeps of a claim."""
    return {"item": row.item, "title": row.title, "option": row.option}
