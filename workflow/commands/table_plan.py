"""What a table that comes in would do: shown first, and compared when it is confirmed."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Change(Protocol):
    """One thing that a table changes: how it stands, blank where it is new."""

    @property
    def before(self) -> str:
        """How it stands before."""


C = TypeVar("C", bound=Change)


@dataclass(frozen=True)
class TablePlan(Generic[C]):
    """What an import does: what changes, in the order shown, and how much stays as it is."""

    changes: tuple[C, ...]
    unchanged: int

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.changes

    @property
    def added(self) -> int:
        """How much was not there before."""
        return sum(not change.before for change in self.changes)

    @property
    def total(self) -> int:
        """How much the table speaks of."""
        return len(self.changes) + self.unchanged
