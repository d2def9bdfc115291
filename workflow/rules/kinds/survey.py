"""survey: answers of a questionnaire, converted to marks (100分满分折算为4分)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Figure, Outcome, require
from workflow.rules.kinds.fields import Key, Marks, Part, Share, Text, at_least, require_distinct
from workflow.rules.kinds.figures import figures_of, written
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule

HUNDRED = Decimal(100)

ISSUED = Measure(text="发放份数", unit="份", whole=True)
VALID = Measure(text="有效份数", unit="份", whole=True)


class Choice(Part):
    """One option of a question and its `points`."""

    key: Key
    label: Text
    points: Share


class Question(Part):
    """One question; a valid sheet picks one of its options."""

    key: Key
    text: Text
    options: Annotated[tuple[Choice, ...], at_least(2)]

    def name(self, option: Choice) -> str:
        """The figure that counts an option."""
        return f"{self.key}_{option.key}"

    @property
    def best(self) -> Decimal:
        """The points of the best option."""
        return max(option.points for option in self.options)


class Survey(ComponentRule):
    """Serves 003 C72 and annex 4. Settings: `questions`, `full_points` (of a sheet). Figures: `issued` and
    `valid` sheets, and `<question>_<option>`: how many valid sheets picked it.

    Mean points of a valid sheet × `marks` / `full_points`, rounded half-up once.
    """

    kind: Literal["survey"] = "survey"
    marks: Marks
    questions: Annotated[tuple[Question, ...], at_least(1)]
    full_points: Marks = HUNDRED

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = ["issued", "valid", *(question.name(option) for question, option in self._options)]
        require_distinct(names, "题目与选项代号")
        return self

    @property
    def full(self) -> Decimal:
        """The marks for full points on every sheet."""
        return self.marks

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Sheets issued, sheets valid, and one count per option."""
        counts = {
            question.name(option): Measure(text=f"“{option.label}”份数", unit="份", whole=True)
            for question, option in self._options
        }
        return {"issued": ISSUED, "valid": VALID, **counts}

    @property
    def asked(self) -> Asked:
        """Sheets issued and valid, then the counts question by question."""
        sheets = (
            Figure("issued", "发放份数", "份", ISSUED.hint),
            Figure("valid", "有效份数", "份", VALID.hint),
        )
        counts = (
            Figure(question.name(option), option.label, "份", f"每份{plain(option.points)}分", question.text)
            for question, option in self._options
        )
        return Asked(figures=(*sheets, *counts))

    def mark(self, answer: Answer) -> Outcome:
        """Mean points per valid sheet, converted. Raises Invalid: "value", "figures-<name>"."""
        counts = figures_of(self.measures, answer)
        require(self._errors(counts))
        valid = counts["valid"]
        points = [self._points(question, counts) for question in self.questions]
        total = sum(points, Decimal(0))
        mean = Fraction(total) / Fraction(valid)
        due = self.rounded(mean * Fraction(self.marks) / Fraction(self.full_points))
        marks = min(self.marks, due)
        limit = f"，以{plain(self.marks)}分为限" if due > marks else ""
        each = "＋".join(map(plain, points))
        converted = f"×{plain(self.marks)}÷{plain(self.full_points)}＝{plain(due)}分{limit}"
        text = (
            f"发放{plain(counts['issued'])}份，有效{plain(valid)}份；各题合计{each}＝{plain(total)}分，"
            f"÷{plain(valid)}份＝每份{written(mean)}分，{converted}，得{plain(marks)}分。"
        )
        return self.outcome(marks, text)

    def doubts(self) -> Iterator[Doubt]:
        """The best options do not add up to the full points of a sheet (L02)."""
        best = sum((question.best for question in self.questions), Decimal(0))
        if best != self.full_points:
            text = "各题最高分合计与问卷满分不一致，按问卷满分折算"
            yield Doubt("L02", text, f"各题最高分合计{plain(best)}分", f"问卷满分{plain(self.full_points)}分")

    def describe(self) -> str:
        """问卷…题，满分…分折算为…分."""
        return (
            f"问卷{len(self.questions)}题，按有效份数取平均，"
            f"满分{plain(self.full_points)}分折算为{plain(self.marks)}分。"
        )

    @property
    def _options(self) -> Iterator[tuple[Question, Choice]]:
        return ((question, option) for question in self.questions for option in question.options)

    @staticmethod
    def _points(question: Question, counts: Mapping[str, Decimal]) -> Decimal:
        return sum((counts[question.name(option)] * option.points for option in question.options), Decimal(0))

    def _errors(self, counts: Mapping[str, Decimal]) -> dict[str, str]:
        issued, valid = counts["issued"], counts["valid"]
        errors = {}
        if not valid:
            errors["figures-valid"] = "有效份数填写的是0，没有可以折算的问卷：填写收回的有效份数"
        if valid > issued:
            errors["figures-valid"] = (
                f"有效份数{plain(valid)}多于发放份数{plain(issued)}：核对后改到不多于发放份数"
            )
        for question in self.questions:
            picked = sum((counts[question.name(option)] for option in question.options), Decimal(0))
            if picked != valid:
                errors[f"figures-{question.name(question.options[0])}"] = (
                    f"“{question.text}”各选项合计{plain(picked)}份，有效份数{plain(valid)}份：改到两者相等"
                )
        return errors
