"""Answers in words: how pages tell what was answered, without knowing any kind of rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.points import plain
from workflow.rules.kinds.answers import MEASURED, NOT_OCCURRED, Answer, Asked, Line
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Item, SpecialItem


@dataclass(frozen=True)
class ToldFigure:
    """One figure as it stands in an answer; figures of one `section` stand together under it."""

    label: str
    text: str
    unit: str
    section: str = ""
    imported: bool = False


def told_figures(rule: ComponentRule, figures: Mapping[str, str]) -> tuple[ToldFigure, ...]:
    """The figures of an answer in the order of the form, the imported ones last."""
    asked = [
        ToldFigure(figure.label, figures[figure.key], figure.unit, figure.section)
        for figure in rule.asked.figures
        if figures.get(figure.key)
    ]
    imported = [
        ToldFigure(measure.text, figures[name], measure.unit or "", imported=True)
        for name, measure in rule.measures.items()
        if measure.metric and name in figures
    ]
    return (*asked, *imported)


def said(asked: Asked, answer: Answer) -> str:
    """What was picked or counted, in words; nothing where figures say it all."""
    if answer.value == MEASURED:
        return ""
    if not asked.causes or answer.value == NOT_OCCURRED:
        return asked.said(answer.value)
    what = "加减分事项" if asked.gains else "扣分情形"
    return f"{what} {sum(line.count for line in answer.lines)} 件" if answer.lines else f"没有{what}"


def told_kind(asked: Asked, line: Line) -> str:
    """Which kind of case or event a line is, where there are several, and what was ticked beside it."""
    cause = next((offer for offer in asked.causes if offer.value == line.cause), None)
    if cause is None:
        return ""
    ticked = [flag.label for flag in cause.flags if flag.value in line.flags]
    return "，".join([cause.label, *ticked] if len(asked.causes) > 1 else ticked)


def worth(rule: ComponentRule) -> str:
    """What a component is worth: its full mark, or how far it adds or takes as a 加减分项."""
    if rule.full:
        return f"{plain(rule.full)} 分"
    if rule.highest is None or rule.highest > 0:
        return "加分，不封顶" if rule.highest is None else f"最多加 {plain(rule.highest)} 分"
    if rule.lowest is None or rule.lowest < 0:
        return "减分，不保底" if rule.lowest is None else f"最多减 {plain(-rule.lowest)} 分"
    return ""


def item_name(item: Item | SpecialItem) -> str:
    """How pages name an item: by the document's own label, or by its number."""
    return (item.code if isinstance(item, Item) else None) or f"第 {item.number} 项"


def entry_of(scheme: Scheme, number: int) -> Item | SpecialItem:
    """The item or special item of this number. Raises NotFound."""
    special = next((entry for entry in scheme.special if entry.number == number), None)
    return special or scheme.item(number)


def entry_name(scheme: Scheme, number: int) -> str:
    """How pages name the item or special item of this number. Raises NotFound."""
    return item_name(entry_of(scheme, number))
