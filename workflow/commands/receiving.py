"""A prefecture and its counties' sheets: 签收, 退回修改 with remarks per item, 审核通过, 重新退回."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from states.engine import Refused
from states.facts import SheetFacts
from states.guards import Unmet
from states.sheet import OPENED_SHEET, SHEET, SheetTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._subject import sheet_subject
from workflow.commands.handing_up import take_back_claims
from workflow.models import Remark, Sheet
from workflow.queries.schemes import scheme_of
from workflow.queries.sheet_facts import sheet_facts


def acknowledge_sheet(session: Session, actor: Actor, now: datetime, *, sheet_id: int) -> None:
    """The receiver opens what was handed up (签收): from now on it sees the content, 撤回 is over."""
    sheet, scope = sheet_subject(session, actor, Action.ACKNOWLEDGE_SHEET, sheet_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    move(session, actor, now, SHEET, sheet, SheetTrigger.ACKNOWLEDGE, facts)


def draft_remark(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, item: int, text: str
) -> None:
    """Draft a remark on one item (special items included); a blank text takes the draft away."""
    sheet, _ = sheet_subject(session, actor, Action.DRAFT_REMARK, sheet_id)
    if sheet.stage not in OPENED_SHEET:
        raise Refused(
            (Unmet(f"评定表当前状态是“{sheet.stage.label}”，签收之后才能拟退回意见", "本单位签收"),)
        )
    require_known_item(session, sheet, item)
    mine = (Remark.sheet_id == sheet.id, Remark.item == item, Remark.round.is_(None))
    session.execute(delete(Remark).where(*mine))
    if text.strip():
        session.execute(
            insert(Remark).values(
                sheet_id=sheet.id, item=item, text=text.strip(), author_id=actor.user_id, at=now
            )
        )
    record(session, actor, now, "sheet.draft_remark", sheet, after={"item": item})


def require_known_item(session: Session, sheet: Sheet, number: int) -> None:
    """See that the form has this item, or special item. Raises NotFound."""
    scheme = scheme_of(session, sheet.cycle_id)
    if number not in {special.number for special in scheme.special}:
        scheme.item(number)


def return_sheet(session: Session, actor: Actor, now: datetime, *, sheet_id: int) -> None:
    """Send the drafted remarks: only the items they name reopen (退回修改)."""
    sheet, scope = sheet_subject(session, actor, Action.RETURN_SHEET, sheet_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    send_remarks(session, actor, now, sheet, SheetTrigger.RETURN, facts)


def reopen_sheet(session: Session, actor: Actor, now: datetime, *, sheet_id: int) -> None:
    """Return an accepted sheet again, where the province's return of the report allows it (重新退回)."""
    sheet, scope = sheet_subject(session, actor, Action.REOPEN_SHEET, sheet_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    send_remarks(session, actor, now, sheet, SheetTrigger.REOPEN, facts)


def send_remarks(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, trigger: SheetTrigger, facts: SheetFacts
) -> None:
    """Fire a return and turn the drafted remarks into those of the new round."""
    drafts = (Remark.sheet_id == sheet.id, Remark.round.is_(None))
    items = frozenset(session.scalars(select(Remark.item).where(*drafts)))
    number = sheet.round + 1
    move(
        session,
        actor,
        now,
        SHEET,
        sheet,
        trigger,
        facts,
        note={"items": sorted(items), "round": number},
        round=number,
        returned_by_id=actor.user_id,
    )
    session.execute(update(Remark).where(*drafts).values(round=number))
    take_back_claims(session, actor, now, sheet, items)


def accept_sheet(session: Session, actor: Actor, now: datetime, *, sheet_id: int) -> None:
    """Accept a county's sheet; it is frozen while the prefecture consolidates (审核通过)."""
    sheet, scope = sheet_subject(session, actor, Action.ACCEPT_SHEET, sheet_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    move(session, actor, now, SHEET, sheet, SheetTrigger.ACCEPT, facts)
    session.execute(delete(Remark).where(Remark.sheet_id == sheet.id, Remark.round.is_(None)))
