"""choice: one of several levels applies, each with its marks (覆盖到村得4分，到乡镇得3分，未覆盖不得分)."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Found, Offer, Outcome
from workflow.rules.kinds.fields import Flag, Key, Part, Points, Text, at_least, refusal, require_distinct
from workflow.rules.kinds.rule import ComponentRule, FoundBy


class Option(Part):
    """One level: what is true then (`label`), and its `marks`."""

    key: Key
    label: Text
    marks: Points


class Choice(ComponentRule):
    """Serves 004 item 1, 001 bonus item 3. Settings: `options`, `bonus` (a 加分项: nothing is its full mark,
    one option has 0 marks). Answers: the key of an option (below full: one line).
    """

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], at_least(2)]
    bonus: Flag = False

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        require_distinct([option.key for option in self.options], "档次代号")
        if self.bonus and all(option.marks for option in self.options):
            raise refusal("加分项的每一档都有分数", "写一档0分，留给没有可加分情形的单位")
        return self

    @property
    def full(self) -> Decimal:
        """The marks of the best level; nothing for a bonus."""
        return Decimal(0) if self.bonus else self.highest

    @property
    def highest(self) -> Decimal:
        """The marks of the best level."""
        return max(option.marks for option in self.options)

    @property
    def lowest(self) -> Decimal:
        """The marks of the worst level."""
        return min(option.marks for option in self.options)

    @property
    def asked(self) -> Asked:
        """One of the levels."""
        return Asked(tuple(Offer(option.key, option.label, option.marks) for option in self.options))

    @property
    def full_answer(self) -> Answer:
        """A level with full marks."""
        return Answer(next(option.key for option in self.options if option.marks == self.full))

    def mark(self, answer: Answer) -> Outcome:
        """Marks of the chosen level. Raises Invalid: "value"."""
        option = self._option(answer.value, "value")
        if self.bonus:
            text = f"最高加{plain(self.highest)}分；{option.label}，加{plain(option.marks)}分。"
            return self.outcome(option.marks, text)
        lost = self.full - option.marks
        taken = f"扣{plain(lost)}分，" if lost else ""
        explanation = f"满分{plain(self.full)}分；{option.label}，{taken}得{plain(option.marks)}分。"
        return self.outcome(option.marks, explanation)

    @property
    def found_by(self) -> FoundBy:
        """A finding says which level is true."""
        return "option"

    def lost(self, found: Found) -> Decimal:
        """The full mark less the marks of the level found. Raises Invalid: "option"."""
        return self.full - self._option(found.option, "option").marks

    def describe(self) -> str:
        """按所达到的一档计分：…得…分；…得…分。"""
        levels = "；".join(f"{option.label}得{plain(option.marks)}分" for option in self.options)
        return f"{'加分项，' if self.bonus else ''}按达到的一档计分：{levels}。"

    def _option(self, key: str | None, field: str) -> Option:
        for option in self.options:
            if option.key == key:
                return option
        labels = "”“".join(option.label for option in self.options)
        raise Invalid({field: f"还没有选择：在“{labels}”中选一档"})
