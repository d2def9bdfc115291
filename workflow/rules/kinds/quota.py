"""quota: a number is required, each one short costs marks (全年不少于5篇，每少1篇扣1分)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Outcome
from workflow.rules.kinds.fields import Bound, Marks, Whole, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.rules.kinds.steps import floor_doubts, left_of, require_floor


def _counted(measure: Measure) -> Measure:
    return measure.model_copy(update={"whole": True})


class Quota(ComponentRule):
    """Serves 001 item 2, 000 item 8. Settings: `marks`, `required` (a number), `actual` (a count),
    `penalty` (marks for each one short), `floor` (`none`: 下不保底; left out, the check reports it).

    Answers: the count.
    """

    kind: Literal["quota"] = "quota"
    marks: Marks
    required: Whole
    actual: Annotated[Measure, AfterValidator(_counted)]
    penalty: Marks
    floor: Bound = Decimal(0)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.required < 1:
            raise refusal(f"读到“{self.required}”", "required 写应完成的数量，至少为1")
        require_floor(self.floor, self.marks)
        return self

    @property
    def full(self) -> Decimal:
        """The marks when nothing is short."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The marks when nothing was done, but not below the floor."""
        worst = self.marks - self.required * self.penalty
        return worst if self.floor is None else max(self.floor, worst)

    @property
    def asked(self) -> Asked:
        """The count."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """Full marks less `penalty` for each one short. Raises Invalid: "value", "figures-actual"."""
        actual = figures_of(self.measures, answer)["actual"]
        missing = max(Decimal(0), self.required - actual)
        cost = missing * self.penalty
        marks, end = left_of(self.marks, cost, self.floor)
        unit = self.actual.unit or ""
        short = f"少{plain(missing)}{unit}，扣{plain(self.penalty)}分×{plain(missing)}＝{plain(cost)}分"
        compared = f"应不少于{self.required}{unit}，{short if missing else '已达到'}"
        return self.outcome(marks, f"{named(self.actual, actual)}，{compared}；{end}。")

    def describe(self) -> str:
        """…不少于…，每少1…扣…分，扣至…分为止。"""
        unit = self.actual.unit or ""
        end = "下不保底" if self.floor is None else f"扣至{plain(self.floor)}分为止"
        return (
            f"满分{plain(self.marks)}分，{self.actual.text}不少于{self.required}{unit}，"
            f"每少1{unit}扣{plain(self.penalty)}分，{end}。"
        )

    def doubts(self) -> Iterator[Doubt]:
        """L04: no floor stated; L05: one short costs more than there is; L16: marks that cannot be lost;
        L12: no floor by intent."""
        full, most = self.marks, self.required * self.penalty
        if most > full:
            yield from floor_doubts(self.floor, "floor" in self.model_fields_set)
        if self.penalty > full:
            yield Doubt("L05", "少一件所扣的分数高于满分", f"{plain(self.penalty)}分", f"{plain(full)}分")
        if most < full - (self.floor or 0):
            text = f"一件没有也只扣{plain(most)}分，其余分数扣不到"
            yield Doubt("L16", text, f"{plain(most)}分", f"{plain(full)}分")
