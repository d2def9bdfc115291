"""What a rater's findings on one item cost, after what the subtree has deducted itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.errors import Invalid
from workflow.rules.double_deduction import (
    Counted,
    FoundCase,
    Link,
    Nature,
    SelfDeduction,
    counted,
    overused,
    refusals,
)
from workflow.rules.kinds.answers import Found, count_error
from workflow.rules.kinds.fields import blank
from workflow.rules.kinds.per_case import PerCase
from workflow.scheme.marking import assessed_item
from workflow.scheme.tree import Component, Item


@dataclass(frozen=True)
class FindingInput:
    """One finding as the rater writes it. `links` are pairs (self-deduction, number of its cases).

    `count` and `cause` serve `per_case`, `option` serves `choice`, `amount` (marks) serves `judgement`.
    """

    component: str
    nature: Nature
    case: str
    reason: str
    cause: str | None = None
    count: int = 1
    option: str | None = None
    amount: Decimal | None = None
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Weighed:
    """The item's mark, and what each finding takes off, in the order given."""

    mark: Decimal | None
    counted: tuple[Counted, ...]


def tidied(item: Item, finding: FindingInput) -> FindingInput:
    """The finding without what its component's rule does not ask for, each self-deduction linked once."""
    rule = next((entry.rule for entry in item.components if entry.key == finding.component), None)
    found_by = rule.found_by if rule else None
    links: Counter[int] = Counter()
    for key, count in finding.links:
        links[key] += count
    return replace(
        finding,
        case=finding.case.strip(),
        reason=finding.reason.strip(),
        cause=finding.cause if found_by == "count" else None,
        option=finding.option if found_by == "option" else None,
        amount=finding.amount if found_by == "amount" else None,
        links=tuple(sorted(links.items())),
    )


def weigh(
    item: Item, findings: Sequence[FindingInput], deductions: Mapping[int, SelfDeduction]
) -> Weighed:
    """Weigh all findings of an item together; `deductions` are the item's, by id.

    Raises Invalid with every error at once, fields `findings-<n>-<field>`.
    """
    errors: dict[str, str] = {}
    counts: list[Counted] = []
    for index, finding in enumerate(findings):
        wrong = _text_errors(finding)
        try:
            counts.append(_counted(item, finding, deductions))
        except Invalid as refusal:
            wrong |= refusal.errors
        errors |= {f"findings-{index}-{field}": text for field, text in wrong.items()}
    errors = _overuse(findings, deductions) | errors
    if errors:
        raise Invalid(errors)
    costs: dict[str, list[Decimal]] = {}
    for finding, cost in zip(findings, counts, strict=True):
        costs.setdefault(finding.component, []).append(cost.amount)
    return Weighed(assessed_item(item, costs).marks, tuple(counts))


def _text_errors(finding: FindingInput) -> dict[str, str]:
    errors = {}
    if blank(finding.case):
        errors["case"] = "写明情形：在哪里发现了什么"
    if blank(finding.reason):
        errors["reason"] = "写明认定理由和依据"
    if error := count_error(finding.count):
        errors["count"] = error
    return errors


def _counted(item: Item, finding: FindingInput, deductions: Mapping[int, SelfDeduction]) -> Counted:
    component = _component(item, finding.component)
    found = _found(component, finding)
    own = {key: line for key, line in deductions.items() if line.component == component.key}
    if reasons := refusals(found, own):
        raise Invalid({"links": "；".join(reasons)})
    return counted(found, own)


def _component(item: Item, key: str) -> Component:
    component = next((entry for entry in item.components if entry.key == key), None)
    if component is None:
        raise Invalid({"component": f"选择第{item.number}项的一个评分要点"})
    return component


def _found(component: Component, finding: FindingInput) -> FoundCase:
    lost = component.rule.lost(Found(finding.count, finding.option, finding.amount, finding.cause))
    if not lost:
        raise Invalid({"option": "所选的一档不扣分：改选实际达到的档次，或删去这条认定"})
    rule = component.rule
    return FoundCase(
        count=finding.count,
        penalty=rule.penalty(finding.cause) if isinstance(rule, PerCase) else None,
        lost=lost,
        links=tuple(Link(*link) for link in finding.links),
        nature=finding.nature,
    )


def _overuse(findings: Sequence[FindingInput], deductions: Mapping[int, SelfDeduction]) -> dict[str, str]:
    links = [Link(*link) for finding in findings for link in finding.links]
    texts = {over.deduction_id: over.text for over in overused(links, deductions) if over.count}
    return {
        f"findings-{index}-links": texts[key]
        for index, finding in enumerate(findings)
        for key, _ in finding.links
        if key in texts
    }
