"""What self sheets lost or gained: the items of every sheet that counts whose marks are not the full ones."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Deduction, Entry
from workflow.points import plain, signed
from workflow.queries.subtrees import counted_sheets
from workflow.scheme.document import Scheme

Loss = dict[str, Any]
"""item (its label), title, full, mark (待定), lines; a line: component, cause (in the document's words),
case, reason, count, amount, gains.

Marks are text. An item that does not apply to the unit has its reason in `not_applicable`, and no lines."""


def sheet_losses(session: Session, cycle_id: int, scheme: Scheme) -> Mapping[int, list[Loss]]:
    """Unit → its items that are not at their full marks or do not apply, for every sheet that counts, in two
    statements."""
    counted = counted_sheets(cycle_id)
    full = {item.number: item.marks for item in scheme.items}
    lines = _lines(session, cycle_id, scheme)
    entries = session.execute(
        select(Entry.id, Entry.item, Entry.mark, Entry.not_applicable, counted.c.unit_id)
        .join(counted, counted.c.sheet_id == Entry.sheet_id)
        .order_by(counted.c.unit_id, Entry.item)
    )
    losses: dict[int, list[Loss]] = {}
    for entry_id, item, mark, absence, unit_id in entries:
        if mark != full[item] or absence:
            loss = _loss(scheme, item, mark, lines.get(entry_id, []))
            told = {"not_applicable": absence} if absence else {}
            losses.setdefault(unit_id, []).append({**loss, **told})
    return losses


def _loss(scheme: Scheme, number: int, mark: Decimal | None, lines: list[dict[str, Any]]) -> Loss:
    item = scheme.item(number)
    return {
        "item": item.label,
        "title": item.title,
        "full": plain(item.marks),
        "mark": "待定" if mark is None else plain(mark),
        "lines": lines,
    }


def _lines(session: Session, cycle_id: int, scheme: Scheme) -> dict[int, list[dict[str, Any]]]:
    counted = counted_sheets(cycle_id)
    rows = session.execute(
        select(Deduction, Entry.item)
        .join(Entry, Entry.id == Deduction.entry_id)
        .join(counted, counted.c.sheet_id == Entry.sheet_id)
        .order_by(Deduction.entry_id, Deduction.component, Deduction.position)
    )
    lines: dict[int, list[dict[str, Any]]] = {}
    for row, item in rows:
        component = scheme.component(item, row.component)
        line = {
            "component": component.text,
            "cause": component.rule.asked.cause_said(row.cause),
            "case": row.case,
            "reason": row.reason,
            "count": row.count,
            "amount": signed(-row.amount),
            "gains": component.rule.asked.gains,
        }
        lines.setdefault(row.entry_id, []).append(line)
    return lines
