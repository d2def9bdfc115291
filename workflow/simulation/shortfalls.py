"""What a made-up unit falls short of, how it says so on its sheet, and what the province may find."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from workflow.points import plain
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Found, Line, Offer
from workflow.rules.kinds.judgement import Judgement
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item

Place = tuple[int, str]
"""Number of an item and key of a component."""

Shortfalls = Mapping[Place, Found]

MOST_CASES = 4
REASONS = (
    "年中检查发现，已列入整改清单",
    "对照评分要点自查，资料不全",
    "人员变动，工作衔接不及时",
    "制度已印发，落实还不到位",
    "系统升级期间办理不及时",
)


def components(scheme: Scheme) -> Iterator[tuple[Place, Component]]:
    """Every component of the items that make up the full mark, with its place."""
    for item in scheme.items:
        for component in item.components:
            yield (item.number, component.key), component


def draw(rng: Random, scheme: Scheme, budget: Decimal) -> dict[Place, Found]:
    """Shortfalls in random places that cost about `budget` marks, never more; at least one."""
    places = list(components(scheme))
    rng.shuffle(places)
    drawn: dict[Place, Found] = {}
    left = budget
    for place, component in places:
        found = one(rng, component)
        cost = component.rule.lost(found)
        if cost <= left or not drawn:
            drawn[place] = found
            left -= cost
    return drawn


def one(rng: Random, component: Component) -> Found:
    """One way in which a component can fall short."""
    rule = component.rule
    if rule.found_by == "option":
        return Found(option=rng.choice([offer.value for offer in worse(component, rule.full)]))
    if rule.found_by == "count":
        return Found(count=rng.randint(1, MOST_CASES), cause=rule.asked.causes[0].value)
    if isinstance(rule, Judgement):
        return Found(amount=rule.increment * rng.randint(1, MOST_CASES))
    return Found()


def worse(component: Component, than: Decimal) -> list[Offer]:
    """What may be picked that brings less than so many marks."""
    offers = component.rule.asked.offers
    return [offer for offer in offers if offer.marks is not None and offer.marks < than]


def answers(rng: Random, item: Item, shortfalls: Shortfalls) -> dict[str, Answer]:
    """The answers of one item: full marks except where it falls short."""
    return {
        component.key: _short(rng, component, shortfalls[item.number, component.key])
        if (item.number, component.key) in shortfalls
        else _full(rng, component)
        for component in item.components
    }


def _full(rng: Random, component: Component) -> Answer:
    rule = component.rule
    if component.may_not_occur and rng.randrange(5) == 0:
        return Answer(NOT_OCCURRED, note="本年度没有发生这类情形，台账为零")
    assert rule.full_answer is not None, "figures are not made up"
    note = "日常检查记录齐全，没有发现问题" if rule.asked.figure else ""
    return replace(rule.full_answer, note=note)


def _short(rng: Random, component: Component, found: Found) -> Answer:
    rule = component.rule
    line = Line(case(component), rng.choice(REASONS), found.count, found.cause)
    if rule.found_by == "count":
        return Answer(rule.asked.offers[0].value, (line,))
    if rule.asked.figure:
        return Answer(plain(rule.full - (found.amount or 0)), (line,))
    return Answer(found.option or worse(component, rule.full)[0].value, (line,))


def case(component: Component) -> str:
    """The case (情形) as a deduction line or a finding words it."""
    return component.text if component.rule.found_by == "count" else f"{component.text}方面存在不足"
