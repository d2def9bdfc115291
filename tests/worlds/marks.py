"""Sheets and findings that lose exactly so many marks."""

from collections.abc import Iterator
from decimal import Decimal

from workflow.rules.double_deduction import Nature
from workflow.rules.kinds.answers import Answer, Line
from workflow.rules.kinds.award import NO, YES, Award
from workflow.rules.kinds.choice import Choice
from workflow.rules.kinds.judgement import Judgement
from workflow.rules.kinds.per_case import COUNTED, PerCase
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component
from workflow.scheme.weighing import FindingInput


def full_answers(scheme: Scheme) -> dict[int, dict[str, Answer]]:
    """Full marks on every item."""
    return {
        item.number: {component.key: _full(component) for component in item.components}
        for item in scheme.items
    }


def answers_losing(scheme: Scheme, lost: Decimal) -> dict[int, dict[str, Answer]]:
    """A whole sheet that loses exactly `lost` marks, on the first items that allow it."""
    answers = full_answers(scheme)
    for number, component, amount in _shortfalls(scheme, lost):
        answers[number][component.key] = _short(component, amount)
    return answers


def findings_losing(scheme: Scheme, lost: Decimal) -> dict[int, list[FindingInput]]:
    """New findings that cost exactly `lost` marks, on the last items that allow it."""
    findings: dict[int, list[FindingInput]] = {}
    for number, component, amount in _shortfalls(scheme, lost, from_the_end=True):
        typed = amount if isinstance(component.rule, Judgement) else None
        finding = FindingInput(component.key, Nature.NEW, "现场检查发现", "台账不符", amount=typed)
        findings.setdefault(number, []).append(finding)
    return findings


def _shortfalls(
    scheme: Scheme, lost: Decimal, *, from_the_end: bool = False
) -> Iterator[tuple[int, Component, Decimal]]:
    """Awards that are not won, and the rest at the judgement of item 37."""
    places = [(item.number, component) for item in scheme.items for component in item.components]
    places = places[::-1] if from_the_end else places
    for number, component in places:
        if isinstance(component.rule, Award) and component.full <= lost:
            lost -= component.full
            yield number, component, component.full
    if lost:
        judged = next(place for place in places if isinstance(place[1].rule, Judgement))
        yield *judged, lost


def _full(component: Component) -> Answer:
    rule = component.rule
    if isinstance(rule, Choice):
        return Answer(next(option.key for option in rule.options if option.marks == rule.full))
    if isinstance(rule, Judgement):
        return Answer(str(rule.full), note="检查记录齐全")
    return Answer(COUNTED if isinstance(rule, PerCase) else YES)


def _short(component: Component, amount: Decimal) -> Answer:
    line = Line(case=f"{component.text}没有做到", reason="对照要点自查")
    value = str(component.full - amount) if isinstance(component.rule, Judgement) else NO
    return Answer(value, (line,))
