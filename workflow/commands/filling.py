"""Filling a self sheet: items are saved one by one or many at once, marks follow from answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from states.engine import Refused, require_pen
from states.facts import SheetFacts
from states.guards import Unmet
from states.roles import Role
from states.sheet import SHEET, SheetStage, SheetTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._subject import sheet_subject
from workflow.digests import canonical
from workflow.errors import Invalid, Stale
from workflow.models import Answer as AnswerRow
from workflow.models import Deduction, Entry, EntryHand, ItemDraft, Sheet
from workflow.permissions import Scope
from workflow.queries.metrics import unit_metrics
from workflow.queries.schemes import scheme_for
from workflow.queries.sheet_facts import sheet_facts
from workflow.queries.sheets import FilledItem, SheetContent, item_record, reopened_items, sheet_content
from workflow.rules.kinds.answers import Answer
from workflow.scheme.document import Scheme
from workflow.scheme.marking import ItemMark, completed_answers, mark_item
from workflow.scheme.tree import Component


@dataclass(frozen=True)
class ItemInput:
    """Answers for one item. `version` is the one that the form was read at, 0 for a blank item."""

    number: int
    version: int
    answers: Mapping[str, Answer]


APPLICABLE: Mapping[str, Any] = {"not_applicable": "", "confirmed_by_id": None, "confirmed_at": None}
"""What answers on an item say beside themselves: that it applies to the unit."""


class Conflict(Stale):
    """Somebody else saved the item meanwhile: `current` is what stands there now."""

    def __init__(self, current: FilledItem, label: str) -> None:
        super().__init__(f"第{label}项已由{current.saved_by}改过，您的填写还没有保存：对照后决定保留哪一份。")
        self.current = current


def save_items(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, items: Sequence[ItemInput]
) -> SheetContent:
    """Save answers for one or more items and return how those items stand now.

    Raises Invalid (fields `<item>-<component>-<field>`), Conflict when an item has a newer version,
    Refused when the sheet may not be edited now.
    """
    sheet, scope = sheet_subject(session, actor, Action.SAVE_ITEM, sheet_id)
    require_editable(session, sheet, scope, actor, now, [item.number for item in items])
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    metrics = unit_metrics(session, sheet.cycle_id, sheet.unit_id)
    items = [
        replace(item, answers=completed_answers(scheme.item(item.number), item.answers, metrics))
        for item in items
    ]
    standing = sheet_content(session, sheet.id, [item.number for item in items])
    changed = [item for item in items if _differs(scheme, item, standing.items.get(item.number))]
    marks = _marked(scheme, changed)
    if changed:
        _write(session, actor, now, sheet, scheme, changed, marks, standing)
    forget_drafts(session, actor, sheet, [item.number for item in items])
    content = sheet_content(session, sheet.id, [item.number for item in items])
    if changed:
        before, after = (_told(told, marks) for told in (standing, content))
        record(session, actor, now, "sheet.save_items", sheet, before=before, after=after)
    return content


def _told(content: SheetContent, numbers: Collection[int]) -> dict[int, Any]:
    """What stands of these items, for the history: item → mark, version and answers."""
    return {number: item_record(item) for number, item in content.items.items() if number in numbers}


def require_editable(
    session: Session, sheet: Sheet, scope: Scope, actor: Actor, now: datetime, numbers: Sequence[int]
) -> None:
    """Let the filler work on these items now, starting the sheet if need be. Raises Refused."""
    facts = require_open(session, sheet, scope, actor, now, numbers)
    if sheet.stage is SheetStage.NOT_STARTED:
        move(session, actor, now, SHEET, sheet, SheetTrigger.START, facts)


def require_open(
    session: Session, sheet: Sheet, scope: Scope, actor: Actor, now: datetime, numbers: Sequence[int]
) -> SheetFacts:
    """See that the filler may work on these items now, and change nothing. Raises Refused."""
    facts = sheet_facts(session, sheet, scope, actor, now)
    require_pen(SHEET, sheet.stage, Role.FILLER)
    if not facts.window_open:
        raise Refused((Unmet(facts.window_text, facts.window_lifted_by),))
    _require_reopened(session, sheet, numbers)
    return facts


def _require_reopened(session: Session, sheet: Sheet, numbers: Sequence[int]) -> None:
    opened = reopened_items(session, sheet)
    locked = sorted(set(numbers) - opened) if opened is not None else []
    if locked and opened is not None:
        labels = {
            item.number: item.label for item in scheme_for(session, sheet.cycle_id, sheet.unit_id).items
        }
        asked, kept = (
            "、".join(labels.get(number, str(number)) for number in numbers)
            for numbers in (sorted(opened), locked)
        )
        text = f"本次退回只要求修改第 {asked} 项，第 {kept} 项保持原样"
        raise Refused((Unmet(text, "上级单位在退回意见中点到该项"),))


def _differs(scheme: Scheme, item: ItemInput, current: FilledItem | None) -> bool:
    if current is None:
        return True
    if dict(current.answers) == dict(item.answers):
        return False
    if current.version != item.version:
        raise Conflict(current, scheme.item(item.number).label)
    return True


def _marked(scheme: Scheme, items: Sequence[ItemInput]) -> dict[int, ItemMark]:
    marks: dict[int, ItemMark] = {}
    errors: dict[str, str] = {}
    for item in items:
        try:
            marks[item.number] = mark_item(scheme.item(item.number), item.answers)
        except Invalid as refusal:
            errors |= {f"{item.number}-{name}": text for name, text in refusal.errors.items()}
    if errors:
        raise Invalid(errors)
    return marks


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    scheme: Scheme,
    items: Sequence[ItemInput],
    marks: Mapping[int, ItemMark],
    standing: SheetContent,
) -> None:
    entry_ids = _write_entries(session, actor, now, sheet, marks, standing)
    session.execute(delete(AnswerRow).where(AnswerRow.entry_id.in_(entry_ids.values())))
    session.execute(delete(Deduction).where(Deduction.entry_id.in_(entry_ids.values())))
    answers = [row for item in items for row in _answer_rows(entry_ids[item.number], item)]
    lines = [
        row
        for item in items
        for component in scheme.item(item.number).components
        for row in _line_rows(entry_ids[item.number], component, item.answers, marks[item.number])
    ]
    session.execute(insert(AnswerRow), answers)
    if lines:
        session.execute(insert(Deduction), lines)
    remember_hand(session, actor, sheet)


def forget_drafts(session: Session, actor: Actor, sheet: Sheet, numbers: Sequence[int]) -> None:
    """Drop what the actor has kept as drafts of these items."""
    own = (ItemDraft.sheet_id == sheet.id, ItemDraft.user_id == actor.user_id)
    session.execute(delete(ItemDraft).where(*own, ItemDraft.item.in_(numbers)))


def remember_hand(session: Session, actor: Actor, sheet: Sheet) -> None:
    """Note who has saved something on a sheet: that person may not sign it."""
    if session.get(EntryHand, (sheet.id, actor.user_id)) is None:
        session.add(EntryHand(sheet_id=sheet.id, user_id=actor.user_id))


def _write_entries(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    marks: Mapping[int, ItemMark],
    standing: SheetContent,
) -> dict[int, int]:
    hand = {"saved_by_id": actor.user_id, "saved_at": now, **APPLICABLE}
    known = [
        {"id": item.id, "mark": marks[number].marks, "version": item.version + 1, **hand}
        for number, item in standing.items.items()
        if number in marks
    ]
    if known:
        session.execute(update(Entry), known)
    new = [
        {"sheet_id": sheet.id, "item": number, "version": 1, "mark": mark.marks, **hand}
        for number, mark in marks.items()
        if number not in standing.items
    ]
    ids = {number: item.id for number, item in standing.items.items() if number in marks}
    if new:
        inserted = session.execute(insert(Entry).returning(Entry.item, Entry.id), new)
        ids |= {row.item: row.id for row in inserted}
    return ids


def _answer_rows(entry_id: int, item: ItemInput) -> list[dict[str, Any]]:
    return [
        {
            "entry_id": entry_id,
            "component": key,
            "value": answer.value,
            "note": answer.note,
            "figures": canonical(answer.figures),
        }
        for key, answer in item.answers.items()
    ]


def _line_rows(
    entry_id: int, component: Component, answers: Mapping[str, Answer], mark: ItemMark
) -> list[dict[str, Any]]:
    """The lines of one component, each with what it costs; what it adds is a negative cost."""
    sign = -1 if component.rule.asked.gains else 1
    key = component.key
    return [
        {
            "entry_id": entry_id,
            "component": key,
            "position": position,
            "cause": line.cause,
            "case": line.case,
            "reason": line.reason,
            "count": line.count,
            "chosen": line.amount,
            "flags": canonical(line.flags),
            "amount": sign * amount,
        }
        for position, (line, amount) in enumerate(
            zip(answers[key].lines, mark.outcomes[key].line_amounts, strict=True)
        )
    ]
