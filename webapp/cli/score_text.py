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
from workflow.scheme.terms import Interpretation
from workflow.scheme.totals import WAITING, NodeMark, UnitMarks
from workflow.scheme.tree import Node


def as_text(scheme: Scheme, given: AnswersFile, reckoning: Reckoning) -> str:
    """All units, one after another: results first, then every heading and item with its explanation and
    the interpretations that act there; for several units, their order at the end."""
    units = [
        "\n".join(_unit(scheme.variant(unit.group), name, unit.group, reckoning))
        for name, unit in given.units.items()
    ]
    return "\n\n".join([*units, *_order(given, reckoning), *_overall(scheme)])


def _order(given: AnswersFile, reckoning: Reckoning) -> Iterator[str]:
    """The order of all units, one line each."""
    placed = [(name, result.standing) for name, result in reckoning.results.items()]
    standings = [(standing.rank, name, standing) for name, standing in placed if standing is not None]
    if len(placed) < 2 or len(standings) < len(placed):
        return
    lines = ["== 排名 =="]
    for rank, name, standing in sorted(standings, key=lambda entry: entry[0]):
        group = given.units[name].group
        within = f"{group}第{standing.group_rank}名" if group else ""
        grade = standing.band.name if standing.band else "一票否决" if standing.vetoes else ""
        told = [f"第{rank}名", name, f"{shown(standing.score)}分", grade, within]
        lines.append("  ".join(part for part in told if part))
    yield "\n".join(lines)


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
        yield from _below(own, category, 0, rows, marks)
    for special in own.special:
        yield from _explained(f"{special.number} {special.title}", marks.items[special.number], 0)
        yield from _interpretations(own, special.number, 0)


def _overall(scheme: Scheme) -> Iterator[str]:
    """The interpretations that act on no single item: on the grades, the prizes, the full mark."""
    every = scheme.interpretations
    entries = [entry for entry in every if not any(place[0].isdigit() for place in entry.places)]
    if entries:
        yield "\n".join(["== 执行口径 ==", *(f"{'、'.join(one.places)}：{_reading(one)}" for one in entries)])


def _reading(entry: Interpretation) -> str:
    return f"{entry.text}（{entry.author}，{entry.date}）"


def _interpretations(own: Scheme, number: int, depth: int) -> Iterator[str]:
    for entry in own.interpretations_of(number):
        yield f"{'  ' * depth}  执行口径：{_reading(entry)}"


def _below(own: Scheme, node: Node, depth: int, rows: Iterator[NodeMark], marks: UnitMarks) -> Iterator[str]:
    row = next(rows)
    yield f"{'  ' * depth}【{row.title}】{_text(row.marks)}/{plain(row.full)}分"
    for child in node.children:
        if isinstance(child, Node):
            yield from _below(own, child, depth + 1, rows, marks)
        else:
            title = f"{child.label} {child.title}（{plain(child.marks)}分）"
            yield from _explained(title, marks.items[child.number], depth + 1)
            yield from _interpretations(own, child.number, depth + 1)


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
