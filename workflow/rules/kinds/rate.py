"""rate: a rate is compared with a standard, step by step (参保率达到99.8%得5分，每下降0.1%扣0.5分)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Outcome
from workflow.rules.kinds.fields import Bound, Marks, Points, Share, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named, percent, written
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.rules.kinds.steps import (
    WAYS,
    Sizes,
    Way,
    amount,
    bonus_doubts,
    each_told,
    floor_doubts,
    left_of,
    per_size,
    require_floor,
    step_sum,
    steps,
)


class Rate(ComponentRule):
    """Serves 001 items 4 and 5 and bonus item 1, 003 A11, A12, A15, C21. All rates in percent.

    Settings: `marks`; `actual`, the rate itself, or with `base` its numerator; `standard`; `better` (which
    way); `step` in percentage points (1); `penalty` per step short (left out: below the standard nothing);
    `steps`; `zero_below`; `bonus` per step beyond, or by `sizes` of `size`; `bonus_cap`, `floor` (`none`:
    no limit). Answers: the figures.
    """

    kind: Literal["rate"] = "rate"
    marks: Share
    actual: Measure
    base: Measure | None = None
    standard: Points
    better: Literal["higher", "lower"] = "higher"
    step: Marks = Decimal(1)
    penalty: Marks | None = None
    steps: Way = "whole"
    zero_below: Points | None = None
    bonus: Marks | None = None
    sizes: Sizes | None = None
    size: Measure | None = None
    bonus_cap: Bound = None
    floor: Bound = Decimal(0)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if (self.sizes is None) != (self.size is None) or (self.sizes and self.bonus):
            raise refusal("sizes、size、bonus 配合不当", "加分写 bonus，或同时写 sizes 与 size")
        require_floor(self.floor, self.marks)
        if self.zero_below is not None and self._short(self.zero_below) < 0:
            found = f"标准{plain(self.standard)}，归零界限{plain(self.zero_below)}"
            raise refusal(found, "zero_below 写比标准差的数")
        takes = self.penalty is not None and (self.floor is None or self.floor < 0)
        if not (self.marks or self._gains or takes):
            hint = "写明 marks 或 bonus；只扣分的写 penalty 和低于0的 floor"
            raise refusal("分值为0，也没有加分", hint)
        return self

    @property
    def full(self) -> Decimal:
        """The marks at the standard."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The floor, or nothing where that is less: a rate may cost everything."""
        if not self.penalty or (self.zero_below is not None and (self.floor or 0) > 0):
            return Decimal(0)
        return self.floor

    @property
    def highest(self) -> Decimal | None:
        """The marks with the most bonus; None where that has no cap."""
        if not self._gains:
            return self.marks
        return None if self.bonus_cap is None else self.marks + self.bonus_cap

    @property
    def asked(self) -> Asked:
        """The figures."""
        return asked_figures(self.measures)

    def mark(self, answer: Answer) -> Outcome:
        """Marks of the rate. Raises Invalid: "value", "figures-<name>"."""
        figures = figures_of(self.measures, answer)
        rate, said = self._rate(figures)
        short = self._short(rate)
        marks, how = self._fallen(short) if short > 0 else self._risen(-short, figures)
        return self.outcome(marks, f"{said}，标准{plain(self.standard)}%，{how}。")

    def describe(self) -> str:
        """…达到…%得…分，每低…个百分点扣…分，每高…个百分点加…分。"""
        what = self.actual.text if self.base is None else f"{self.actual.text}占{self.base.text}的比例"
        reach, worse, beyond = ("达到", "低", "高") if self.better == "higher" else ("不超过", "高", "低")
        parts = [f"{what}{reach}{plain(self.standard)}%得{plain(self.marks)}分"]
        if not self.marks:
            parts = [f"{what}以{plain(self.standard)}%为准"]
        if self.penalty:
            end = "下不保底" if self.floor is None else f"扣至{plain(self.floor)}分为止"
            parts.append(f"每{worse}{plain(self.step)}个百分点扣{plain(self.penalty)}分，{end}")
        elif self.marks:
            parts.append("没有达到不得分")
        if self.zero_below is not None:
            parts.append(f"{worse}于{plain(self.zero_below)}%不得分")
        if self._gains:
            cap = "加分不封顶" if self.bonus_cap is None else f"加分不超过{plain(self.bonus_cap)}分"
            each = each_told(self.bonus, self.sizes, self.size)
            parts.append(f"每{beyond}{plain(self.step)}个百分点加{each}，{cap}")
        return f"{'，'.join(parts)}（{WAYS[self.steps]}）。"

    def doubts(self) -> Iterator[Doubt]:
        """L04, L12: limits not stated, or none by intent; L05: a step costs more than there is; L16: marks
        that cannot be lost, or are lost at one blow."""
        stated = self.model_fields_set
        if self._gains:
            yield from bonus_doubts(self.bonus_cap, "bonus_cap" in stated)
        if self.penalty is None:
            return
        worst = Decimal(0) if self.zero_below is None else self.zero_below
        worst_steps = steps(self._short(worst), self.step, self.steps)
        left = self.marks - amount(worst_steps, self.penalty, self.rounded)
        bounded = self.zero_below is not None or (self.better == "higher" and not self.actual.signed)
        if left < 0 or not bounded:
            yield from floor_doubts(self.floor, "floor" in stated)
        if 0 < self.marks < self.penalty:
            yield Doubt("L05", "每档所扣的分数高于满分", f"{plain(self.penalty)}分", f"{plain(self.marks)}分")
        if left > max(self.floor or Decimal(0), Decimal(0)) and bounded:
            text = f"{plain(worst)}%时仍得{plain(left)}分，"
            text += "其余分数扣不到" if self.zero_below is None else "再低就不得分，中间的分数得不到"
            yield Doubt("L16", text, f"{plain(left)}分", "0分")

    @property
    def _gains(self) -> bool:
        return self.bonus is not None or self.sizes is not None

    def _rate(self, figures: dict[str, Decimal]) -> tuple[Fraction, str]:
        actual = figures["actual"]
        if self.base is None:
            return Fraction(actual), f"{self.actual.text}{plain(actual)}%"
        rate = percent(actual, figures["base"], "base", self.base)
        said = f"{named(self.actual, actual)}÷{named(self.base, figures['base'])}×100＝{written(rate)}%"
        return rate, said

    def _short(self, rate: Decimal | Fraction) -> Fraction:
        distance = Fraction(self.standard) - Fraction(rate)
        return distance if self.better == "higher" else -distance

    def _fallen(self, short: Fraction) -> tuple[Decimal, str]:
        gap = f"{'低' if self.better == 'higher' else '高'}{written(short)}个百分点"
        if self.zero_below is not None and short > self._short(self.zero_below):
            return Decimal(0), f"{gap}，已越过{plain(self.zero_below)}%；满分{plain(self.marks)}分，得0分"
        if self.penalty is None:
            full = f"满分{plain(self.marks)}分，" if self.marks else ""
            return Decimal(0), f"{gap}；没有达到标准，{full}得0分"
        cost, sum_text = step_sum(short, self.step, self.steps, self.penalty, "扣", self.rounded)
        marks, end = left_of(self.marks, cost, self.floor)
        return marks, f"{gap}；{sum_text}；{end}"

    def _risen(self, beyond: Fraction, figures: dict[str, Decimal]) -> tuple[Decimal, str]:
        if not self._gains or not beyond:
            return self.marks, f"已达到；得{plain(self.marks)}分"
        each = per_size(self.sizes, figures["size"]) if self.sizes else self.bonus or Decimal(0)
        gain, text = step_sum(beyond, self.step, self.steps, each, "加", self.rounded)
        if self.bonus_cap is not None and gain > self.bonus_cap:
            gain, text = self.bonus_cap, f"{text}，加分以{plain(self.bonus_cap)}分为限"
        size = f"，{named(self.size, figures['size'])}" if self.size else ""
        gap = f"{'高' if self.better == 'higher' else '低'}{written(beyond)}个百分点{size}"
        total = self.marks + gain
        return total, f"{gap}；{text}；{plain(self.marks)}分＋{plain(gain)}分，得{plain(total)}分"
