"""The only caller of the state machine library.

A table says which triggers lead where. `unmet` asks every guard, where the library would stop at the first
that fails; `fire` turns an unlisted trigger and unmet guards into one refusal that lists all reasons. The
library fires on a throw-away case, so nothing is registered on a row and nothing but `fire` moves a stage.
"""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, Generic, Self, TypeVar

from transitions import Machine

from states.guards import Guard, Unmet
from states.roles import Role

F = TypeVar("F")


class Labelled(StrEnum):
    """An enumeration whose members carry their official Chinese term."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member kept as `value`. Raises ValueError for any other text."""
        for member in cls:
            if member.value == value:
                return member
        raise ValueError(f"{value!r} is no {cls.__name__}")


class Stage(Labelled):
    """A stage of a noun."""


class Trigger(Labelled):
    """A trigger of a noun: the official word for the act."""


@dataclass(frozen=True)
class Move(Generic[F]):
    """One row of a table: from any of `sources` by `trigger` to `target`, when all guards hold."""

    trigger: Trigger
    sources: tuple[Stage, ...]
    target: Stage
    guards: tuple[Guard[F], ...] = ()


@dataclass(frozen=True, eq=False)
class StateTable(Generic[F]):
    """Everything about one noun: its stages, its moves, and for each stage who may edit (`pen`) and who can
    bring it on or back (`lies_with`, nobody where it is not listed). `titles` are names that a document has
    for stages instead of their labels. `advice` says what to do instead of a trigger that a stage does
    not list, as a template like a guard's; `inside` are triggers that are a unit's own business, and not for
    the units above it."""

    noun: str
    label: str
    stages: tuple[Stage, ...]
    initial: Stage
    moves: tuple[Move[F], ...]
    pen: Mapping[Stage, Role | None] = field(default_factory=dict)
    lies_with: Mapping[Stage, str] = field(default_factory=dict)
    titles: Mapping[Stage, str] = field(default_factory=dict)
    advice: Mapping[tuple[Trigger, Stage], str] = field(default_factory=dict)
    inside: tuple[Trigger, ...] = ()

    def title(self, stage: Stage) -> str:
        """What a stage is called."""
        return self.titles.get(stage, stage.label)

    def triggers(self) -> tuple[Trigger, ...]:
        """All triggers of the table, each once, in the order of its rows."""
        return tuple(dict.fromkeys(move.trigger for move in self.moves))

    def stage(self, value: str) -> Stage:
        """The stage of that value. Raises ValueError for a value the noun does not have."""
        return type(self.initial).of(value)

    def move(self, stage: Stage, trigger: Trigger) -> Move[F] | None:
        """The row that a trigger would follow from a stage, or None."""
        rows = (m for m in self.moves if m.trigger is trigger and stage in m.sources)
        return next(rows, None)


def skipping(table: StateTable[F], skipped: Set[Stage]) -> StateTable[F]:
    """The table of a way that leaves stages out: a skipped stage is one with the stage before it.

    Moves out of it leave from there, moves into it lead there. A move between stages that have become one
    falls away; its guards join the moves of its trigger that leave from that stage now. Raises ValueError
    where nothing comes before a skipped stage, or a trigger would lead from one stage to two.
    """
    if table.initial in skipped:
        raise ValueError(f"{table.noun} begins with {table.initial}: it cannot be skipped")
    became = _became(table.stages, skipped)
    fallen: dict[tuple[Trigger, Stage], list[Guard[F]]] = defaultdict(list)
    rows: dict[tuple[Trigger, Stage], Move[F]] = {}
    for move in table.moves:
        for source in move.sources:
            place = (move.trigger, became[source])
            fallen[place] += move.guards
            if became[source] is became[move.target] and source is not move.target:
                continue
            if place in rows and rows[place].target is not became[move.target]:
                raise ValueError(f"{move.trigger} would lead from {became[source]} to two stages")
            rows[place] = Move(move.trigger, (became[source],), became[move.target])
    return replace(
        table,
        stages=tuple(stage for stage in table.stages if stage not in skipped),
        moves=tuple(
            replace(move, guards=tuple(dict.fromkeys(fallen[place]))) for place, move in rows.items()
        ),
        pen={stage: role for stage, role in table.pen.items() if stage not in skipped},
        lies_with={stage: whose for stage, whose in table.lies_with.items() if stage not in skipped},
    )


def _became(stages: tuple[Stage, ...], skipped: Set[Stage]) -> Mapping[Stage, Stage]:
    """Every stage → itself, or the nearest stage before it that is not skipped."""
    became: dict[Stage, Stage] = {}
    latest = stages[0]
    for stage in stages:
        latest = latest if stage in skipped else stage
        became[stage] = latest
    return became


class Refused(Exception):
    """A trigger that may not fire now: all reasons at once, in Chinese, and who can lift each."""

    def __init__(self, reasons: tuple[Unmet, ...]) -> None:
        super().__init__("；".join(map(str, reasons)))
        self.reasons = reasons


class _Case:
    """The throw-away model on which the library fires."""

    def __init__(self, stage: Stage) -> None:
        self.state = stage.value


@cache
def _machine(table: StateTable[Any]) -> Machine:
    rows = [
        {"trigger": move.trigger.value, "source": source.value, "dest": move.target.value}
        for move in table.moves
        for source in move.sources
    ]
    stages = [stage.value for stage in table.stages]
    return Machine(
        model=None,
        states=stages,
        transitions=rows,
        initial=table.initial.value,
        auto_transitions=False,
        send_event=True,
    )


def unmet(table: StateTable[F], stage: Stage, trigger: Trigger, facts: F) -> tuple[Unmet, ...]:
    """All reasons why `trigger` may not fire from `stage` now; empty when it may."""
    row = table.move(stage, trigger)
    if row is None:
        text = f"{table.label}当前状态是“{table.title(stage)}”，此时不能{trigger.label}"
        if advice := table.advice.get((trigger, stage)):
            text += f"：{advice.format(f=facts)}"
        return (Unmet(text, table.lies_with.get(stage, "")),)
    return tuple(guard.refused(facts) for guard in row.guards if not guard.ask(facts))


def fire(table: StateTable[F], stage: Stage, trigger: Trigger, facts: F) -> Stage:
    """The stage that `trigger` leads to. Raises Refused with all reasons when it may not fire."""
    reasons = unmet(table, stage, trigger, facts)
    if reasons:
        raise Refused(reasons)
    case = _Case(stage)
    _machine(table).events[trigger.value].trigger(case)
    return table.stage(case.state)


def pen_withheld(table: StateTable[Any], stage: Stage, role: Role) -> tuple[Unmet, ...]:
    """Why `role` may not edit at this stage; empty when it may."""
    if table.pen[stage] is role:
        return ()
    text = f"{table.label}当前状态是“{table.title(stage)}”，此时{role.value}不能修改"
    return (Unmet(text, table.lies_with.get(stage, "")),)


def require_pen(table: StateTable[Any], stage: Stage, role: Role) -> None:
    """Let `role` edit at this stage, or raise Refused."""
    if reasons := pen_withheld(table, stage, role):
        raise Refused(reasons)


def open_triggers(table: StateTable[F], stage: Stage, facts: F) -> tuple[Trigger, ...]:
    """The triggers that may fire from `stage` now."""
    return tuple(trigger for trigger in table.triggers() if not unmet(table, stage, trigger, facts))


def listed_triggers(table: StateTable[Any], stage: Stage) -> tuple[Trigger, ...]:
    """The triggers that the table lists for `stage`, whatever the guards say."""
    return tuple(trigger for trigger in table.triggers() if table.move(stage, trigger))
