"""A scored file as text for people and as data for programs; what waits is 待定, never zero."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from workflow.points import plain, ratio_text, shown
from workflow.rules.money import Payment
from workflow.scheme.answers_file import AnswersFile
from workflow.scheme.document import Scheme
from workflow.scheme.marking import ItemMark
from workflow.scheme.reckoning import Reckoning
from workflow.scheme.results import Result
from workflow.scheme.totals import NodeMark, UnitMarks
from workflow.scheme.tree import Node

WAITING = "待定"


def as_text(scheme: Scheme, given: AnswersFile, reckoning: Reckoning) -> str:
    """All units, one after another: results first, then every heading and item with its explanation."""
    return "\n\n".join(
        "\n".join(_unit(scheme.variant(unit.group), name, unit.group, reckoning))
        for name, unit in given.units.items()
    )


def as_data(scheme: Scheme, given: AnswersFile, reckoning: Reckoning) -> dict[str, Any]:
    """The same as data: figures are exact texts, null is 待定."""
    units = [
        {
            "unit": name,
            "group": unit.group,
            **_totals(reckoning.marks[name]),
            **_standing(reckoning.results[name], len(given.units)),
            "nodes": [_node(node) for node in reckoning.marks[name].nodes],
            "items": _items(scheme.variant(unit.group), reckoning.marks[name]),
            "payments": [_payment(payment) for payment in reckoning.results[name].payments],
        }
        for name, unit in given.units.items()
    ]
    return {"scheme": scheme.reference, "title": scheme.title, "units": units}


def _unit(own: Scheme, name: str, group: str, reckoning: Reckoning) -> Iterator[str]:
    marks, result = reckoning.marks[name], reckoning.results[name]
    yield f"== {name}{f'（{group}）' if group else ''} =="
    yield f"{marks.explanation}满分{plain(own.full_mark)}分。"
    yield f"最终得分：{_final(marks, result)}"
    if result.standing is not None:
        if len(reckoning.marks) > 1:
            within = f"，本组第{result.standing.group_rank}名" if group else ""
            yield f"名次：第{result.standing.rank}名{within}"
        if result.standing.explanation:
            yield result.standing.explanation
    for payment in result.payments:
        yield payment.explanation
    rows = iter(marks.nodes)
    for category in own.categories:
        yield from _below(category, 0, rows, marks)
    for special in own.special:
        yield from _explained(f"{special.number} {special.title}", marks.items[special.number], 0)


def _below(node: Node, depth: int, rows: Iterator[NodeMark], marks: UnitMarks) -> Iterator[str]:
    row = next(rows)
    yield f"{'  ' * depth}【{row.title}】{_text(row.marks)}/{plain(row.full)}分"
    for child in node.children:
        if isinstance(child, Node):
            yield from _below(child, depth + 1, rows, marks)
        else:
            title = f"{child.label} {child.title}（{plain(child.marks)}分）"
            yield from _explained(title, marks.items[child.number], depth + 1)


def _explained(title: str, mark: ItemMark, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{title}：{_text(mark.marks)}{'' if mark.marks is None else '分'}"
    for line in mark.explanation.splitlines():
        yield f"{indent}  {line}"


def _final(marks: UnitMarks, result: Result) -> str:
    """The score that counts: 0 under a veto, which is known only with the standing."""
    score = result.standing.score if result.standing else marks.final
    return WAITING if score is None else f"{shown(score)}分"


def _text(marks: Decimal | None) -> str:
    return WAITING if marks is None else plain(marks)


def _data(marks: Decimal | None) -> str | None:
    return None if marks is None else plain(marks)


def _totals(marks: UnitMarks) -> dict[str, Any]:
    figures = {"total": marks.total, "bonus": marks.bonus, "final": marks.final}
    return {**{name: _data(value) for name, value in figures.items()}, "explanation": marks.explanation}


def _standing(result: Result, units: int) -> dict[str, Any]:
    standing = result.standing
    ranked = standing is not None and units > 1
    return {
        "grade": standing.band.name if standing and standing.band else None,
        "score": ratio_text(standing.score) if standing else None,
        "vetoes": [veto.key for veto in standing.vetoes] if standing else [],
        "rank": standing.rank if ranked and standing else None,
        "group_rank": standing.group_rank if ranked and standing else None,
        "standing": standing.explanation if standing else WAITING,
    }


def _node(node: NodeMark) -> dict[str, Any]:
    return {
        "place": node.place,
        "bonus": node.bonus,
        "marks": _data(node.marks),
        "full": plain(node.full),
        "explanation": node.explanation,
    }


def _items(own: Scheme, marks: UnitMarks) -> dict[str, Any]:
    labels = {item.number: item.label for item in own.items}
    return {
        labels.get(number, str(number)): {
            "marks": _data(mark.marks),
            "components": {key: _data(outcome.marks) for key, outcome in mark.outcomes.items()},
            "explanation": mark.explanation.splitlines(),
        }
        for number, mark in marks.items.items()
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "title": payment.title,
        "amount": _data(payment.amount),
        "doubtful": payment.doubtful,
        "explanation": payment.explanation,
    }
