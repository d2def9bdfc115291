"""What changed on an item, in the words of the scheme: mark, answers, 扣分明细, what was found."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.points import plain
from workflow.queries.history.names import Content, Fact, Names
from workflow.queries.told import said, told_figures, told_kind
from workflow.rules.answer_records import answer_from, line_from
from workflow.rules.double_deduction import Nature
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an act changed: what it is, how it stood before, how it stands after."""

    what: str
    before: str
    after: str


def saved_items(names: Names, fact: Fact) -> Iterator[Change]:
    """Answers that were saved on a self sheet, item by item."""
    numbers = sorted({int(key) for key in (*fact.before, *fact.after)})
    for number in numbers:
        place = f"{names.item(number)} · " if len(numbers) > 1 else ""
        old, new = (_item(side.get(str(number)), str(number) in side) for side in (fact.before, fact.after))
        yield from _told(names, fact, number, place, old, new)


def rated_item(names: Names, fact: Fact) -> Iterator[Change]:
    """What stands on one item, as a rater found or answered it, or as it does not apply."""
    number = fact.after.get("item", 0)
    yield from _told(names, fact, number, "", _verdict(fact.before), _verdict(fact.after))


def _told(names: Names, fact: Fact, number: int, place: str, old: Content, new: Content) -> Iterator[Change]:
    words = _Words(names.scheme_for(fact.unit_id), number)
    pairs = [(f"{place}得分", _mark(old), _mark(new)), (f"{place}不适用", _absent(old), _absent(new))]
    for key in dict.fromkeys((*old.get("answers", {}), *new.get("answers", {}))):
        before, after = (side.get("answers", {}).get(key) for side in (old, new))
        title = place + words.title(key)
        pairs.append((title, words.answer(key, before), words.answer(key, after)))
        pairs.append((f"{title}（扣分明细）", *_lines(words.lines(key, before), words.lines(key, after))))
    found = (words.found(side.get("findings", ())) for side in (old, new))
    pairs.append((f"{place}认定", *_lines(*found)))
    yield from (Change(*pair) for pair in pairs if pair[1] != pair[2])


def _item(kept: Any, there: bool) -> Content:
    """One side of a save: a mark alone, as events kept it at first, or the item with its answers."""
    if not there:
        return {}
    if not isinstance(kept, Mapping):
        return {"mark": kept}
    return {**kept, "answers": {answer["component"]: answer for answer in kept.get("answers", ())}}


def _verdict(kept: Content) -> Content:
    answers = kept.get("answers")
    return {**kept, **json.loads(answers)} if isinstance(answers, str) else kept


def _mark(side: Content) -> str:
    if "mark" not in side:
        return ""
    return "待定" if side["mark"] is None else plain(Decimal(side["mark"]))


def _absent(side: Content) -> str:
    text = side.get("not_applicable")
    return "" if text in (None, False, "") else "是" if text is True else str(text)


def _lines(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """The lines that are no longer there, and those that were not there before."""
    old, new = Counter(before), Counter(after)
    return "\n".join((old - new).elements()), "\n".join((new - old).elements())


class _Words:
    """The words of one item of a scheme; a key stands for itself where the scheme does not know it."""

    def __init__(self, scheme: Scheme | None, number: int) -> None:
        items = {item.number: item for item in scheme.items} if scheme else {}
        item = items.get(number)
        self._components: Mapping[str, Component] = (
            {component.key: component for component in item.components} if item else {}
        )

    def title(self, key: str) -> str:
        return self._components[key].text if key in self._components else key

    def answer(self, key: str, record: Content | None) -> str:
        if record is None:
            return ""
        if key not in self._components:
            return str(record["value"])
        rule = self._components[key].rule
        answer = answer_from(record)
        told = told_figures(rule, answer.figures)
        figures = (f"{figure.label} {figure.text}{figure.unit}" for figure in told)
        note = f"说明：{answer.note}" if answer.note else ""
        return "，".join(filter(None, (said(rule.asked, answer), *figures, note)))

    def lines(self, key: str, record: Content | None) -> list[str]:
        lines = record.get("lines", ()) if record else ()
        amounts = record.get("amounts", ()) if record else ()
        padded = (*amounts, *[None] * (len(lines) - len(amounts)))
        return [self._line(key, line, amount) for line, amount in zip(lines, padded, strict=False)]

    def _line(self, key: str, record: Content, amount: Any) -> str:
        line = line_from(record)
        rule = self._components[key].rule if key in self._components else None
        kind = told_kind(rule.asked, line) if rule else ""
        return _case(kind, line.case, line.count, line.reason, _worth(amount))

    def found(self, findings: Iterable[Content]) -> list[str]:
        return [self._finding(finding) for finding in findings]

    def _finding(self, finding: Content) -> str:
        nature = next((entry.label for entry in Nature if entry == finding.get("nature")), "")
        title = self.title(finding["component"])
        kind = f"{title}（{nature}）" if nature else title
        return _case(kind, finding["case"], finding.get("count", 1), finding["reason"], "")


def _case(kind: str, case: str, count: int, reason: str, worth: str) -> str:
    times = f"，{count} 件" if count != 1 else ""
    first = f"{kind}：{case}{times}" if kind else f"{case}{times}"
    return "，".join(filter(None, (first, f"原因：{reason}" if reason else "", worth)))


def _worth(amount: Any) -> str:
    if amount is None:
        return ""
    value = Decimal(amount)
    return f"加 {plain(-value)} 分" if value < 0 else f"扣 {plain(value)} 分"
