"""Marks of all units of a cycle that is rated by answers: answers, imported figures and panel marks together.

Rules that compare units are settled here, over all of them at once; nothing is taken from what a verdict
said when it was saved.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.guards import Unmet
from workflow.models import Participant
from workflow.points import plain
from workflow.queries.answering import answered_units
from workflow.queries.schemes import scheme_of
from workflow.rules.kinds.answers import require
from workflow.rules.kinds.panel import Panel
from workflow.scheme.document import Scheme
from workflow.scheme.scoring import score_group
from workflow.scheme.totals import NodeMark, UnitMarks
from workflow.scheme.tree import Item, Node, heading_place


def scored(session: Session, cycle_id: int) -> Mapping[int, UnitMarks]:
    """Unit → its marks, all settled.

    Raises Invalid (`<unit>-<item label>-<component>-<field>`) while answers or figures are missing.
    """
    units = {str(unit_id): unit for unit_id, unit in answered_units(session, cycle_id).items()}
    found = score_group(scheme_of(session, cycle_id), units)
    require({f"{unit_id}-": "还有待定的得分" for unit_id, marks in found.items() if marks.final is None})
    return {int(unit_id): marks for unit_id, marks in found.items()}


def unsettled_text(session: Session, cycle_id: int, errors: Mapping[str, str]) -> tuple[Unmet, ...]:
    """What keeps the marks of a year from being settled, in words, each with the units that it concerns.

    `errors` are those of `score_group`: `<unit>-<item label>-<component>-<field>` → text.
    """
    scheme, names = scheme_of(session, cycle_id), _names(session, cycle_id)
    found: dict[tuple[str, str], list[str]] = {}
    for place, text in errors.items():
        unit, _, rest = place.partition("-")
        whole = not unit.isdigit() or int(unit) not in names
        told = _told(scheme, place if whole else rest, text)
        found.setdefault(told, []).append("全部单位" if whole else names[int(unit)])
    return tuple(Unmet(f"{text}（{'、'.join(units)}）", who) for (text, who), units in found.items())


def _names(session: Session, cycle_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Participant.unit_id, Participant.name)
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    return {row.unit_id: row.name for row in rows}


def _told(scheme: Scheme, place: str, text: str) -> tuple[str, str]:
    """The text with its item, and who can mend it: whoever imports, marks in the panel, or answers."""
    label, _, rest = place.partition("-")
    key, _, field = rest.partition("-")
    items = [item for item in scheme.items if item.label == label]
    component = next((entry for item in items for entry in item.components if entry.key == key), None)
    where = f"第{label}项：" if items else ""
    if component and isinstance(component.rule, Panel):
        return f"{where}“{component.text}”评议人数不够，至少 {component.rule.needed} 人", "评议员打分后"
    measure = component.rule.measures.get(field.removeprefix("figures-")) if component else None
    who = "系统管理员导入指标数据后" if measure and measure.metric else "填写的人修改后"
    return f"{where}{text}", who


def answered_terms(scheme: Scheme, marks: UnitMarks) -> dict[str, Any]:
    """The marks of one unit as plain data, heading by heading; `scheme` is the variant of its group."""
    tree = marks_tree(scheme, marks)
    total, bonus = marks.total, marks.bonus
    assert total is not None  # a run with pending marks is refused before
    assert bonus is not None
    return {"total": plain(total), "bonus": plain(bonus), "lines": [marks.explanation], "tree": tree}


def marks_tree(scheme: Scheme, marks: UnitMarks) -> list[dict[str, Any]]:
    """Every heading with its items, as plain data: title, marks, full marks, lines, children."""
    rows = {row.place: row for row in marks.nodes}
    return [_node(category, (category,), rows, marks) for category in scheme.categories]


def _node(
    node: Node, path: tuple[Node, ...], rows: Mapping[str, NodeMark], marks: UnitMarks
) -> dict[str, Any]:
    row = rows[heading_place(path)]
    children = [
        _node(child, (*path, child), rows, marks) if isinstance(child, Node) else _item(child, marks)
        for child in node.children
    ]
    return _term(node.title, plain(row.marks or row.full * 0), plain(row.full), [row.explanation], children)


def _item(item: Item, marks: UnitMarks) -> dict[str, Any]:
    own = marks.items[item.number]
    assert own.marks is not None
    title = f"第{item.label}项 {item.title}"
    return _term(title, plain(own.marks), plain(item.marks), own.explanation.splitlines(), [])


def _term(
    title: str, marks: str, full: str, lines: list[str], children: list[dict[str, Any]]
) -> dict[str, Any]:
    return {"title": title, "marks": marks, "full": full, "lines": lines, "children": children}
