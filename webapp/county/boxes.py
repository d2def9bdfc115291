"""What stands in the boxes of one item's form, read from a request or from a saved answer.

Every box is named like the field that a refusal is about: `<item>-<component>-value`, `-note`,
`-lines-<n>-case`, … The rule of a component says what it asks, so no kind is known here.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.points import exact, plain
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Asked, Line
from workflow.rules.kinds.fields import blank
from workflow.scheme.tree import Item

LINE_BOXES = ("case", "reason", "count", "cause")
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
UNREAD = 0
"""Stands for a count that could not be read: no rule takes it."""


@dataclass(frozen=True)
class TypedLine:
    """One deduction line as typed."""

    case: str = ""
    reason: str = ""
    count: str = ""
    cause: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed; a cause alone says nothing."""
        return blank(self.case + self.reason + self.count)

    def line(self, counted: bool) -> Line:
        """The line for the rule; only `counted` ones say how often, and of which cause."""
        if not counted:
            return Line(self.case, self.reason)
        return Line(self.case, self.reason, self._count(), self.cause or None)

    def _count(self) -> int:
        typed = unicodedata.normalize("NFKC", self.count).strip()
        return int(typed) if _WHOLE.fullmatch(typed) else UNREAD


@dataclass(frozen=True)
class TypedAnswer:
    """The answer to one component as typed."""

    value: str = ""
    lines: tuple[TypedLine, ...] = ()
    note: str = ""

    @classmethod
    def of(cls, answer: Answer) -> "TypedAnswer":
        """A saved answer, as it would have been typed."""
        lines = tuple(
            TypedLine(line.case, line.reason, str(line.count), line.cause or "") for line in answer.lines
        )
        return cls(answer.value, lines, answer.note)

    def answer(self, asked: Asked) -> Answer:
        """The answer for the rule."""
        lines = tuple(line.line(counted=bool(asked.causes)) for line in self.lines)
        return Answer(_figure(self.value) if asked.figure else self.value, lines, self.note)


@dataclass(frozen=True)
class TypedItem:
    """One item's form as typed: the version it was read at, and an answer per component."""

    item: Item
    version: int = 0
    answers: Mapping[str, TypedAnswer] = field(default_factory=dict)

    @classmethod
    def read(cls, item: Item, form: Mapping[str, str]) -> "TypedItem":
        """What a request carries about an item; boxes of anything else are not looked at."""
        version = form.get("version", "")
        keys = [component.key for component in item.components]
        typed = {key: _read(form, f"{item.number}-{key}") for key in keys}
        return cls(item, int(version) if _WHOLE.fullmatch(version) else 0, typed)

    @classmethod
    def saved(cls, item: Item, version: int, answers: Mapping[str, Answer]) -> "TypedItem":
        """What stands saved."""
        return cls(item, version, {key: TypedAnswer.of(answer) for key, answer in answers.items()})

    def given(self) -> dict[str, Answer]:
        """The answers for the rules."""
        return {
            component.key: self.answers[component.key].answer(component.rule.asked)
            for component in self.item.components
        }

    def unread(self) -> dict[str, str]:
        """A text for each count that is no whole number, in place of what the rule says about it."""
        return {
            f"{self.item.number}-{component.key}-lines-{index}-count": _count_text(index, line.count)
            for component in self.item.components
            if component.rule.asked.causes
            for index, line in enumerate(self.answers[component.key].lines)
            if line.line(counted=True).count == UNREAD
        }


def _read(form: Mapping[str, str], prefix: str) -> TypedAnswer:
    value = NOT_OCCURRED if form.get(f"{prefix}-not_occurred") else _text(form, f"{prefix}-value")
    lines = tuple(line for line in _lines(form, prefix) if not line.empty)
    return TypedAnswer(value, lines, _text(form, f"{prefix}-note"))


def _lines(form: Mapping[str, str], prefix: str) -> Iterator[TypedLine]:
    box = re.compile(re.escape(prefix) + r"-lines-([0-9]{1,4})-[a-z]+", re.ASCII)
    numbers = {int(match[1]) for name in form if (match := box.fullmatch(name))}
    for number in sorted(numbers):
        yield TypedLine(*(_text(form, f"{prefix}-lines-{number}-{name}") for name in LINE_BOXES))


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _figure(typed: str) -> str:
    try:
        return plain(exact(typed))
    except ValueError:
        return typed


def _count_text(index: int, typed: str) -> str:
    if blank(typed):
        return f"第{index + 1}条扣分明细还没有填件数，填 1、2 这样的整数"
    return f"第{index + 1}条扣分明细的件数填 1、2 这样的整数；您填的是“{typed[:20]}”"
