"""benchmark: marks against the mean or the best of all units (与全市平均增幅对比，每高1个百分点加0.5分)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Member, Outcome
from workflow.rules.kinds.cohort import groups, pending, taking_part
from workflow.rules.kinds.fields import Bound, Flag, Marks, refusal
from workflow.rules.kinds.fields import Share as NotNegative
from workflow.rules.kinds.figures import asked_figures, figures_of, named, written
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.rules.kinds.steps import (
    WAYS,
    Sizes,
    Way,
    bonus_doubts,
    each_told,
    floor_doubts,
    per_size,
    require_floor,
    step_sum,
)

AGAINST: Mapping[str, str] = {"mean": "平均数", "best": "最好数"}
"""The wording of what a unit is compared with, where it is found among the units."""

POINT = Decimal(1)
"""One step: a percentage point."""


class Benchmark(ComponentRule):
    """Serves 003 A11, A14 and C12. Settings: `value`, `against` (the `mean` figure given; else mean or best
    of all units that the component applies to, `within_group`: of those in the unit's ranking group), `up`
    marks per point above (or `sizes`: by the class of `size`) up to `bonus_cap`, `down` marks per point
    below, or `below: proportional`.

    Where neither is written, being below costs nothing. `marks` may be 0: a pure bonus.
    """

    kind: Literal["benchmark"] = "benchmark"
    marks: NotNegative
    value: Measure
    against: Literal["given", "mean", "best"]
    mean: Measure | None = None
    within_group: Flag = False
    up: Marks | None = None
    sizes: Sizes | None = None
    size: Measure | None = None
    down: Marks | None = None
    below: Literal["deduct", "proportional"] = "deduct"
    steps: Way = "whole"
    bonus_cap: Bound = None
    floor: Bound = Decimal(0)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if (self.against == "given") != (self.mean is not None):
            raise refusal(f"against 是 {self.against}", "against: given 与 mean 同时写，否则都不写")
        if self.mean is not None and self.within_group:
            raise refusal("同时写了 mean 和 within_group", "给定的数不分组：删去 within_group")
        if (self.sizes is None) != (self.size is None) or (self.up is not None and self.sizes):
            raise refusal("高于平均的加分写法不明", "写 up，或同时写 sizes 与 size")
        if self.below == "proportional" and self.down is not None:
            raise refusal("同时写了 down 和 below: proportional", "二者取一")
        require_floor(self.floor, self.marks)
        return self

    @property
    def full(self) -> Decimal:
        """The marks at the benchmark."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The floor."""
        return self.floor if self.down is not None or self.below == "proportional" else self.marks

    @property
    def highest(self) -> Decimal | None:
        """The marks and the most that can be gained above; None without a cap."""
        if not self._gains:
            return self.marks
        return None if self.bonus_cap is None else self.marks + self.bonus_cap

    @property
    def asked(self) -> Asked:
        """The figures that are not imported."""
        return asked_figures(self.measures)

    @property
    def waits(self) -> bool:
        """Unless the mean is given."""
        return self.against != "given"

    def mark(self, answer: Answer) -> Outcome:
        """Marks against the given mean, or waits. Raises Invalid: "value", "figures-<name>"."""
        figures = figures_of(self.measures, answer)
        if self.mean is None:
            return pending(named(self.value, figures["value"]))
        return self._compared(figures, Fraction(figures["mean"]), self.mean.text, lines=1)

    def settle(self, members: Mapping[str, Member]) -> dict[str, Outcome]:
        """Marks of all units against their common benchmark. Raises Invalid: "figures-<name>"."""
        compared = taking_part(members)
        if not self.waits:
            return super().settle(members)
        together = groups(compared) if self.within_group else [("", list(compared))]
        found = {unit: self.reckon(members[unit].answer) for unit in members.keys() - compared.keys()}
        for group, units in together:
            found |= self._settled(group, {unit: compared[unit].answer for unit in units})
        return {unit: found[unit] for unit in members}

    def _settled(self, group: str, answers: Mapping[str, Answer]) -> dict[str, Outcome]:
        """The marks of units that are compared with each other."""
        if not answers:
            return {}
        read = {unit: figures_of(self.measures, answer) for unit, answer in answers.items()}
        values = [Fraction(figures["value"]) for figures in read.values()]
        level = max(values) if self.against == "best" else sum(values, Fraction(0)) / len(values)
        what = f"{group}{len(values)}个单位的{AGAINST[self.against]}"
        return {unit: self._compared(figures, level, what, lines=0) for unit, figures in read.items()}

    def doubts(self) -> Iterator[Doubt]:
        """A bonus without a cap (L12), a deduction without a stated floor (L04)."""
        if self._gains:
            yield from bonus_doubts(self.bonus_cap, "bonus_cap" in self.model_fields_set)
        if self.down is not None:
            yield from floor_doubts(self.floor, "floor" in self.model_fields_set)

    def describe(self) -> str:
        """与…相比，每高1个百分点加…分，每低1个百分点扣…分."""
        units = "本组单位" if self.within_group else "全部适用单位"
        against = self.mean.text if self.mean else f"{units}的{AGAINST[self.against]}"
        text = f"{self.value.text}与{against}相比"
        if self.marks:
            text += f"，达到的得{plain(self.marks)}分"
        if self._gains:
            cap = "上不封顶" if self.bonus_cap is None else f"最多加{plain(self.bonus_cap)}分"
            text += f"，每高1个百分点加{each_told(self.up, self.sizes, self.size)}，{cap}"
        if self.below == "proportional":
            text += "，低于的按比例计分"
        if self.down is not None:
            end = "下不保底" if self.floor is None else f"扣至{plain(self.floor)}分为止"
            text += f"，每低1个百分点扣{plain(self.down)}分，{end}"
        stepped = self._gains or self.down is not None
        return f"{text}{f'（{WAYS[self.steps]}）' if stepped else ''}。"

    @property
    def _gains(self) -> bool:
        return self.up is not None or self.sizes is not None

    def _compared(self, figures: Mapping[str, Decimal], level: Fraction, what: str, lines: int) -> Outcome:
        gap = Fraction(figures["value"]) - level
        own = f"{named(self.value, figures['value'])}，{what}{written(level)}{self.value.unit or ''}"
        marks, how = self._above(figures, gap) if gap >= 0 else self._below(figures["value"], level, -gap)
        return self.outcome(marks, f"{own}；{how}，得{plain(marks)}分。", lines)

    def _above(self, figures: Mapping[str, Decimal], gap: Fraction) -> tuple[Decimal, str]:
        if not self._gains or not gap:
            return self.marks, f"{'高于' if gap else '达到'}对比数，计{plain(self.marks)}分"
        each = per_size(self.sizes, figures["size"]) if self.sizes else self.up
        assert each is not None
        sized = f"{named(self.size, figures['size'])}，" if self.size else ""
        gained, how = step_sum(gap, POINT, self.steps, each, "加", self.rounded)
        text = f"高{written(gap)}个百分点，{sized}{how}"
        if self.bonus_cap is not None and gained > self.bonus_cap:
            gained, text = self.bonus_cap, f"{text}，限加{plain(self.bonus_cap)}分"
        return self.marks + gained, f"{plain(self.marks)}分；{text}"

    def _below(self, value: Decimal, level: Fraction, gap: Fraction) -> tuple[Decimal, str]:
        if self.below == "proportional":
            if level <= 0:
                text = f"对比数是{written(level)}，不能按比例计分：核对各单位的{self.value.text}"
                raise Invalid({"figures-value": text})
            due = self.rounded(Fraction(self.marks) * Fraction(value) / level)
            text = f"{plain(self.marks)}分×{plain(value)}÷{written(level)}＝{plain(due)}分"
        elif self.down is None:
            return self.marks, f"低{written(gap)}个百分点，不扣分，计{plain(self.marks)}分"
        else:
            lost, how = step_sum(gap, POINT, self.steps, self.down, "扣", self.rounded)
            due, text = self.marks - lost, f"低{written(gap)}个百分点，{plain(self.marks)}分；{how}"
        if self.floor is not None and due < self.floor:
            due, text = self.floor, f"{text}，扣至{plain(self.floor)}分为止"
        return due, text
