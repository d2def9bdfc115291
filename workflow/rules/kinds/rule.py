"""What every rule kind is: settings from a scheme that turn answers, findings or events into marks."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pydantic import PrivateAttr

from workflow.points import QUANTUM, plain, quantise
from workflow.rules.kinds.answers import (
    NOT_OCCURRED,
    Answer,
    Asked,
    Doubt,
    EventClaim,
    Found,
    Member,
    Outcome,
    Total,
    require,
    require_no_line,
    require_note,
    require_single_line,
)
from workflow.rules.kinds.fields import Part, points_error
from workflow.rules.kinds.measures import Measure, normal

FoundBy = Literal["whole", "option", "count", "amount"]
"""What a finding says about a component: that it is lost, what is true instead, how often, how much."""


class Rule(Part, ABC):
    """A rule as a scheme writes it; `kind` is the name of its module."""

    kind: str

    @abstractmethod
    def describe(self) -> str:
        """The rule in one Chinese sentence, for the form."""

    def doubts(self) -> Iterator[Doubt]:
        """What the rule, read alone, leaves open or contradicts; the check of schemes reports it."""
        return iter(())


class ComponentRule(Rule):
    """A rule of one component (评分要点). All figures are marks.

    A kind says what is `asked`, how an answer is `mark`ed, and what the component has when nothing happens
    (`full`). A kind whose marks depend on the other units `waits`, and answers in `settle`. Where a kind
    divides, the marks are `rounded` once.
    """

    _quantum: Decimal = PrivateAttr(default=QUANTUM)

    @property
    @abstractmethod
    def full(self) -> Decimal:
        """The marks of the component when nothing is lost or gained."""

    @property
    def lowest(self) -> Decimal | None:
        """The marks below which the component does not fall; None without a floor (下不保底)."""
        return Decimal(0)

    @property
    def highest(self) -> Decimal | None:
        """The marks above which the component does not rise; None without a cap (上不封顶)."""
        return self.full

    @property
    @abstractmethod
    def asked(self) -> Asked:
        """What a form asks, so that pages need not know the kinds."""

    @property
    def full_answer(self) -> Answer | None:
        """An answer that earns full marks, where one is known without any figure."""
        return None

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The figures that the rule computes with, by setting; those with a metric are not typed."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in values.items() if isinstance(value, Measure)}

    @property
    def group_names(self) -> tuple[str, ...]:
        """Ranking groups that the settings name; the scheme has to declare them."""
        return tuple(getattr(self, "by_group", ()))

    @property
    def waits(self) -> bool:
        """Whether the marks are known only when the answers of the whole group are."""
        return False

    @abstractmethod
    def mark(self, answer: Answer) -> Outcome:
        """Marks of an answer given by this kind's own values. Raises Invalid by field of the form."""

    def settle(self, members: Mapping[str, Member]) -> dict[str, Outcome]:
        """Marks of a whole group, by unit. Raises Invalid by field of the form."""
        return {unit: self.reckon(member.answer) for unit, member in members.items()}

    @property
    def found_by(self) -> FoundBy:
        """What a finding on this component says."""
        return "amount"

    @property
    def costs_item(self) -> bool:
        """Whether a loss takes the marks of the whole item (a gate), not the component's own."""
        return False

    def lost(self, found: Found) -> Decimal:
        """What a finding costs, in marks, before links and floor. Raises Invalid: "amount"."""
        error = points_error(found.amount, "扣分")
        require({"amount": error} if error else {})
        assert found.amount is not None
        return found.amount

    def reckon(self, answer: Answer) -> Outcome:
        """Marks of an answer, `NOT_OCCURRED` included; nobody asks for reasons. Raises Invalid."""
        if answer.value != NOT_OCCURRED:
            return self.mark(answer)
        return Outcome(self.full, Decimal(0), (), f"情形未发生，按满分{plain(self.full)}分计。")

    def score(self, answer: Answer) -> Outcome:
        """Marks of an answer with its grounds. Raises Invalid: field of the form → Chinese text."""
        if answer.value == NOT_OCCURRED:
            require_no_line(answer)
            require_note(answer, "选择“未发生”须写明说明，由上级核对")
            return self.reckon(answer)
        outcome = self.mark(answer)
        self.require_grounds(answer, outcome)
        return outcome

    def require_grounds(self, answer: Answer, outcome: Outcome) -> None:
        """One line of 扣分明细 below full marks, none at full, a note above (a bonus). Raises Invalid."""
        if outcome.lost is None:
            return
        if outcome.lost > 0:
            return require_single_line(answer)
        require_no_line(answer)
        if outcome.lost < 0:
            require_note(answer, "加分须写明依据，由上级核对")

    def round_to(self, quantum: Decimal) -> None:
        """Take over the step of a mark from the scheme to which the rule belongs."""
        self._quantum = quantum

    def rounded(self, marks: Fraction) -> Decimal:
        """Marks that a division brought, half-up to the step of a mark."""
        return quantise(marks, self._quantum)

    def tidied(self, answer: Answer) -> Answer:
        """The answer with its figures as they are shown: full-width digits become plain ones."""
        value = normal(answer.value) if self.asked.figure else answer.value
        figures = {key: normal(text) for key, text in answer.figures.items()}
        return replace(answer, value=value, figures=figures)

    def outcome(self, marks: Decimal, explanation: str, lines: int = 1) -> Outcome:
        """An outcome by marks alone: below full, one line of 扣分明细 bears the loss."""
        lost = self.full - marks
        return Outcome(marks, lost, (lost,) * lines if lost > 0 else (), explanation)

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
    def limit(self) -> Decimal:
        """What the form prints as its marks: the most that it adds, or where it only takes off the lowest."""

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
