"""The marks of one unit, or of a whole group, from their answers: what no database and no page needs.

A rule that compares units waits (待定) until the group is given; nobody is asked for reasons here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial

from workflow.errors import Invalid
from workflow.points import plain, quantise
from workflow.rules.kinds.answers import Answer, EventClaim, Member, Outcome, require
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.document import Scheme
from workflow.scheme.marking import ItemMark, mark_item, summed, with_metrics, without_asking
from workflow.scheme.totals import UnitMarks, unit_marks
from workflow.scheme.tree import Component, Item, SpecialItem

EVENTS = "events"
"""The key under which the answers of a special item stand: its lines are its events."""

Drafts = Mapping[str, Mapping[int, ItemMark]]
"""Unit → item number → mark, before the rules that wait for the group are settled."""

Own = Mapping[str, Mapping[int, Item]]
"""Unit → item number → the item as it applies to the unit's group."""


@dataclass(frozen=True)
class ItemAnswers:
    """Answers of one item by component key; `not_applicable` is the reason why it does not apply."""

    answers: Mapping[str, Answer]
    not_applicable: str = ""


@dataclass(frozen=True)
class UnitAnswers:
    """What is known about a unit: answers by item number, its ranking group, imported figures by metric."""

    items: Mapping[int, ItemAnswers]
    group: str = ""
    metrics: Mapping[str, str] = field(default_factory=dict)

    @property
    def absent(self) -> frozenset[int]:
        """Numbers of the items that do not apply to the unit."""
        return frozenset(number for number, item in self.items.items() if item.not_applicable)


def score_unit(scheme: Scheme, unit: UnitAnswers) -> UnitMarks:
    """Marks of one unit alone; what waits for the group is 待定.

    Raises Invalid with all errors at once, fields `<item label>-<component>-<field>`.
    """
    own = scheme.variant(unit.group)
    return unit_marks(own, _drafted(own, unit), unit.absent)


def score_group(scheme: Scheme, units: Mapping[str, UnitAnswers]) -> dict[str, UnitMarks]:
    """Marks of all units of a year together, by unit, so that nothing waits; their order does not matter.

    Raises Invalid with all errors at once, fields `<unit>-<item label>-<component>-<field>`.
    """
    variants = {group: scheme.variant(group) for group in {unit.group for unit in units.values()}}
    drafts: dict[str, dict[int, ItemMark]] = {}
    errors: dict[str, str] = {}
    for name, unit in units.items():
        try:
            drafts[name] = _drafted(variants[unit.group], unit)
        except Invalid as refused:
            errors |= {f"{name}-{key}": text for key, text in refused.errors.items()}
    require(errors)
    own = {name: {item.number: item for item in variants[unit.group].items} for name, unit in units.items()}
    for item in scheme.items:
        for name, mark in _settled(item, own, units, drafts).items():
            drafts[name][item.number] = mark
        for name, mark in _averaged(scheme, item, units, drafts).items():
            drafts[name][item.number] = mark
    return {
        name: unit_marks(variants[unit.group], drafts[name], unit.absent) for name, unit in units.items()
    }


def _drafted(own: Scheme, unit: UnitAnswers) -> dict[int, ItemMark]:
    marks: dict[int, ItemMark] = {}
    errors = dict(_unknown(own, unit))
    for label, number, marked in _markings(own, unit):
        try:
            marks[number] = marked()
        except Invalid as refused:
            errors |= {f"{label}-{key}": text for key, text in refused.errors.items()}
    require(errors)
    return marks


def _markings(own: Scheme, unit: UnitAnswers) -> Iterator[tuple[str, int, Callable[[], ItemMark]]]:
    """Label and number of each item and special item, and how its mark is found."""
    none = ItemAnswers({})
    for item in own.items:
        yield item.label, item.number, partial(_item, own, item, unit.items.get(item.number, none), unit)
    for special in own.special:
        given = unit.items.get(special.number, none)
        yield str(special.number), special.number, partial(_special, special, given)


def _item(own: Scheme, item: Item, given: ItemAnswers, unit: UnitAnswers) -> ItemMark:
    if given.not_applicable:
        return absent_mark(own, item, given.not_applicable)
    return mark_item(item, _completed(item, given, unit), grounds=False)


