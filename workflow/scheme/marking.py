"""How an item gets its mark: from a unit's answers, or from what a rater's findings cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import MEASURED, Answer, Outcome
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.tree import Component, Item


@dataclass(frozen=True)
class ItemMark:
    """Marks of an item (None: 待定), the outcome of each component by key, and a Chinese explanation, one
    line each."""

    marks: Decimal | None
    outcomes: Mapping[str, Outcome]
    explanation: str


def with_metrics(rule: ComponentRule, answer: Answer, metrics: Mapping[str, str]) -> Answer:
    """The answer with its imported figures: what a measure takes from a metric (by key) is never typed."""
    imported = {name: measure.metric for name, measure in rule.measures.items() if measure.metric}
    if not imported:
        return answer
    typed = {name: text for name, text in answer.figures.items() if name not in imported}
    found = {name: metrics[metric] for name, metric in imported.items() if metric in metrics}
    return replace(answer, figures=typed | found)


def without_asking(rule: ComponentRule) -> Answer | None:
    """The answer of a component for which every figure is imported and nothing is asked; else None."""
    asked = rule.asked
    if rule.measures and not (asked.offers or asked.figures or asked.figure):
        return Answer(MEASURED)
    return None


def completed_answers(
    item: Item, answers: Mapping[str, Answer], metrics: Mapping[str, str]
) -> dict[str, Answer]:
    """The answers as they are marked and kept: figures tidied, imported ones put in, also where all is
    imported and nothing was asked. Raises NotFound for a component that the item does not have."""
    given = {item.component(key).key: answer for key, answer in answers.items()}
    for component in item.components:
        answer = given.get(component.key) or without_asking(component.rule)
        if answer is not None:
            given[component.key] = _kept(component, answer, metrics)
    return given


def _kept(component: Component, answer: Answer, metrics: Mapping[str, str]) -> Answer:
    """One answer as it is kept; while its marks wait for the group, nobody knows what to deduct."""
    kept = with_metrics(component.rule, component.rule.tidied(answer), metrics)
    return replace(kept, lines=()) if component.rule.waits else kept


def mark_item(item: Item, answers: Mapping[str, Answer], *, grounds: bool = True) -> ItemMark:
    """Marks of a self sheet's item from its answers by component key; without `grounds` nobody asks why.

    Raises Invalid with the errors of all components at once; a field is `<component key>-<field>`. Raises
    NotFound for an answer to a component that the item does not have.
    """
    for key in answers:
        item.component(key)
    outcomes: dict[str, Outcome] = {}
    errors: dict[str, str] = {}
    for component in item.components:
        try:
            outcomes[component.key] = _answered(component, answers, grounds)
        except Invalid as invalid:
            errors |= {f"{component.key}-{field}": text for field, text in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return summed(item, outcomes)


def assessed_item(item: Item, costs: Mapping[str, Sequence[Decimal]]) -> ItemMark:
    """Marks of an assessed sheet's item: full marks less the counted costs of findings, in marks.

    `costs`: component key → what each finding takes off after links; a component without findings may be
    left out.
    """
    outcomes = {
        component.key: component.rule.remaining(costs.get(component.key, ())) for component in item.components
    }
    return summed(item, outcomes)


def _answered(component: Component, answers: Mapping[str, Answer], grounds: bool) -> Outcome:
    if component.key not in answers:
        raise Invalid({"value": "这一要点还没有作答"})
    answer = answers[component.key]
    return component.score(answer) if grounds else component.reckon(answer)


def summed(item: Item, outcomes: Mapping[str, Outcome]) -> ItemMark:
    """The sum of the components, clipped to the item's floor and cap; 0 where a gate was missed.

    None while a component waits for the whole group.
    """
    lines = [f"{component.text}：{outcomes[component.key].explanation}" for component in item.components]
    known = [outcome.marks for outcome in outcomes.values() if outcome.marks is not None]
    marks: Decimal | None = None
    if any(outcome.zeroes_item for outcome in outcomes.values()):
        marks, end = Decimal(0), "没有达到前提要求，本项得0分。"
    elif len(known) < len(outcomes):
        end = "待全部单位的数据齐备后计分，本项待定。"
    else:
        total = sum(known, Decimal(0))
        marks = _clipped(item, total)
        added = f"{'＋'.join(map(term, known))}＝{plain(total)}分，" if len(known) > 1 else ""
        limit = f"限于{plain(marks)}分，" if marks != total else ""
        end = f"{added}{limit}本项得{plain(marks)}分。"
    return ItemMark(marks, outcomes, "\n".join([*lines, f"第{item.label}项：{end}"]))


def term(marks: Decimal) -> str:
    """Marks as a term of a sum: a negative one in brackets."""
    return plain(marks) if marks >= 0 else f"({plain(marks)})"


def _clipped(item: Item, total: Decimal) -> Decimal:
    marks = total if item.floor is None else max(item.floor, total)
    return marks if item.highest is None else min(item.highest, marks)
