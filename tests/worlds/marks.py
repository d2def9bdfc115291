"""Sheets and findings that lose exactly so many marks."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from workflow.points import plain
from workflow.rules.double_deduction import Nature
from workflow.rules.kinds.answers import Answer, Line
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
        typed = amount if component.rule.found_by == "amount" else None
        finding = FindingInput(component.key, Nature.NEW, "现场检查发现", "台账不符", amount=typed)
        findings.setdefault(number, []).append(finding)
    return findings


def _shortfalls(
    scheme: Scheme, lost: Decimal, *, from_the_end: bool = False
) -> Iterator[tuple[int, Component, Decimal]]:
    """Awards that are not won, and the rest at a judgement (item 37 of 004)."""
    places = [(item.number, component) for item in scheme.items for component in item.components]
    places = places[::-1] if from_the_end else places
    for number, component in places:
        if component.rule.found_by == "whole" and 0 < component.full <= lost:
            lost -= component.full
            yield number, component, component.full
    if lost:
        judged = next(place for place in places if place[1].rule.asked.figure)
        yield *judged, lost


def _full(component: Component) -> Answer:
    rule = component.rule
    assert rule.full_answer is not None, f"{component.text}: full marks need figures"
    return replace(rule.full_answer, note="检查记录齐全" if rule.asked.figure else "")


def _short(component: Component, amount: Decimal) -> Answer:
    line = Line(case=f"{component.text}没有做到", reason="对照要点自查")
    asked = component.rule.asked
    nothing = (offer.value for offer in asked.offers if offer.marks == 0)
    return Answer(plain(component.full - amount) if asked.figure else next(nothing), (line,))
