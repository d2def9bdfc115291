"""The same item a year before: what the unit gave itself, what it deducted, what the level above said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from states.sheet import SIGNED
from workflow.clock import local_date
from workflow.models import Cycle, Participant, Remark, Sheet
from workflow.queries.ranked_years import successions
from workflow.queries.schemes import scheme_for
from workflow.queries.sheets import FilledItem, sheet_content
from workflow.rules.lineage import in_force, origins, sole
from workflow.scheme.tree import Item


@dataclass(frozen=True)
class ItemBefore:
    """An item as it was handed up the year before; `remark` is that of the last return, blank without one."""

    year: int
    unit: str
    item: Item
    filled: FilledItem
    remark: str


def item_before(session: Session, sheet: Sheet, item: Item, now: datetime) -> ItemBefore | None:
    """The item of the year before in the same province and scheme, in a fixed number of statements.

    A renamed unit keeps its line. None where there was no such sheet or item, or where units merged or split.
    """
    row = _sheet_before(session, sheet, now)
    known = _same(item, scheme_for(session, row.cycle_id, row.unit_id).items) if row else None
    if row is None or known is None:
        return None
    filled = sheet_content(session, row.id, [known.number]).items.get(known.number)
    if filled is None:
        return None
    said = select(Remark.text).where(
        Remark.sheet_id == row.id, Remark.round == row.round, Remark.item == known.number
    )
    return ItemBefore(row.year, row.name, known, filled, session.scalar(said) or "")


def _sheet_before(session: Session, sheet: Sheet, now: datetime) -> Row[*tuple[Any, ...]] | None:
    cycle = session.get_one(Cycle, sheet.cycle_id)
    came = in_force(successions(session), local_date(now))
    statement = (
        select(Sheet.id, Sheet.unit_id, Sheet.cycle_id, Sheet.round, Cycle.year, Participant.name)
        .join(Cycle, Cycle.id == Sheet.cycle_id)
        .join(Participant, (Participant.cycle_id == Cycle.id) & (Participant.unit_id == Sheet.unit_id))
        .where(
            Cycle.province_id == cycle.province_id,
            Cycle.scheme_key == cycle.scheme_key,
            Cycle.year == cycle.year - 1,
            Cycle.rehearsal.is_(False),
            Sheet.stage.in_(SIGNED),
            Sheet.unit_id.in_({sheet.unit_id, *(known.predecessor_id for known in came)}),
        )
    )
    rows = {row.unit_id: row for row in session.execute(statement)}
    origin = sole(origins(sheet.unit_id, rows.keys(), came))
    return rows[origin.unit_id] if origin else None


def _same(item: Item, items: Sequence[Item]) -> Item | None:
    """The item of this title; of several that one with the same number."""
    named = [known for known in items if known.title == item.title]
    numbered = [known for known in named if known.number == item.number]
    return numbered[0] if numbered else named[0] if len(named) == 1 else None
