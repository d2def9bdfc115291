"""Units: taken over from a file, marked single-handed, linked where one follows another."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import COMMAND_LINE, Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import lock_provinces, locked
from workflow.commands.unit_file import TABLE, UnitRow
from workflow.csv_rows import Complaints, sheet_of
from workflow.errors import Invalid
from workflow.models import Level, Succession, SuccessionKind, Unit
from workflow.permissions import require
from workflow.queries.scopes import own_scope, province_scope

LEVELS = tuple(Level)
"""From the top down: a unit's parent stands on a higher level. Which levels must follow each other depends
on the scheme and is asked when a year is opened."""

FIELDS = ("code", "name", "level", "type", "group", "phone", "valid_from", "valid_to")


@dataclass(eq=False)
class _Node:
    """A unit as it will be after the import. `line` is 0 where the file does not name it."""

    values: dict[str, Any]
    parent: "_Node | None" = None
    unit: Unit | None = None
    line: int = 0

    def root(self) -> "_Node":
        """The unit at the top; the climb ends even where units stand above each other in a circle."""
        node = self
        for _ in LEVELS:
            node = node.parent or node
        return node


@dataclass(frozen=True)
class Change:
    """What an import changes on one unit: field → before and after."""

    unit: Unit = field(repr=False)
    name: str
    fields: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class ImportPlan:
    """What an import does: names of the new units, changes of known ones, number left as they are."""

    created: tuple[str, ...]
    changed: tuple[Change, ...]
    unchanged: int
    _nodes: tuple[_Node, ...] = field(repr=False, default=())

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.created and not self.changed


def plan_units(session: Session, actor: Actor, rows: Sequence[UnitRow]) -> ImportPlan:
    """What importing these rows would do. Raises Invalid with every row that does not fit the others."""
    require(actor, Action.MANAGE_UNITS, own_scope(actor))
    lock_provinces(session)
    complaints = Complaints(titles=TABLE.titles, sheet=sheet_of(rows))
    nodes = _standing(session)
    for row in sorted(rows, key=lambda row: LEVELS.index(row.level)):
        _place(row, nodes, complaints)
    _check(nodes, actor, complaints)
    complaints.settle()
    named = tuple(node for node in nodes if node.line)
    changes = [Change(node.unit, node.values["name"], _differences(node)) for node in named if node.unit]
    return ImportPlan(
        created=tuple(node.values["name"] for node in named if node.unit is None),
        changed=tuple(change for change in changes if change.fields),
        unchanged=sum(not change.fields for change in changes),
        _nodes=named,
    )


def import_units(session: Session, actor: Actor, now: datetime, rows: Sequence[UnitRow]) -> ImportPlan:
    """Take over a file of units, all or nothing; identity is the code, or name and parent without one.

    Importing the same file again changes nothing. Raises Invalid (fields `line-<row>-<column>`).
    """
    plan = plan_units(session, actor, rows)
    for node in plan._nodes:
        _write(session, node)
    for change in plan.changed:
        record(session, actor, now, "unit.change", change.unit, after=change.fields)
    if plan.created:
        record(session, actor, now, "unit.import", None, after={"units": plan.created})
    return plan


def set_single_handed(
    session: Session, actor: Actor, now: datetime, *, unit_id: int, single_handed: bool, reason: str
) -> None:
    """Let one person fill and sign in a unit that has nobody else, or end that; a reason is compulsory."""
    require(actor, Action.MANAGE_UNITS, province_scope(session, unit_id))
    reason = stated(reason, "写明理由：为什么由一人兼任填报和签发，或为什么不再兼任。")
    unit = locked(session, Unit, unit_id)
    before, after = {"single_handed": unit.single_handed}, {"single_handed": single_handed}
    unit.single_handed = single_handed
    record(session, actor, now, "unit.set_single_handed", unit, reason=reason, before=before, after=after)


def record_succession(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    from_unit_id: int,
    to_unit_id: int,
    on: date,
    kind: SuccessionKind,
    reason: str,
) -> None:
    """Note that one unit follows another, so that results of earlier years attach (连续两年后5位)."""
    for unit_id in (from_unit_id, to_unit_id):
        require(actor, Action.MANAGE_UNITS, province_scope(session, unit_id))
    errors = _succession_errors(session, from_unit_id, to_unit_id, reason)
    if errors:
        raise Invalid(errors)
    session.add(Succession(from_unit_id=from_unit_id, to_unit_id=to_unit_id, on=on, kind=kind))
    after = {"from": from_unit_id, "on": on.isoformat(), "kind": kind.value}
    later = session.get_one(Unit, to_unit_id)
    record(session, actor, now, "unit.record_succession", later, reason=reason.strip(), after=after)


def _succession_errors(session: Session, earlier: int, later: int, reason: str) -> dict[str, str]:
    errors = {}
    known = select(Succession.id).where(
        Succession.from_unit_id.in_((earlier, later)), Succession.to_unit_id.in_((earlier, later))
    )
    if earlier == later:
        errors["to_unit_id"] = "承接单位与原单位是同一个单位：选另一个单位。"
    elif session.scalar(known) is not None:
        errors["to_unit_id"] = "这两个单位之间已经登记过承接关系。"
    if not reason.strip():
        errors["reason"] = "写明依据，如批复文件的文号。"
    return errors


def _standing(session: Session) -> list[_Node]:
    units = session.scalars(select(Unit).order_by(Unit.id)).all()
    nodes = {unit.id: _Node({name: getattr(unit, name) for name in FIELDS}, unit=unit) for unit in units}
    for unit in units:
        nodes[unit.id].parent = nodes[unit.parent_id] if unit.parent_id else None
    return list(nodes.values())


def _place(row: UnitRow, nodes: list[_Node], complaints: Complaints) -> None:
    parent = _parent(row, nodes, complaints)
    values = {name: value for name, value in asdict(row).items() if name in FIELDS}
    node = _known(row, parent, nodes)
    if node is None:
        nodes.append(_Node(values, parent, line=row.line))
        return
    if node.line:
        complaints.add(row.line, "name", f"与第 {node.line} 行是同一个单位：删去其中一行")
        return
    values["code"] = values["code"] or node.values["code"]
    node.values, node.parent, node.line = values, parent, row.line


def _parent(row: UnitRow, nodes: list[_Node], complaints: Complaints) -> _Node | None:
    if not row.parent:
        return None
    found = [node for node in nodes if node.values["code"] == row.parent]
    found = found or [node for node in nodes if node.values["name"] == row.parent]
    if not found:
        complaints.add(row.line, "parent", f"没有找到“{row.parent}”：核对编码或名称，或把它也列入本表")
    if len(found) > 1:
        complaints.add(row.line, "parent", f"有 {len(found)} 个单位叫“{row.parent}”：改填编码")
    return found[0] if len(found) == 1 else None


def _known(row: UnitRow, parent: _Node | None, nodes: list[_Node]) -> _Node | None:
    if row.code and (same := [node for node in nodes if node.values["code"] == row.code]):
        return same[0]
    namesakes = (node for node in nodes if node.parent is parent and node.values["name"] == row.name)
    return next((node for node in namesakes if not (row.code and node.values["code"])), None)


def _check(nodes: list[_Node], actor: Actor, complaints: Complaints) -> None:
    for node in nodes:
        if node.parent and (line := node.line or node.parent.line):
            _check_level(node, node.parent, line, complaints)
        if node.line and not node.parent and node.values["level"] is not Level.PROVINCE:
            _check_top(node, nodes, complaints)
        if node.line and actor != COMMAND_LINE and not _inside(node, actor):
            complaints.add(node.line, "parent", "不在您所在的省：只能维护本省的单位")
    for node, twin in _namesakes(nodes):
        if line := node.line or twin.line:
            text = f"同一上级下有两个同时有效的“{node.values['name']}”：给原单位填停用日期，或改正编码"
            complaints.add(line, "name", text)


def _inside(node: _Node, actor: Actor) -> bool:
    unit = node.root().unit
    return unit is not None and unit.id == actor.unit_id


def _check_level(node: _Node, parent: _Node, line: int, complaints: Complaints) -> None:
    level, above = node.values["level"], parent.values["level"]
    if LEVELS.index(level) <= LEVELS.index(above):
        found = f"“{node.values['name']}”是{level.label}，上级“{parent.values['name']}”是{above.label}"
        complaints.add(line, "level", f"{found}：上级应在更高的层级，改正其中一个的层级")


def _check_top(node: _Node, nodes: list[_Node], complaints: Complaints) -> None:
    """A top unit assesses those below it; without any it has lost its parent."""
    if not any(other.parent is node for other in nodes):
        text = "没有上级单位，也没有下级单位：填写上级的编码或名称；组织评定的最上级单位，把它的下级也列入"
        complaints.add(node.line, "parent", text)


def _namesakes(nodes: list[_Node]) -> Iterator[tuple[_Node, _Node]]:
    seen: dict[tuple[int, str], list[_Node]] = {}
    for node in nodes:
        same = seen.setdefault((id(node.parent), node.values["name"]), [])
        yield from ((node, twin) for twin in same if _overlap(node.values, twin.values))
        same.append(node)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    pairs = ((one["valid_from"], other["valid_to"]), (other["valid_from"], one["valid_to"]))
    return all(first is None or last is None or first <= last for first, last in pairs)


def _differences(node: _Node) -> dict[str, tuple[str, str]]:
    assert node.unit is not None
    pairs = {name: (getattr(node.unit, name), node.values[name]) for name in FIELDS}
    found = {name: (str(old or ""), str(new or "")) for name, (old, new) in pairs.items() if old != new}
    if node.unit.parent_id != (node.parent.unit.id if node.parent and node.parent.unit else None):
        found["parent"] = (str(node.unit.parent_id or ""), node.parent.values["name"] if node.parent else "")
    return found


def _write(session: Session, node: _Node) -> None:
    unit = node.unit or Unit()
    for name, value in node.values.items():
        setattr(unit, name, value)
    unit.parent_id = node.parent.unit.id if node.parent and node.parent.unit else None
    if node.unit is None:
        session.add(unit)
        session.flush()
        node.unit = unit
