"""per_case: every case costs marks, down to the floor (每发现一项扣0.2分，扣完为止)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import (
    COUNTED,
    NOT_OCCURRED,
    Answer,
    Asked,
    Doubt,
    Found,
    Line,
    Offer,
    Outcome,
    count_error,
    line_errors,
    require,
)
from workflow.rules.kinds.causes import Cause
from workflow.rules.kinds.fields import Bound, Share, at_least, refusal, require_distinct
from workflow.rules.kinds.rule import ComponentRule, FoundBy
from workflow.rules.kinds.steps import floor_doubts, require_floor


class PerCase(ComponentRule):
    """Serves 004 items 11, 12, 19, 20, 30, 38–43; 000 items 2, 4–6, 8; 001 items 1.4, 6, 7; 003 A18, C15.
    Settings: `marks` (0: 减分项), `causes`, `floor` (`none`: 下不保底).

    Answers: counted, with one line for each group of cases. A floor that the file leaves out is 0 and is
    reported by the check of schemes.
    """

    kind: Literal["per_case"] = "per_case"
    marks: Share
    causes: Annotated[tuple[Cause, ...], at_least(1)]
    floor: Bound = Decimal(0)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        require_distinct([cause.key for cause in self.causes], "扣分情形代号")
        require_floor(self.floor, self.marks)
        if self.floor == self.marks:
            found = f"分值和下限都是{plain(self.marks)}，没有可扣的分"
            raise refusal(found, "减分项写明 floor，如 -5，不保底写 none")
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
        return Asked((Offer(COUNTED, "已清点"),), causes=tuple(cause.offer for cause in self.causes))

    def penalty(self, cause: str | None = None, amount: Decimal | None = None) -> Decimal:
        """Marks that one more case costs; a single cause need not be named, an open amount must be.

        Raises Invalid: "cause", "amount".
        """
        found = self.cause(cause)
        require(found.errors(Line("", "", amount=amount)))
        return next(value for value in (found.penalty, found.further, amount) if value is not None)

    def cause(self, key: str | None) -> Cause:
        """The cause with this key; a single one need not be named. Raises Invalid: "cause"."""
        if not self._known(key):
            labels = "”“".join(cause.text for cause in self.causes)
            raise Invalid({"cause": f"还没有选择扣分情形：在“{labels}”中选一种"})
        return next(cause for cause in self.causes if key in (None, cause.key))

    @property
    def full_answer(self) -> Answer:
        """No case."""
        return Answer(COUNTED)

    def mark(self, answer: Answer) -> Outcome:
        """Full marks less what the lines cost. Raises Invalid: "value", "lines-<n>-…"."""
        require(self._errors(answer))
        return self._outcome(answer.lines)

    def score(self, answer: Answer) -> Outcome:
        """Marks of an answer; every line says what happened and why. Raises Invalid with all errors."""
        if answer.value != NOT_OCCURRED:
            require(line_errors(answer.lines) | self._errors(answer))
        return super().score(answer)

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """Nothing beyond what its lines carry already."""

    @property
    def found_by(self) -> FoundBy:
        """A finding says how many cases there were."""
        return "count"

    def lost(self, found: Found) -> Decimal:
        """What so many cases cost, not clipped. Raises Invalid: "count", "cause", "amount"."""
        error = count_error(found.count)
        require({"count": error} if error else {})
        cause = self.cause(found.cause)
        line = Line("", "", found.count, amount=found.amount)
        require(cause.errors(line))
        return cause.costs([line])[0][0]

    def doubts(self) -> Iterator[Doubt]:
        """No stated floor (L04, L12), one case above the marks (L05), marks that cannot be lost (L16)."""
        yield from floor_doubts(self.floor, self.floor_stated)
        full = f"分值{plain(self.marks)}分"
        for cause in self.causes:
            if self.marks and cause.most > self.marks:
                yield Doubt("L05", f"{cause.text}一次扣分超过分值", f"扣{plain(cause.most)}分", full)
        caps = [cause.cap for cause in self.causes if cause.cap is not None]
        if len(caps) == len(self.causes) and sum(caps) < self.marks - (self.floor or 0):
            most = f"各情形合计最多扣{plain(sum(caps, Decimal(0)))}分"
            yield Doubt("L16", "有的分数扣不掉", most, full)

    def describe(self) -> str:
        """满分…分，每发现一项扣…分，扣至…分为止。"""
        causes = "，".join(cause.describe() for cause in self.causes)
        end = "下不保底" if self.floor is None else f"扣至{plain(self.floor)}分为止"
        return f"满分{plain(self.marks)}分，{causes}，{end}。"

    def _errors(self, answer: Answer) -> dict[str, str]:
        errors = {}
        if answer.value != COUNTED:
            errors["value"] = "还没有清点：没有扣分情形也选“已清点”"
        for index, line in enumerate(answer.lines):
            if wrong := count_error(line.count):
                errors[f"lines-{index}-count"] = wrong
            if not self._known(line.cause):
                errors[f"lines-{index}-cause"] = f"第{index + 1}条扣分明细还没有选择扣分情形"
                continue
            found = self.cause(line.cause).errors(line)
            errors |= {f"lines-{index}-{field}": text for field, text in found.items()}
        return errors

    def _outcome(self, lines: tuple[Line, ...]) -> Outcome:
        priced: dict[int, tuple[Decimal, str]] = {}
        costs: dict[int, Decimal] = {}
        limited = ""
        for cause in self.causes:
            own = [index for index, line in enumerate(lines) if line.cause in (None, cause.key)]
            priced |= zip(own, cause.costs([lines[index] for index in own]), strict=True)
            due = {index: priced[index][0] for index in own if priced[index][0]}
            total = sum(due.values(), Decimal(0))
            if cause.cap is not None and total > cause.cap:
                limited += f"{cause.text}合计扣{plain(total)}分，限扣{plain(cause.cap)}分；"
                due = {own[0]: cause.cap}
            costs |= due
        left = self.remaining([costs[index] for index in sorted(costs)], "清点后")
        terms = "".join(priced[index][1] for index in range(len(lines)))
        amounts = tuple(priced[index][0] for index in range(len(lines)))
        return replace(left, line_amounts=amounts, explanation=terms + limited + left.explanation)

    def _known(self, key: str | None) -> bool:
        return key in {cause.key for cause in self.causes} or (key is None and len(self.causes) == 1)
