"""What stands in the boxes of one item's form, read from a request or from a saved answer.

Every box is named like the field that a refusal is about: `<item>-<component>-value`, `-note`,
`-figures-<name>`, `-lines-<n>-case`, … The rule of a component says what it asks, so no kind is known here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.points import exact, plain
from workflow.rules.kinds.answers import MEASURED, NOT_OCCURRED, Answer, Asked
from workflow.rules.kinds.fields import blank
from workflow.scheme.tree import Item
from workflow.scheme.typed_lines import TypedLine, unread_line

LINE_BOXES = ("case", "reason", "count", "cause", "amount")
TICKED = "1"
"""What a ticked box holds."""

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class TypedAnswer:
    """The answer to one component as typed."""

    value: str = ""
    lines: tuple[TypedLine, ...] = ()
    note: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Answer) -> "TypedAnswer":
        """A saved answer, as it would have been typed."""
        return cls(answer.value, tuple(map(TypedLine.of, answer.lines)), answer.note, answer.figures)

    def answer(self, asked: Asked) -> Answer | None:
        """The answer for the rule; None where figures are asked and no box is filled."""
        lines = tuple(line.line(asked) for line in self.lines)
        if self.value == NOT_OCCURRED:
            return Answer(NOT_OCCURRED, lines, self.note)
        figures = {figure.key: self.figures.get(figure.key, "") for figure in asked.figures}
        if asked.offers or asked.figure:
            value = _figure(self.value) if asked.figure else self.value
        elif all(map(blank, figures.values())):
            return None
        else:
            value = MEASURED
        return Answer(value, lines, self.note, {key: text for key, text in figures.items() if text})


@dataclass(frozen=True)
class TypedItem:
    """One item's form as typed: the version it was read at, and an answer per component."""

    item: Item
    version: int = 0
    answers: Mapping[str, TypedAnswer] = field(default_factory=dict)

    @classmethod
    def read(cls, item: Item, form: Mapping[str, str]) -> "TypedItem":
        """What a request carries about an item; boxes of anything else are not looked at. `over` is the
        version that somebody has decided to replace, after both were seen."""
        version = form.get("over") or form.get("version", "")
        typed = {
            component.key: _read(form, f"{item.number}-{component.key}", component.rule.asked)
            for component in item.components
        }
        return cls(item, int(version) if _WHOLE.fullmatch(version) else 0, typed)

    @classmethod
    def saved(cls, item: Item, version: int, answers: Mapping[str, Answer]) -> "TypedItem":
        """What stands saved."""
        return cls(item, version, {key: TypedAnswer.of(answer) for key, answer in answers.items()})

    def given(self) -> dict[str, Answer]:
        """The answers for the rules, without those of components that are not answered."""
        answers = {
            component.key: self.answers[component.key].answer(component.rule.asked)
            for component in self.item.components
        }
        return {key: answer for key, answer in answers.items() if answer is not None}

    def boxes(self) -> dict[str, str]:
        """What stands in the boxes, by name, blank ones left out: `read` makes the same of it."""
        found: dict[str, str] = {}
        for component in self.item.components:
            if typed := self.answers.get(component.key):
                prefix = f"{self.item.number}-{component.key}"
                found |= {f"{prefix}-{name}": text for name, text in _boxes(typed, component.rule.asked)}
        return {name: text for name, text in found.items() if text}

    def located(self, errors: Mapping[str, str]) -> list[tuple[str, str]]:
        """The refusals by box for the summary, each with the point of the item that it is about."""
        points = {
            f"{self.item.number}-{component.key}-": f"要点{number}："
            for number, component in enumerate(self.item.components, 1)
            if len(self.item.components) > 1
        }
        return [
            (box, next((point for start, point in points.items() if box.startswith(start)), "") + text)
            for box, text in errors.items()
        ]

    def unread(self) -> dict[str, str]:
        """A text for each count or amount that is no number, in place of what the rule says about it."""
        return {
            f"{self.item.number}-{component.key}-lines-{index}-{name}": text
            for component in self.item.components
            if component.rule.asked.causes
            for index, line in enumerate(self.answers[component.key].lines)
            for name, text in unread_line(index, line, component.rule.asked).items()
        }


def _boxes(typed: TypedAnswer, asked: Asked) -> Iterator[tuple[str, str]]:
    if asked.offers or (asked.figure and typed.value != NOT_OCCURRED):
        yield "value", typed.value
    elif typed.value == NOT_OCCURRED:
        yield "not_occurred", TICKED
    yield "note", typed.note
    yield from ((f"figures-{figure.key}", typed.figures.get(figure.key, "")) for figure in asked.figures)
    unasked = () if len(asked.causes) > 1 else ("cause",) if asked.causes else ("cause", "count", "amount")
    for index, line in enumerate(typed.lines):
        row = f"lines-{index}"
        yield from ((f"{row}-{name}", getattr(line, name)) for name in LINE_BOXES if name not in unasked)
        yield from ((f"{row}-flags-{flag}", TICKED) for flag in line.flags)


def _read(form: Mapping[str, str], prefix: str, asked: Asked) -> TypedAnswer:
    value = NOT_OCCURRED if form.get(f"{prefix}-not_occurred") else _text(form, f"{prefix}-value")
    lines = tuple(line for line in _lines(form, prefix, asked) if not line.empty)
    figures = {figure.key: _text(form, f"{prefix}-figures-{figure.key}") for figure in asked.figures}
    return TypedAnswer(value, lines, _text(form, f"{prefix}-note"), figures)


def _lines(form: Mapping[str, str], prefix: str, asked: Asked) -> Iterator[TypedLine]:
    box = re.compile(re.escape(prefix) + r"-lines-([0-9]{1,4})-[a-z0-9_-]+", re.ASCII)
    numbers = {int(match[1]) for name in form if (match := box.fullmatch(name))}
    flags = sorted({flag.value for cause in asked.causes for flag in cause.flags})
    for number in sorted(numbers):
        row = f"{prefix}-lines-{number}"
        ticked = tuple(flag for flag in flags if form.get(f"{row}-flags-{flag}"))
        boxes = {name: _text(form, f"{row}-{name}") for name in LINE_BOXES}
        yield TypedLine(**boxes, flags=ticked)


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _figure(typed: str) -> str:
    try:
        return plain(exact(typed))
    except ValueError:
        return typed