def _unknown(own: Scheme, unit: UnitAnswers) -> Iterator[tuple[str, str]]:
    items = {item.number: item for item in own.items}
    known = {*items, *(special.number for special in own.special)}
    for number, given in unit.items.items():
        if number not in known:
            yield str(number), f"适用于这个单位的办法中没有第{number}项：删去这一项的答案"
        elif number in items:
            label = items[number].label
            parts = {component.key for component in items[number].components}
            for key in given.answers.keys() - parts:
                known_parts = "、".join(sorted(parts))
                yield f"{label}-{key}-value", f"第{label}项没有评分要点“{key}”，现有：{known_parts}"


def _completed(item: Item, given: ItemAnswers, unit: UnitAnswers) -> dict[str, Answer]:
    """The answers with imported figures, also of components for which all is imported."""
    answers: dict[str, Answer] = {}
    for component in item.components:
        answer = given.answers.get(component.key) or without_asking(component.rule)
        if answer is not None:
            answers[component.key] = with_metrics(component.rule, answer, unit.metrics)
    return answers


def _special(entry: SpecialItem, given: ItemAnswers) -> ItemMark:
    lines = [line for answer in given.answers.values() for line in answer.lines]
    claims = [EventClaim(line.cause or "", line.amount) for line in lines for _ in range(line.count)]
    total = entry.rule.total(claims)
    return ItemMark(total.marks, {}, f"第{entry.number}项：{total.explanation}")


def absent_mark(scheme: Scheme, item: Item, reason: str) -> ItemMark:
    """The mark of an item that does not apply to the unit. Raises Invalid where that cannot be declared."""
    said, why = f"第{item.label}项不适用于本单位，", f"理由：{reason}"
    match scheme.absence(item):
        case "full_marks":
            return ItemMark(item.marks, {}, f"{said}按满分{plain(item.marks)}分计。\n{why}")
        case "cohort_mean":
            return ItemMark(None, {}, f"{said}按适用单位得分的平均数计，待定。\n{why}")
        case "rescale":
            return ItemMark(Decimal(0), {}, f"{said}不计分，其余各项换算到满分。\n{why}")
        case "nothing":
            return ItemMark(Decimal(0), {}, f"{said}计0分。\n{why}")
    raise Invalid({"not_applicable": f"第{item.label}项没有写明不适用时怎样计分：照实作答"})


def _settled(
    item: Item, own: Own, units: Mapping[str, UnitAnswers], drafts: Drafts
) -> dict[str, ItemMark]:
    """The item's marks of the units for which some component waited for the group."""
    found: dict[str, dict[str, Outcome]] = {}
    for component in item.components:
        waiting = {
            name: Member(_answer(component.key, component.rule, item, units[name]), units[name].group)
            for name, marks in drafts.items()
            if item.number in marks
            and component.key in marks[item.number].outcomes
            and marks[item.number].outcomes[component.key].pending
        }
        for name, outcome in _together(component, item, waiting).items():
            found.setdefault(name, {})[component.key] = outcome
    return {
        name: summed(own[name][item.number], {**drafts[name][item.number].outcomes, **outcomes})
        for name, outcomes in found.items()
    }


def _together(component: Component, item: Item, waiting: Mapping[str, Member]) -> dict[str, Outcome]:
    try:
        return component.rule.settle(waiting) if waiting else {}
    except Invalid as refused:
        place = f"{item.label}-{component.key}"
        raise Invalid({f"{place}-{key}": text for key, text in refused.errors.items()}) from None


def _answer(key: str, rule: ComponentRule, item: Item, unit: UnitAnswers) -> Answer:
    given = unit.items.get(item.number, ItemAnswers({}))
    answer = given.answers.get(key) or without_asking(rule)
    assert answer is not None
    return with_metrics(rule, answer, unit.metrics)


def _averaged(
    scheme: Scheme, item: Item, units: Mapping[str, UnitAnswers], drafts: Drafts
) -> dict[str, ItemMark]:
    """The mean of the units that the item applies to, for those that it does not."""
    there = {name: marks[item.number].marks for name, marks in drafts.items() if item.number in marks}
    away = [name for name in there if item.number in units[name].absent]
    if scheme.absence(item) != "cohort_mean" or not away:
        return {}
    known = [mark for name, mark in there.items() if name not in away and mark is not None]
    if not known:
        raise Invalid({f"{item.label}-not_applicable": f"没有一个单位适用第{item.label}项，无平均数可取"})
    mean = quantise(Fraction(sum(known, Decimal(0))) / len(known), scheme.quantum)
    how = f"适用的{len(known)}个单位共{plain(sum(known, Decimal(0)))}分，平均{plain(mean)}分"
    said = f"第{item.label}项不适用于本单位，按适用单位得分的平均数计：{how}。"
    return {name: ItemMark(mean, {}, said) for name in away}
