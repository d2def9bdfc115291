"""An item that cannot apply to a unit (合理缺项): declared by its filler, confirmed by the level above."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from states.sheet import SheetStage
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import receiver_subject, sheet_subject
from workflow.commands.filling import Conflict, remember_hand, require_editable
from workflow.errors import Invalid, Stale
from workflow.models import Answer as AnswerRow
from workflow.models import Deduction, Entry, ItemDraft, Sheet
from workflow.queries.schemes import scheme_for
from workflow.queries.sheets import FilledItem, sheet_content
from workflow.queries.visibility import require_content
from workflow.rules.answer_records import answer_record
from workflow.scheme.document import Scheme
from workflow.scheme.scoring import absent_mark
from workflow.scheme.totals import rescaled
from workflow.scheme.tree import Item

FIELD = "not_applicable"
"""The box that refusals of a reason are about."""


def declare_not_applicable(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sheet_id: int,
    item: int,
    version: int,
    reason: str,
) -> None:
    """Declare that an item does not apply to the unit, with the reason; answers on it fall away.

    A new reason waits for a new confirmation. Saving answers takes the declaration back. Raises Invalid
    (`not_applicable`), Conflict where the item has a newer version, Refused where it may not be edited now.
    """
    sheet, scope = sheet_subject(session, actor, Action.SAVE_ITEM, sheet_id)
    reason = stated(reason, "写明这一项为什么不适用于本单位，上级据此逐项确认", FIELD)
    require_editable(session, sheet, scope, actor, now, [item])
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    known, content = scheme.item(item), sheet_content(session, sheet.id)
    _require_policy(scheme, known, content.absent)
    current = content.items.get(item)
    if current and current.not_applicable == reason:
        return
    if current and current.version != version:
        raise Conflict(current, known.label)
    entry = _write(session, actor, now, sheet, scheme, known, current, reason)
    after = {"item": item, "mark": entry.mark, "not_applicable": reason}
    record(session, actor, now, "sheet.declare_not_applicable", sheet, before=_before(current), after=after)


def _require_policy(scheme: Scheme, item: Item, absent: frozenset[int]) -> None:
    if scheme.absence(item) is None:
        raise Invalid({FIELD: "本办法不允许这一项填报不适用：按实际情况作答"})
    rescaled(scheme, Decimal(0), absent | {item.number})


def _before(current: FilledItem | None) -> dict[str, Any] | None:
    """The item as it stood: replaced answers live on here only."""
    if current is None:
        return None
    answers = {key: answer_record(answer) for key, answer in sorted(current.answers.items())}
    return {
        "item": current.number,
        "mark": current.mark,
        "not_applicable": current.not_applicable,
        "answers": answers,
    }


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    scheme: Scheme,
    item: Item,
    current: FilledItem | None,
    reason: str,
) -> Entry:
    assert actor.user_id is not None  # the table of permissions lets only fillers come here
    entry = session.get(Entry, current.id) if current else None
    if entry is None:
        entry = Entry(sheet_id=sheet.id, item=item.number, version=0)
        session.add(entry)
    entry.version += 1
    entry.mark = absent_mark(scheme, item, reason).marks
    entry.not_applicable = reason
    entry.confirmed_by_id = entry.confirmed_at = None
    entry.saved_by_id, entry.saved_at = actor.user_id, now
    session.flush()
    session.execute(delete(AnswerRow).where(AnswerRow.entry_id == entry.id))
    session.execute(delete(Deduction).where(Deduction.entry_id == entry.id))
    own_draft = (ItemDraft.item == item.number, ItemDraft.user_id == actor.user_id)
    session.execute(delete(ItemDraft).where(ItemDraft.sheet_id == sheet.id, *own_draft))
    remember_hand(session, actor, sheet)
    return entry


def confirm_not_applicable(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, item: int, version: int
) -> None:
    """The level above confirms that an item does not apply; `version` is that of the reason it was shown.

    Confirming again changes nothing. Raises Refused or Forbidden unless the sheet lies opened with the
    receiver, Refused unless the item was declared, Stale where the reason is another by now.
    """
    sheet, scope = receiver_subject(session, actor, Action.CONFIRM_NOT_APPLICABLE, sheet_id)
    known = scheme_for(session, sheet.cycle_id, sheet.unit_id).item(item)
    if sheet.stage is not SheetStage.ACKNOWLEDGED:
        text = f"评定表当前状态是“{sheet.stage.label}”，签收之后、审核通过之前才能确认不适用"
        raise Refused((Unmet(text, "本单位签收"),))
    require_content(session, actor, sheet, scope)
    current = sheet_content(session, sheet.id, [item]).items.get(item)
    if current is None or not current.not_applicable:
        raise Refused((Unmet(f"第 {known.label} 项没有填报不适用，不用确认", "填报单位"),))
    if current.version != version:
        raise Stale(f"第 {known.label} 项不适用的理由改过了，重新打开页面，看过新的理由再确认。")
    if current.confirmed_at is not None:
        return
    entry = session.get_one(Entry, current.id)
    entry.confirmed_by_id, entry.confirmed_at = actor.user_id, now
    about = {"item": item, "not_applicable": current.not_applicable}
    record(
        session,
        actor,
        now,
        "sheet.confirm_not_applicable",
        sheet,
        before={**about, "confirmed": False},
        after={**about, "confirmed": True},
    )
