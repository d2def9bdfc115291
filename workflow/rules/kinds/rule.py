"""What every rule kind is: settings from a scheme that turn answers, findings or events into marks."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from workflow.points import plain
from workflow.rules.kinds.answers import (
    NOT_OCCURRED,
    Answer,
    Asked,
    EventClaim,
    Found,
    Outcome,
    Total,
    require_no_line,
    require_note,
)
from workflow.rules.kinds.fields import Part


class Rule(Part, ABC):
    """A rule as a scheme writes it; `kind` is the name of its module."""

    kind: str

    @abstractmethod
    def describe(self) -> str:
        """The rule in one Chinese sentence, for the form."""


class ComponentRule(Rule):
    """A rule of one component (评分要点). All figures are marks."""

    @property
    @abstractmethod
    def full(self) -> Decimal:
        """The marks of the component when nothing is lost."""

    @property
    def lowest(self) -> Decimal | None:
        """The marks below which the component does not fall; None without a floor (下不保底)."""
        return Decimal(0)

    @property
    @abstractmethod
    def asked(self) -> Asked:
        """What a form asks, so that pages need not know the kinds."""

    @abstractmethod
    def mark(self, answer: Answer) -> Outcome:
        """Marks of an answer given by this kind's own values. Raises Invalid by field of the form."""

    @abstractmethod
    def lost(self, found: Found) -> Decimal:
        """What a finding costs, in marks, before links and floor. Raises Invalid by field."""

    def score(self, answer: Answer) -> Outcome:
        """Marks of an answer, `NOT_OCCURRED` included. Raises Invalid: field of the form → Chinese text."""
        if answer.value != NOT_OCCURRED:
            return self.mark(answer)
        require_no_line(answer)
        require_note(answer, "选择“未发生”须写明说明，由上级核对")
        return Outcome(self.full, Decimal(0), (), f"情形未发生，按满分{plain(self.full)}分计。")

    def remaining(self, costs: Sequence[Decimal], who: str = "评定") -> Outcome:
        """What is left of the full mark after deductions of `costs` marks each, down to the floor."""
        due = sum(costs, Decimal(0))
        marks = self.full - due
        end = f"得{plain(marks)}分"
        if self.lowest is not None and marks < self.lowest:
            marks, end = self.lowest, f"扣至{plain(self.lowest)}分为止，得{plain(self.lowest)}分"
        each = "、".join(f"{plain(cost)}分" for cost in costs)
        taken = f"{who}扣{each}，共{plain(due)}分" if costs else f"{who}无扣分"
        return Outcome(marks, self.full - marks, tuple(costs), f"满分{plain(self.full)}分；{taken}；{end}。")


class SpecialRule(Rule):
    """A rule of a special item (特殊因素加减分), outside the full mark. All figures are marks."""

    @property
    @abstractmethod
    def option_keys(self) -> tuple[str, ...]:
        """Keys of the kinds of events that may be claimed."""

    @property
    @abstractmethod
    def asked(self) -> Asked:
        """What a form asks about one event, so that pages need not know the kinds."""

    @abstractmethod
    def check(self, claim: EventClaim) -> None:
        """Raise Invalid (fields "option", "amount") where an event cannot be counted."""

    @abstractmethod
    def total(self, events: Sequence[EventClaim]) -> Total:
        """Marks of all accepted events together; their order does not matter. Raises Invalid."""
