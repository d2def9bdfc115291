"""per_case: every case costs a fixed penalty, down to the floor (每发现一项扣0.2分，扣完为止)."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import (
    Answer,
    Asked,
    Found,
    Line,
    Offer,
    Outcome,
    count_error,
    line_errors,
    require,
)
from workflow.rules.kinds.fields import Bound, Key, Marks, Part, Text, at_least, refusal, require_distinct
from workflow.rules.kinds.rule import ComponentRule, FoundBy

COUNTED = "counted"


class Cause(Part):
    """What costs marks: `text` as in 每发现一项问题, `penalty` in marks for one case."""

    key: Key
    text: Text
    penalty: Marks


class PerCase(ComponentRule):
    """Serves 004 items 11, 12, 19, 20, 30, 38–43. Settings: `marks`, `causes`, `floor` (`none`: 下不保底).

    Answers: counted, with one line for each group of cases. A floor that the file leaves out is 0 and is
    reported by the check of schemes.
    """

    kind: Literal["per_case"] = "per_case"
    marks: Marks
    causes: Annotated[tuple[Cause, ...], at_least(1)]
    floor: Bound = Decimal(0)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        require_distinct([cause.key for cause in self.causes], "扣分情形代号")
        if self.floor is not None and self.floor > self.marks:
            raise refusal(f"下限{plain(self.floor)}高于满分{plain(self.marks)}", "下限写不高于满分的数")
        return self

    @property
    def full(self) -> Decimal:
        """The marks when no case occurred."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The floor; None where the document says that there is none."""
        return self.floor

    @property
    def floor_stated(self) -> bool:
        """Whether the scheme file names the floor."""
        return "floor" in self.model_fields_set

    @property
    def asked(self) -> Asked:
        """That the cases were counted, and the cases."""
        causes = tuple(Offer(cause.key, cause.text, cause.penalty) for cause in self.causes)
        return Asked((Offer(COUNTED, "已清点"),), causes=causes)

    def penalty(self, cause: str | None = None) -> Decimal:
        """Marks that one case costs; a single cause need not be named. Raises Invalid: "cause"."""
        return self._cause(cause, "cause").penalty

    @property
    def full_answer(self) -> Answer:
        """No case."""
        return Answer(COUNTED)

    def mark(self, answer: Answer) -> Outcome:
        """Full marks less count × penalty of every line. Raises Invalid: "value", "lines-<n>-…"."""
        errors = line_errors(answer.lines)
        if answer.value != COUNTED:
            errors["value"] = "还没有清点：没有扣分情形也选“已清点”"
        for index, line in enumerate(answer.lines):
            if not self._known(line.cause):
                errors[f"lines-{index}-cause"] = f"第{index + 1}条扣分明细还没有选择扣分情形"
        require(errors)
        return self._outcome(answer.lines)

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """Nothing beyond what its lines carry already."""

    @property
    def found_by(self) -> FoundBy:
        """A finding says how many cases there were."""
        return "count"

    def lost(self, found: Found) -> Decimal:
        """Count × penalty, not clipped. Raises Invalid: "count", "cause"."""
        error = count_error(found.count)
        require({"count": error} if error else {})
        return found.count * self.penalty(found.cause)

    def describe(self) -> str:
        """满分…分，每发现一项扣…分，扣至…分为止。"""
        causes = "，".join(f"{cause.text}扣{plain(cause.penalty)}分" for cause in self.causes)
        end = "下不保底" if self.floor is None else f"扣至{plain(self.floor)}分为止"
        return f"满分{plain(self.marks)}分，{causes}，{end}。"

    def _outcome(self, lines: tuple[Line, ...]) -> Outcome:
        amounts = [line.count * self.penalty(line.cause) for line in lines]
        left = self.remaining(amounts, "清点后")
        terms = "".join(self._term(line, amount) for line, amount in zip(lines, amounts, strict=True))
        return replace(left, explanation=terms + left.explanation)

    def _term(self, line: Line, amount: Decimal) -> str:
        cause = self._cause(line.cause, "cause")
        return f"{cause.text}扣{plain(cause.penalty)}分×{line.count}={plain(amount)}分；"

    def _known(self, key: str | None) -> bool:
        return key in {cause.key for cause in self.causes} or (key is None and len(self.causes) == 1)

    def _cause(self, key: str | None, field: str) -> Cause:
        if not self._known(key):
            labels = "”“".join(cause.text for cause in self.causes)
            raise Invalid({field: f"还没有选择扣分情形：在“{labels}”中选一种"})
        return next(cause for cause in self.causes if key in (None, cause.key))
