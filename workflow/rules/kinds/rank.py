"""rank: marks by place in the group (排名第一得满分，其后依次递减0.25分)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Member, Outcome
from workflow.rules.kinds.cohort import (
    ORDERS,
    ByGroup,
    Order,
    Place,
    groups,
    pending,
    places,
    step_of,
    steps_text,
    taking_part,
)
from workflow.rules.kinds.fields import Bound, Marks, Part, Points, Whole, at_least, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, named, percent, written
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.rules.kinds.steps import require_floor


class First(Part):
    """The first `places` get `marks` each, the others nothing."""

    places: Whole
    marks: Marks


@dataclass(frozen=True)
class Reading:
    """What a unit brings: the value that is ranked, how it comes about, whether it is ranked at all."""

    value: Fraction
    own: str
    ranked: bool = True


class Rank(ComponentRule):
    """Serves 000 item 3, 003 C11 and C12 (前三名, 前五名). Settings: `value` (with `base` its percentage is
    ranked), `order`, and one of: `step` marks less per place (`by_group` for single groups), `table` of
    marks by place (its last entry is for all further places), `first`.

    `condition: completed`: a unit below `base` is not ranked and gets `unranked`. `floor` bounds the steps.
    Places are counted inside the ranking group; equal values share the better one.
    """

    kind: Literal["rank"] = "rank"
    marks: Marks
    value: Measure
    base: Measure | None = None
    order: Order = "highest_first"
    step: Marks | None = None
    by_group: ByGroup
    table: Annotated[tuple[Points, ...], at_least(1)] | None = None
    first: First | None = None
    condition: Literal["completed"] | None = None
    unranked: Points = Decimal(0)
    floor: Bound = Decimal(0)
    ties: Literal["shared"] = "shared"

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        ways = [self.step is not None or bool(self.by_group), self.table is not None, self.first is not None]
        if ways.count(True) != 1:
            hint = "写 step（或 by_group）、table、first 三者之一"
            raise refusal(f"按名次计分的方式写了{ways.count(True)}种", hint)
        if self.condition and self.base is None:
            raise refusal("写了 condition 而没有写 base", "写明应完成的数字，如任务数")
        highest = max(*(self.table or ()), self.first.marks if self.first else self.unranked, self.unranked)
        if highest > self.marks:
            raise refusal(f"名次所得{plain(highest)}分高于满分{plain(self.marks)}分", "改到满分以内")
        require_floor(self.floor, self.marks)
        return self

    @property
    def full(self) -> Decimal:
        """The marks that can be had at most."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The floor of the steps, or what the last place or an unranked unit gets, if that is less."""
        unranked = (self.unranked,) if self.condition else ()
        if self.table is not None:
            return min(*self.table, *unranked, self.marks)
        return None if self.floor is None else min((self.floor, *unranked))

    @property
    def asked(self) -> Asked:
        """The figures that are not imported."""
        return asked_figures(self.measures)

    @property
    def waits(self) -> bool:
        """Always: a place needs the whole group."""
        return True

    def mark(self, answer: Answer) -> Outcome:
        """Waits. Raises Invalid: "value", "figures-<name>"."""
        return pending(self._read(answer).own)

    def settle(self, members: Mapping[str, Member]) -> dict[str, Outcome]:
        """Marks of all units by their places in their groups. Raises Invalid: "figures-<name>", "group"."""
        ranked = taking_part(members)
        found = {unit: self.reckon(members[unit].answer) for unit in members.keys() - ranked.keys()}
        for group, units in groups(ranked):
            found |= self._settled(group, {unit: self._read(ranked[unit].answer) for unit in units})
        return {unit: found[unit] for unit in members}

    def doubts(self) -> Iterator[Doubt]:
        """Ties (L11), and what a unit gets that is not ranked (L18), where the scheme does not say so."""
        if "ties" not in self.model_fields_set:
            text = "没有写明名次并列怎样计分，按同得较好名次的分计"
            yield Doubt("L11", text, "名次相同", "未写明")
        if self.condition and "unranked" not in self.model_fields_set:
            text = f"没有写明未完成的单位得多少分，按不参加排名、得{plain(self.unranked)}分计"
            yield Doubt("L18", text, "完成的参加排名", "未写明")

    def describe(self) -> str:
        """按…排名，第一名得…分，其后…."""
        over = f"{self.value.text}占{self.base.text}的比例" if self.base else self.value.text
        text = f"按{over}在本组内{ORDERS[self.order]}排名，{self._way()}，并列的同得较好名次的分"
        if self.condition and self.base:
            text += f"；没有达到{self.base.text}的不参加排名，得{plain(self.unranked)}分"
        return f"{text}。"

    def _way(self) -> str:
        if self.first:
            return f"前{self.first.places}名各得{plain(self.first.marks)}分，其余不得分"
        if self.table:
            entries = enumerate(self.table, start=1)
            listed = "、".join(f"第{place}名{plain(marks)}分" for place, marks in entries)
            return f"{listed}，其后各名同最后一档"
        floor = "，下不保底" if self.floor is None else f"，减至{plain(self.floor)}分为止"
        return f"第1名得{plain(self.marks)}分，其后每名递减{steps_text(self.step, self.by_group)}{floor}"

    def _read(self, answer: Answer) -> Reading:
        figures = figures_of(self.measures, answer)
        value = figures["value"]
        if self.base is None:
            return Reading(Fraction(value), named(self.value, value))
        base = figures["base"]
        share = percent(value, base, "base", self.base)
        text = f"{named(self.value, value)}÷{named(self.base, base)}＝{written(share)}%"
        return Reading(share, text, self.condition is None or value >= base)

    def _settled(self, group: str, read: Mapping[str, Reading]) -> dict[str, Outcome]:
        values = {unit: reading.value for unit, reading in read.items() if reading.ranked}
        standing = places(values, self.order, group)
        return {unit: self._placed(reading, standing.get(unit)) for unit, reading in read.items()}

    def _placed(self, reading: Reading, place: Place | None) -> Outcome:
        if place:
            marks, how = self._at(place)
            text = f"{place}，{how}"
        else:
            marks = self.unranked
            text = f"没有达到{self.base.text if self.base else ''}，不参加排名"
        return self.outcome(marks, f"{reading.own}；{text}，得{plain(marks)}分。", lines=0)

    def _at(self, place: Place) -> tuple[Decimal, str]:
        """The marks of a place, and their terms."""
        if self.first:
            inside = place.place <= self.first.places
            marks = self.first.marks if inside else Decimal(0)
            return marks, f"{'在' if inside else '不在'}前{self.first.places}名"
        if self.table:
            marks = self.table[min(place.place, len(self.table)) - 1]
            return marks, f"按名次表第{place.place}名计"
        step = step_of(place.group, self.step, self.by_group)
        due = self.marks - step * (place.place - 1)
        text = f"{plain(self.marks)}分－{plain(step)}分×{place.place - 1}＝{plain(due)}分"
        if self.floor is None or due >= self.floor:
            return due, text
        return self.floor, f"{text}，减至{plain(self.floor)}分为止"
