"""What a unit owes in an entry of the calendar, and who still owes it: whoever is to be reminded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflow.rules.deadlines import Window, writable


@dataclass(frozen=True, slots=True)
class Obligation:
    """One unit's work in one entry. `done`: it lies with the level above, or is registered; `done_at`: when
    it was last handed up; `zero`: it was decided to count as zero."""

    unit_id: int
    name: str
    above_id: int | None
    entry: str
    done: bool
    zero: bool
    window: Window
    done_at: datetime | None = None


def still_due(obligations: Iterable[Obligation], now: datetime) -> list[Obligation]:
    """Those that somebody can still do something about: not done, not counted as zero, the window open."""
    return [one for one in obligations if not one.done and not one.zero and writable(one.window, now)]
