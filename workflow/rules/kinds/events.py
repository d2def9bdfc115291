"""events: marks added or taken for each event of a special item, outside the full mark.

Document 004, items 44–47: 完成试点任务得3分…每增加1个…加1分; 获得1次表彰…得2分，每增加1次加1分;
被约谈一次扣2分，每增加1次扣1分; item 46 names no amount, so it is typed within a range.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import Asked, EventClaim, Offer, Total
from workflow.rules.kinds.fields import Key, Marks, Part, Points, Text, at_least, refusal, require_distinct
from workflow.rules.kinds.rule import SpecialRule


class Range(Part):
    """Limits of an amount that the document leaves open, in marks, in steps of `increment`."""

    lowest: Points
    highest: Points
    increment: Marks

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.lowest >= self.highest:
            raise refusal(f"从{plain(self.lowest)}到{plain(self.highest)}", "下限写小于上限的数")
        return self

    def contains(self, amount: Decimal) -> bool:
        """Whether an amount may be typed."""
        return self.lowest <= amount <= self.highest and amount % self.increment == 0

    def __str__(self) -> str:
        return f"{plain(self.lowest)}至{plain(self.highest)}分，以{plain(self.increment)}分为一档"


class EventOption(Part):
    """What an event may be. Its marks are `first` and `further`, or `each`, or within `range`.

    Of all events with `first`, one counts as the first, the others count `further`; an event with `each`
    counts for itself. `basis`: the document's words that leave the amount of a `range` open.
    """

    key: Key
    label: Text
    first: Points | None = None
    further: Points | None = None
    each: Points | None = None
    range: Range | None = None
    basis: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = {"first", "further", "each", "range"} & self.model_fields_set
        if ways not in ({"first", "further"}, {"each"}, {"range"}):
            named = "、".join(sorted(ways)) or "计分方式"
            raise refusal(
                f"“{self.label}”写了 {named}" if ways else f"“{self.label}”没有写{named}",
                "写 first 和 further，或只写 each，或只写 range",
            )
        return self

    def describe(self) -> str:
        """How one kind of event counts, in Chinese."""
        if self.range is not None:
            return f"{self.label}每件{self.range}"
        if self.each is not None:
            return f"{self.label}每件{plain(self.each)}分"
        first, further = (plain(marks or Decimal(0)) for marks in (self.first, self.further))
        return f"{self.label}第1件{first}分、其后每件{further}分"


class Events(SpecialRule):
    """Serves 004 items 44–47. Settings: `options`, `floor`, `cap` (limits of the total, in marks)."""

    kind: Literal["events"] = "events"
    options: Annotated[tuple[EventOption, ...], at_least(1)]
    floor: Points
    cap: Points

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        require_distinct(self.option_keys, "事项代号")
        if self.floor >= self.cap:
            raise refusal(f"下限{plain(self.floor)}，上限{plain(self.cap)}", "下限写小于上限的数")
        return self

    @property
    def option_keys(self) -> tuple[str, ...]:
        """Keys of the kinds of events."""
        return tuple(option.key for option in self.options)

    @property
    def asked(self) -> Asked:
        """Which kind of event it is; `figure` where some kind leaves its marks open."""
        offers = tuple(Offer(option.key, option.label) for option in self.options)
        open_ranges = (str(option.range) for option in self.options if option.range is not None)
        return Asked(offers, figure="；".join(open_ranges))

    def check(self, claim: EventClaim) -> None:
        """Raise Invalid (fields "option", "amount") where an event cannot be counted."""
        option = self._option(claim.option)
        if option.range is None and claim.amount is not None:
            raise Invalid({"amount": f"“{option.label}”按规则计分，不填分数：清空这一栏"})
        if option.range is not None and (claim.amount is None or not option.range.contains(claim.amount)):
            found = "还没有填写分数" if claim.amount is None else f"填写的是{plain(claim.amount)}"
            raise Invalid({"amount": f"{found}，分数应为{option.range}"})

    def total(self, events: Sequence[EventClaim]) -> Total:
        """Marks of all events together, within floor and cap; the first is the best one that is claimed.

        Raises Invalid: "option", "amount".
        """
        for event in events:
            self.check(event)
        options = [self._option(event.option) for event in events]
        first = self._first(options)
        amounts = tuple(
            self._amount(option, event, index == first)
            for index, (option, event) in enumerate(zip(options, events, strict=True))
        )
        marks = min(self.cap, max(self.floor, sum(amounts, Decimal(0))))
        return Total(marks, amounts, self._explanation(options, amounts, first, marks))

    def describe(self) -> str:
        """How each kind of event counts, and the limits of the total."""
        options = "；".join(option.describe() for option in self.options)
        return f"{options}；合计不低于{plain(self.floor)}分、不高于{plain(self.cap)}分。"

    def _option(self, key: str) -> EventOption:
        for option in self.options:
            if option.key == key:
                return option
        labels = "”“".join(option.label for option in self.options)
        raise Invalid({"option": f"还没有选择：在“{labels}”中选一种"})

    @staticmethod
    def _first(options: Sequence[EventOption]) -> int | None:
        """Index of the event that counts as the first one, if any can."""
        marks = {index: option.first for index, option in enumerate(options) if option.first is not None}
        return max(marks, key=lambda index: marks[index], default=None)

    @staticmethod
    def _amount(option: EventOption, event: EventClaim, is_first: bool) -> Decimal:
        amount = option.first if is_first else option.further
        return next(value for value in (event.amount, option.each, amount) if value is not None)

    def _explanation(
        self, options: Sequence[EventOption], amounts: Sequence[Decimal], first: int | None, marks: Decimal
    ) -> str:
        if not options:
            return "没有采纳的事项，计0分。"
        terms = "；".join(
            f"{option.label}{self._position(option, index == first)}{plain(amount)}分"
            for index, (option, amount) in enumerate(zip(options, amounts, strict=True))
        )
        due = sum(amounts, Decimal(0))
        limit = f"高于上限{plain(self.cap)}分，" if due > marks else f"低于下限{plain(self.floor)}分，"
        return f"{terms}；合计{plain(due)}分，{limit if due != marks else ''}计{plain(marks)}分。"

    @staticmethod
    def _position(option: EventOption, is_first: bool) -> str:
        if option.first is None:
            return ""
        return "（第1件）" if is_first else "（其后）"
