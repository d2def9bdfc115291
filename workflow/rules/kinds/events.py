"""events: marks added or taken for each event, outside the full mark.

Document 004, items 44–47: 完成试点任务得3分…每增加1个…加1分; 获得1次表彰…得2分，每增加1次加1分;
被约谈一次扣2分，每增加1次扣1分; item 46 names no amount, so it is typed within a range. Document 001, item 9:
县级每篇加0.5分…同一信息多次录用就高加分，信息得分最高不超过5分. Document 000: 省级的每一项扣3分.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from workflow.rules.kinds.answers import (
    COUNTED,
    NOT_OCCURRED,
    Answer,
    Asked,
    Doubt,
    EventClaim,
    Line,
    Offer,
    Outcome,
    Total,
    count_error,
    line_errors,
    require,
)
from workflow.rules.kinds.fields import (
    Bound,
    Points,
    blank,
    refusal,
)
from workflow.rules.kinds.occasions import Catalogue, EventOption, Occasion, limits, require_order
from workflow.rules.kinds.rule import ComponentRule, SpecialRule


class Events(Catalogue, SpecialRule):
    """Serves 004 items 44–47. Settings: `options`, `inner_caps`, `floor`, `cap` (limits of the total)."""

    kind: Literal["events"] = "events"
    floor: Annotated[Points, Field(description="合计最低多少分，如 -6；只加分的写0")]
    cap: Annotated[Points, Field(description="合计最高多少分；只扣分的写0")]

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        require_order(self.floor, self.cap)
        return self

    @property
    def limit(self) -> Decimal:
        """Its cap, or the floor of what only takes off."""
        return self.cap or self.floor

    @property
    def asked(self) -> Asked:
        """Which kind of event it is; `figure` where some kind leaves its marks open."""
        offers = tuple(Offer(option.key, option.label) for option in self.options)
        open_ranges = (str(option.range) for option in self.options if option.range is not None)
        return Asked(offers, figure="；".join(open_ranges))

    def check(self, claim: EventClaim) -> None:
        """Raise Invalid (fields "option", "amount") where an event cannot be counted."""
        error = self.option(claim.option, "option").amount_error(claim.amount)
        require({"amount": error} if error else {})

    def total(self, events: Sequence[EventClaim]) -> Total:
        """Marks of all events together, within floor and cap; the first is the best one that is claimed.

        Raises Invalid: "option", "amount".
        """
        for event in events:
            self.check(event)
        occasions = [Occasion(self.option(event.option, "option"), event.amount) for event in events]
        marks, amounts, text = self.explained(occasions, self.floor, self.cap)
        return Total(marks, amounts, text if events else "没有采纳的事项，计0分。")

    def doubts(self) -> Iterator[Doubt]:
        """Amounts that the document leaves open (L08)."""
        return self.open_amounts()

    def describe(self) -> str:
        """How each kind of event counts, and the limits of the total."""
        return f"{self.ways()}；{limits(self.floor, self.cap)}。"


class CountedEvents(Catalogue, ComponentRule):
    """Serves 001 item 9 and the 加减分项 of 000. Settings: `options`, `inner_caps`, `once` (highest: lines
    with the same event count once, the best of them), `floor`, `cap` (`none`: no limit).

    Answers: counted, one line per event: `cause` is the option, `case` the event. Full mark 0.
    """

    kind: Literal["events"] = "events"
    once: Literal["highest", "each"] = "each"
    floor: Bound = None
    cap: Bound = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.floor is not None and self.cap is not None:
            require_order(self.floor, self.cap)
        if (self.floor or 0) > 0 or (self.cap or 0) < 0:
            raise refusal("没有事项时计0分，0分不在上下限之间", "下限写不大于0、上限写不小于0的数")
        return self

    @property
    def full(self) -> Decimal:
        """Nothing: events stand outside the full mark."""
        return Decimal(0)

    @property
    def lowest(self) -> Decimal | None:
        """The floor; 0 where no event takes marks."""
        return self.floor if self._takes else Decimal(0)

    @property
    def highest(self) -> Decimal | None:
        """The cap; 0 where no event adds marks."""
        return self.cap if self._adds else Decimal(0)

    @property
    def asked(self) -> Asked:
        """The events, each with what it adds."""
        causes = tuple(
            Offer(
                option.key,
                option.label if option.first is None else f"{option.label}（{option.way()}）",
                option.each,
                str(option.range or ""),
            )
            for option in self.options
        )
        return Asked((Offer(COUNTED, "已清点"),), causes=causes, gains=True)

    @property
    def full_answer(self) -> Answer:
        """No event."""
        return Answer(COUNTED)

    def mark(self, answer: Answer) -> Outcome:
        """Marks of all events together, within floor and cap. Raises Invalid: "value", "lines-<n>-…"."""
        require(self._errors(answer))
        lines = answer.lines
        if not lines:
            return Outcome(Decimal(0), Decimal(0), (), "没有加减分的事项，计0分。")
        kept = self._kept(lines)
        occasions = [
            Occasion(self._of(lines[index]), lines[index].amount, lines[index].count) for index in kept
        ]
        marks, amounts, text = self.explained(occasions, self.floor, self.cap)
        by_line = dict(zip(kept, amounts, strict=True))
        dropped = len(lines) - len(kept)
        once = f"同一事项只计最高的一次，另有{dropped}条不再计；" if dropped else ""
        each = tuple(by_line.get(index, Decimal(0)) for index in range(len(lines)))
        return Outcome(marks, -marks, each, once + text)

    def score(self, answer: Answer) -> Outcome:
        """Marks of an answer; every line names its event and its grounds. Raises Invalid, all errors."""
        if answer.value != NOT_OCCURRED:
            require(line_errors(answer.lines) | self._errors(answer))
        return super().score(answer)

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """Nothing beyond what its lines carry already."""

    def doubts(self) -> Iterator[Doubt]:
        """Open amounts (L08), no cap of what is added (L12), no floor of what is taken (L04, L12)."""
        yield from self.open_amounts()
        if self._adds and self.cap is None:
            capless = "上不封顶" if "cap" in self.model_fields_set else "未写明"
            yield Doubt("L12", "加分没有上限", self.ways(), capless)
        if self._takes and self.floor is None:
            stated = "floor" in self.model_fields_set
            text = "减分下不保底" if stated else "没有写明减分减到多少为止，按不保底计"
            yield Doubt("L12" if stated else "L04", text, self.ways(), "下不保底" if stated else "未写明")

    def describe(self) -> str:
        """How each kind of event counts, what counts once, and the limits of the total."""
        once = "；同一事项就高不重复" if self.once == "highest" else ""
        return f"{self.ways()}{once}；{limits(self.lowest, self.highest)}。"

    @property
    def _adds(self) -> bool:
        return any(option.extremes[1] > 0 for option in self.options)

    @property
    def _takes(self) -> bool:
        return any(option.extremes[0] < 0 for option in self.options)

    def _of(self, line: Line) -> EventOption:
        return self.option(line.cause, "cause")

    def _errors(self, answer: Answer) -> dict[str, str]:
        errors = {}
        if answer.value != COUNTED:
            errors["value"] = "还没有清点：没有加减分的事项也选“已清点”"
        for index, line in enumerate(answer.lines):
            if wrong := count_error(line.count):
                errors[f"lines-{index}-count"] = wrong
            if line.cause not in self.option_keys:
                errors[f"lines-{index}-cause"] = f"第{index + 1}条还没有选择事项类别"
            elif wrong := self._of(line).amount_error(line.amount):
                errors[f"lines-{index}-amount"] = wrong
        return errors

    def _kept(self, lines: Sequence[Line]) -> list[int]:
        """Indexes of the lines that count: of those with the same event only the best one."""
        if self.once == "each":
            return list(range(len(lines)))
        best: dict[str, int] = {}
        for index, line in enumerate(lines):
            name = str(index) if blank(line.case) else line.case.strip()
            if name not in best or self._worth(line) > self._worth(lines[best[name]]):
                best[name] = index
        return sorted(best.values())

    def _worth(self, line: Line) -> Decimal:
        option = self._of(line)
        each = next(value for value in (line.amount, option.each, option.first) if value is not None)
        return each * line.count
