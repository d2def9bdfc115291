"""Which unit of an earlier ranking a unit is: a renamed unit keeps its line, mergers and splits end one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

RENAMED = "renamed"


@dataclass(frozen=True)
class Succession:
    """One row of the succession table: what became of a unit, from which day on."""

    predecessor_id: int
    predecessor_name: str
    successor_id: int
    kind: str
    on: date


@dataclass(frozen=True)
class Origin:
    """A unit of an earlier ranking from which one comes; `name` is None for itself."""

    unit_id: int
    name: str | None
    keeps_line: bool


def in_force(successions: Iterable[Succession], day: date) -> list[Succession]:
    """Those that hold on a day; the day itself counts."""
    return [row for row in successions if row.on <= day]


def origins(unit: int, ranked: Collection[int], successions: Iterable[Succession]) -> list[Origin]:
    """Every unit of a ranking from which `unit` comes, itself included, through any number of steps."""
    known = list(successions)
    waiting, seen, found = [Origin(unit, None, True)], {unit}, []
    while waiting:
        current = waiting.pop(0)
        if current.unit_id in ranked:
            found.append(current)
        for row in known:
            if row.successor_id == current.unit_id and row.predecessor_id not in seen:
                seen.add(row.predecessor_id)
                keeps = current.keeps_line and row.kind == RENAMED
                waiting.append(Origin(row.predecessor_id, row.predecessor_name, keeps))
    return found


def sole(found: Sequence[Origin]) -> Origin | None:
    """The one unit whose line goes on; None where there is none, or several, or one that merged or split."""
    return found[0] if len(found) == 1 and found[0].keeps_line else None
