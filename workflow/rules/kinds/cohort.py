"""What the rules that compare units share: waiting for the group, places in it, marks stepping down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import NOT_OCCURRED, Member, Outcome
from workflow.rules.kinds.fields import Marks, Text
from workflow.rules.ranking import ranks

Order = Literal["highest_first", "lowest_first"]

ORDERS: Mapping[Order, str] = {"highest_first": "从高到低", "lowest_first": "从低到高"}
"""The wording of each order, for descriptions."""

ByGroup = Annotated[dict[Text, Marks], Field(default_factory=dict)]
"""Ranking group → marks from one place to the next."""


@dataclass(frozen=True)
class Place:
    """A place in a group of `size` ranked units; `tied` units share it, this one included."""

    place: int
    size: int
    tied: int
    group: str = ""

    def __str__(self) -> str:
        tied = f"（{self.tied}个单位并列）" if self.tied > 1 else ""
        return f"在{self.group}{self.size}个单位中列第{self.place}名{tied}"


def pending(own: str) -> Outcome:
    """An outcome that waits; `own` is what is known of the unit itself."""
    return Outcome(None, None, (), f"{own}；待全部单位的数据齐备后计分。")


def taking_part(members: Mapping[str, Member]) -> dict[str, Member]:
    """The members for which the occasion arose; the others have full marks and are compared with nobody."""
    return {unit: member for unit, member in members.items() if member.answer.value != NOT_OCCURRED}


def groups(members: Mapping[str, Member]) -> Iterator[tuple[str, list[str]]]:
    """Each ranking group with its units."""
    for group in sorted({member.group for member in members.values()}):
        yield group, [unit for unit, member in members.items() if member.group == group]


def places(values: Mapping[str, Fraction], order: Order, group: str = "") -> dict[str, Place]:
    """Places of the units of one group by exact value; equal values share the better place."""
    sign = 1 if order == "highest_first" else -1
    found = ranks({unit: sign * value for unit, value in values.items()})
    counts = list(found.values())
    return {unit: Place(place, len(values), counts.count(place), group) for unit, place in found.items()}


def step_of(group: str, step: Decimal | None, by_group: Mapping[str, Decimal]) -> Decimal:
    """The marks from one place to the next in a group. Raises Invalid: "group"."""
    found = by_group.get(group, step)
    if found is None:
        said = f"单位的分组是“{group}”" if group else "单位没有写明分组"
        known = "、".join(by_group)
        raise Invalid({"group": f"{said}，每名递减多少分只写了{known}：核对单位所在的分组"})
    return found


def steps_text(step: Decimal | None, by_group: Mapping[str, Decimal]) -> str:
    """How much each further place takes off: 主功能区0.5分、镇0.25分."""
    each = [f"{group}{plain(marks)}分" for group, marks in by_group.items()]
    rest = [] if step is None else [f"{'其他' if by_group else ''}{plain(step)}分"]
    return "、".join(each + rest)
