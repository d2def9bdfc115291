"""The table of liaison officers (联络员信息表) of all ranked units at once: all or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._subject import cycle_subject
from workflow.commands.liaison import entered, put_liaison
from workflow.commands.table_plan import TablePlan
from workflow.csv_rows import Complaints, Row, as_read
from workflow.errors import Invalid
from workflow.models import Cycle, Liaison, Participant, Tier
from workflow.queries.liaisons import masked
from workflow.workbooks.rows import Columns, Heading, read_rows

TABLE = Columns(
    {
        "unit": Heading(
            "单位", "必填。单位表里的编码或名称；模板已列出要登记的单位，暂不登记的其余各格空着。", "甲市"
        ),
        "name": Heading("联络员", "必填。一名联络员的姓名。", "张某某"),
        "position": Heading("职务", "必填。", "综合科科长"),
        "mobile": Heading("手机号码", "必填。11 位手机号码，空格和横线不计。", "13800000000"),
    }
)


@dataclass(frozen=True)
class LiaisonChange:
    """One unit whose officer is named or replaced; numbers with their middle hidden."""

    line: int
    unit_id: int
    unit: str
    before: str
    entry: Mapping[str, str]

    @property
    def after(self) -> str:
        """Who it is from now on."""
        return _shown(*self.entry.values())


def plan_liaisons(
    session: Session, actor: Actor, _now: datetime, *, cycle_id: int, content: bytes
) -> TablePlan[LiaisonChange]:
    """What importing this table would do. Raises Invalid with everything that is wrong."""
    return _planned(session, actor, cycle_id, content)[0]


def _planned(
    session: Session, actor: Actor, cycle_id: int, content: bytes
) -> tuple[TablePlan[LiaisonChange], Complaints]:
    """What a table would do, and where further complaints go."""
    cycle_subject(session, actor, Action.IMPORT_LIAISONS, Cycle, cycle_id, cycle_id)
    rows, complaints = read_rows(content, TABLE)
    units, known = _units(session, cycle_id), _known(session, cycle_id)
    found: dict[int, int] = {}
    changes = []
    for row in rows:
        unit = units.get(row.cells["unit"])
        if unit and not any(row.cells[name] for name in ("name", "position", "mobile")):
            continue  # the template names every unit
        entry = _entry(row, complaints)
        if unit is None:
            text = f"{as_read(row.cells['unit'])}，应为本年度要登记联络员的单位：核对单位表"
            complaints.add(row.line, "unit", text)
            continue
        if found.setdefault(unit[0], row.line) != row.line:
            complaints.add(row.line, "unit", f"{unit[1]}与第 {found[unit[0]]} 行重复：删去其中一行")
        standing = known.get(unit[0])
        if entry and standing != tuple(entry.values()):
            before = _shown(*standing) if standing else ""
            changes.append(LiaisonChange(row.line, *unit, before, entry))
    complaints.settle()
    return TablePlan(tuple(changes), len(rows) - len(changes)), complaints


def import_liaisons(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, content: bytes
) -> TablePlan[LiaisonChange]:
    """Name the officers of a table, in place of those named before; other units keep theirs.

    The same table again changes nothing. Raises Invalid (fields `line-<row>-<column>`), also where a unit's
    officer may not be named any more.
    """
    plan, complaints = _planned(session, actor, cycle_id, content)
    for change in plan.changes:
        try:
            put_liaison(session, actor, now, cycle_id, change.unit_id, change.entry)
        except Refused as refusal:
            complaints.add(change.line, "unit", "；".join(map(str, refusal.reasons)))
    complaints.settle()
    return plan


def _entry(row: Row, complaints: Complaints) -> Mapping[str, str] | None:
    given = {name: row.cells[name] for name in ("name", "position", "mobile")}
    try:
        return entered(**given)
    except Invalid as refusal:
        for column, text in refusal.errors.items():
            complaints.add(row.line, column, text)
        return None


def _units(session: Session, cycle_id: int) -> dict[str, tuple[int, str]]:
    own = (Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT)
    rows = session.execute(select(Participant.unit_id, Participant.name, Participant.code).where(*own))
    return {word: (row.unit_id, row.name) for row in rows for word in (row.name, row.code) if word}


def _known(session: Session, cycle_id: int) -> dict[int, tuple[str, str, str]]:
    rows = session.scalars(select(Liaison).where(Liaison.cycle_id == cycle_id))
    return {row.unit_id: (row.name, row.position, row.mobile) for row in rows}


def _shown(name: str, position: str, mobile: str) -> str:
    return f"{name}（{position}，{masked(mobile)}）"
