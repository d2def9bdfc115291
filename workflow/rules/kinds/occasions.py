"""Events that add or take marks: what each may be, which of several is the first, what counts only once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import Doubt
from workflow.rules.kinds.fields import Key, Marks, Part, Points, Text, at_least, refusal, require_distinct
from workflow.rules.kinds.ranges import Range


class EventOption(Part):
    """What an event may be. Its marks are `first` and `further`, or `each`, or within `range`.

    Of all events with `first`, one counts as the first, the others count `further`; an event with `each`
    counts for itself. `basis`: the document's words that leave the amount of a `range` open. Options with the
    same `inner` share a cap of their own.
    """

    key: Key
    label: Text
    first: Points | None = None
    further: Points | None = None
    each: Points | None = None
    range: Range | None = None
    basis: Text | None = None
    inner: Key | None = None

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

    @property
    def extremes(self) -> tuple[Decimal, Decimal]:
        """The least and the most that one event brings."""
        if self.range is not None:
            return self.range.lowest, self.range.highest
        known = [marks for marks in (self.first, self.further, self.each) if marks is not None]
        return min(known), max(known)

    def describe(self) -> str:
        """How one kind of event counts, in Chinese."""
        return f"{self.label}{self.way()}"

    def way(self) -> str:
        """The marks of one event, in Chinese."""
        if self.range is not None:
            return f"每件{self.range}"
        if self.each is not None:
            return f"每件{plain(self.each)}分"
        first, further = (plain(marks or Decimal(0)) for marks in (self.first, self.further))
        return f"第1件{first}分、其后每件{further}分"

    def amount_error(self, amount: Decimal | None) -> str | None:
        """Why a typed amount cannot be taken, or None."""
        if self.range is not None:
            return self.range.error(amount)
        return None if amount is None else f"“{self.label}”按规则计分，不填分数：清空这一栏"


@dataclass(frozen=True)
class Occasion:
    """`count` events of one kind that are counted; `amount` in marks where the option leaves it open."""

    option: EventOption
    amount: Decimal | None = None
    count: int = 1


def first_of(occasions: Sequence[Occasion]) -> int | None:
    """Index of the occasion whose event counts as the first one: the best, if any can."""
    marks = {
        index: occasion.option.first
        for index, occasion in enumerate(occasions)
        if occasion.option.first is not None
    }
    return max(marks, key=lambda index: marks[index], default=None)


def priced(occasions: Sequence[Occasion]) -> list[tuple[Decimal, str]]:
    """Marks of each occasion and its terms, in the order given, before any cap."""
    first = first_of(occasions)
    return [_priced(occasion, index == first) for index, occasion in enumerate(occasions)]


def inner_excess(
    occasions: Sequence[Occasion], amounts: Sequence[Decimal], caps: Mapping[str, Decimal]
) -> list[tuple[Decimal, str]]:
    """What each inner cap takes away, with its terms."""
    found = []
    for name, cap in caps.items():
        pairs = zip(occasions, amounts, strict=True)
        total = sum((amount for occasion, amount in pairs if occasion.option.inner == name), Decimal(0))
        labels = dict.fromkeys(
            occasion.option.label for occasion in occasions if occasion.option.inner == name
        )
        if total > cap:
            text = f"；{'、'.join(labels)}合计{plain(total)}分，限计{plain(cap)}分"
            found.append((total - cap, text))
    return found


def _priced(occasion: Occasion, is_first: bool) -> tuple[Decimal, str]:
    option, count = occasion.option, occasion.count
    each = next((value for value in (occasion.amount, option.each) if value is not None), None)
    if each is not None:
        return count * each, f"{option.label}{plain(each)}分{f'×{count}' if count > 1 else ''}"
    first, further = option.first or Decimal(0), option.further or Decimal(0)
    rest = count - is_first
    terms = [f"{option.label}（第1件）{plain(first)}分"] if is_first else []
    terms += [f"{option.label}（其后）{plain(further)}分{f'×{rest}' if rest > 1 else ''}"] if rest else []
    return is_first * first + rest * further, "；".join(terms)


InnerCaps = Annotated[dict[Key, Marks], Field(default_factory=dict)]


class Catalogue(Part):
    """What both kinds share: `options`, and `inner_caps` for options that name one."""

    options: Annotated[tuple[EventOption, ...], at_least(1)]
    inner_caps: InnerCaps

    @model_validator(mode="after")
    def _known(self) -> Self:
        require_distinct(self.option_keys, "事项代号")
        named = {option.inner for option in self.options if option.inner is not None}
        if wrong := sorted(named ^ set(self.inner_caps)):
            raise refusal(f"{'、'.join(wrong)}只写在 inner 和 inner_caps 之一", "两处写同样的名称")
        return self

    @property
    def option_keys(self) -> tuple[str, ...]:
        """Keys of the kinds of events."""
        return tuple(option.key for option in self.options)

    def option(self, key: str | None, field: str) -> EventOption:
        """The kind of event with this key. Raises Invalid at `field`."""
        for option in self.options:
            if option.key == key:
                return option
        labels = "”“".join(option.label for option in self.options)
        raise Invalid({field: f"还没有选择：在“{labels}”中选一种"})

    def ways(self) -> str:
        """How each kind of event counts, and the inner caps."""
        texts = [option.describe() for option in self.options]
        for name, cap in self.inner_caps.items():
            labels = "、".join(option.label for option in self.options if option.inner == name)
            texts.append(f"其中{labels}合计最多{plain(cap)}分")
        return "；".join(texts)

    def open_amounts(self) -> Iterator[Doubt]:
        """Kinds of events whose amount is left open without words of the document that say so (L08)."""
        for option in self.options:
            if option.range is not None and option.basis is None:
                text = f"没有写明“{option.label}”每件计多少分"
                yield Doubt("L08", text, "每件", str(option.range), part=option.key)

    def explained(
        self, occasions: Sequence[Occasion], floor: Decimal | None, cap: Decimal | None
    ) -> tuple[Decimal, tuple[Decimal, ...], str]:
        """Marks within the limits, what each occasion contributes before them, and the sum in Chinese."""
        found = priced(occasions)
        amounts = tuple(amount for amount, _ in found)
        excess = inner_excess(occasions, amounts, self.inner_caps)
        due = sum(amounts, Decimal(0)) - sum((amount for amount, _ in excess), Decimal(0))
        marks, limit = _within(due, floor, cap)
        terms = "；".join(text for _, text in found) + "".join(text for _, text in excess)
        return marks, amounts, f"{terms}；合计{plain(due)}分，{limit}计{plain(marks)}分。"


def _within(due: Decimal, floor: Decimal | None, cap: Decimal | None) -> tuple[Decimal, str]:
    if cap is not None and due > cap:
        return cap, f"高于上限{plain(cap)}分，"
    if floor is not None and due < floor:
        return floor, f"低于下限{plain(floor)}分，"
    return due, ""


def limits(floor: Decimal | None, cap: Decimal | None) -> str:
    """The limits of a total, in Chinese."""
    lower = "下不保底" if floor is None else f"不低于{plain(floor)}分"
    upper = "上不封顶" if cap is None else f"不高于{plain(cap)}分"
    return f"合计{lower}、{upper}"


def require_order(floor: Decimal, cap: Decimal) -> None:
    """Refuse limits that leave nothing between them."""
    if floor >= cap:
        raise refusal(f"下限{plain(floor)}，上限{plain(cap)}", "下限写小于上限的数")
