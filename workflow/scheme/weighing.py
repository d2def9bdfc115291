"""What a rater's findings on one item cost, after what the subtree has deducted itself."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.errors import Invalid
from workflow.points import plain
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
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.marking import assessed_item
from workflow.scheme.tree import Component, Item


@dataclass(frozen=True)
class FindingInput:
    """One finding as the rater writes it. `links` are pairs (self-deduction, number of its cases).

    `count` and `cause` serve `per_case`, `option` serves `choice`, `amount` (marks) serves every kind without
    a count or an option, and `per_case` where its cause leaves the amount of a case open.
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
        amount=finding.amount if rule and _amount_asked(rule, finding.cause) else None,
        links=tuple(sorted(links.items())),
    )


def _amount_asked(rule: ComponentRule, cause: str | None) -> bool:
    if isinstance(rule, PerCase):
        return any(entry.range for entry in rule.causes if cause in (None, entry.key))
    return rule.found_by == "amount"


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
            counts.append(_counted(item, finding, deductions, first=_names_first_case(findings, index)))
        except Invalid as refusal:
            wrong |= refusal.errors
        errors |= {f"findings-{index}-{field}": text for field, text in wrong.items()}
    errors = _overuse(findings, deductions) | errors
    if errors:
        raise Invalid(errors)
    counts = list(_capped(item, findings, counts))
    costs: dict[str, list[Decimal]] = {}
    for finding, cost in zip(findings, counts, strict=True):
        costs.setdefault(finding.component, []).append(cost.amount)
    return Weighed(assessed_item(item, costs).marks, tuple(counts))


def _capped(item: Item, findings: Sequence[FindingInput], counts: Sequence[Counted]) -> Iterator[Counted]:
    """What counts of each finding while the cap of its cause lasts, in the order given."""
    used: dict[tuple[str, str], Decimal] = {}
    for finding, count in zip(findings, counts, strict=True):
        rule = item.component(finding.component).rule
        cause = rule.cause(finding.cause) if isinstance(rule, PerCase) else None
        if cause is None or cause.cap is None:
            yield count
            continue
        place = (finding.component, cause.key)
        before = used.get(place, Decimal(0))
        amount = min(count.amount, cause.cap - before)
        used[place] = before + amount
        limit = f"，这一情形合计最多扣 {plain(cause.cap)} 分，计扣 {plain(amount)} 分"
        yield count if amount == count.amount else Counted(amount, f"{count.explanation}{limit}")


def _text_errors(finding: FindingInput) -> dict[str, str]:
    errors = {}
    if blank(finding.case):
        errors["case"] = "写明情形：在哪里发现了什么"
    if blank(finding.reason):
        errors["reason"] = "写明认定理由和依据"
    if error := count_error(finding.count):
        errors["count"] = error
    return errors


def _names_first_case(findings: Sequence[FindingInput], index: int) -> bool:
    """Whether a finding has the first case of its cause: none stands before it, none is linked."""
    cause = (findings[index].component, findings[index].cause)
    same = [at for at, other in enumerate(findings) if (other.component, other.cause) == cause]
    return same[0] == index and not any(findings[at].links for at in same)


def _counted(
    item: Item, finding: FindingInput, deductions: Mapping[int, SelfDeduction], *, first: bool
) -> Counted:
    component = _component(item, finding.component)
    found = _found(item, component.rule, finding, first)
    own = {key: line for key, line in deductions.items() if line.component == component.key}
    if component.rule.costs_item:
        own = {key: replace(line, amount=item.marks) for key, line in own.items()}
    if reasons := refusals(found, own):
        raise Invalid({"links": "；".join(reasons)})
    return counted(found, own)


def _component(item: Item, key: str) -> Component:
    component = next((entry for entry in item.components if entry.key == key), None)
    if component is None:
        raise Invalid({"component": f"选择第{item.number}项的一个评分要点"})
    return component


def _found(item: Item, rule: ComponentRule, finding: FindingInput, first: bool) -> FoundCase:
    said = Found(finding.count, finding.option, finding.amount, finding.cause)
    lost = item.marks if rule.costs_item else rule.lost(said)
    if not lost:
        raise Invalid({"option": "所选的一档不扣分：改选实际达到的档次，或删去这条认定"})
    return FoundCase(
        count=finding.count,
        penalty=rule.penalty(finding.cause, finding.amount) if isinstance(rule, PerCase) else None,
        lost=lost,
        links=tuple(Link(*link) for link in finding.links),
        nature=finding.nature,
        first=rule.cause(finding.cause).first if isinstance(rule, PerCase) and first else None,
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
