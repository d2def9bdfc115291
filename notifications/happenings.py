"""An event of the history with everything that its message needs to know, read for many events at once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from notifications.letters import Recipient
from notifications.recipients import in_posts
from workflow.actor import Post
from workflow.models import Event, Tier
from workflow.queries.agenda import titles
from workflow.queries.windows import CycleCalendar
from workflow.rules.deadlines import Window
from workflow.scheme.document import Scheme

WHOLE_YEAR = ("cycle", "ranking")
"""Nouns of events that are about everybody of a cycle, not about one unit."""


@dataclass(frozen=True, slots=True)
class Part:
    """A unit as it takes part in a cycle."""

    name: str
    tier: Tier
    above_id: int | None


@dataclass(frozen=True, slots=True)
class Year:
    """A cycle: its title, who assesses in it, its document and its calendar."""

    title: str
    province_id: int
    scheme: Scheme
    calendar: CycleCalendar


@dataclass(frozen=True, slots=True)
class Held:
    """A holding that a message is about: who, which post, from when until when; `giver` is the holding that
    was handed over or is covered. `open`: it is not over, and the account in use."""

    to: Recipient
    title: str
    since: datetime
    until: datetime | None
    giver: int | None
    open: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a batch of events speaks of, by id; sheets and reports by cycle and unit.

    `holders` are the people of a unit who are written to, `divisions` the divisions of the raters among
    them, by holding; `publicity` is until when a run is shown before it becomes final.
    """

    years: Mapping[int, Year]
    parts: Mapping[tuple[int, int], Part]
    units: Mapping[int, str]
    holders: Mapping[int, Sequence[Recipient]]
    divisions: Mapping[int, int]
    sheets: Mapping[tuple[int, int], int]
    reports: Mapping[tuple[int, int], int]
    publicity: Mapping[int, datetime | None]
    contested: Mapping[int, int]
    held: Mapping[int, Held]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `before` and `after` are what it keeps of the row."""

    event: Event
    known: Known
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @classmethod
    def of(cls, event: Event, known: Known) -> "Happening":
        """An event among what is known."""
        return cls(event, known, *(json.loads(text) if text else {} for text in (event.before, event.after)))

    @property
    def due(self) -> datetime:
        """When it is to be told: at once; of a stage that the clock begins, when it began by the calendar."""
        clock, since = self.event.actor_post == Post.CLOCK.value, self.after.get("since")
        return datetime.fromisoformat(since) if clock and since else self.event.at

    @property
    def cycle_id(self) -> int:
        """The cycle that it belongs to; only asked of events of a cycle."""
        assert self.event.cycle_id is not None
        return self.event.cycle_id

    @property
    def unit_id(self) -> int:
        """The unit that it is about."""
        assert self.event.unit_id is not None
        return self.event.unit_id

    @property
    def object_id(self) -> int:
        """The row that it is about."""
        assert self.event.object_id is not None
        return self.event.object_id

    @property
    def year(self) -> Year:
        """The cycle that it belongs to."""
        return self.known.years[self.cycle_id]

    @property
    def part(self) -> Part:
        """The part of its unit in the cycle."""
        return self.part_of(self.unit_id)

    def part_of(self, unit_id: int) -> Part:
        """The part of a unit in the cycle of the event."""
        return self.known.parts[self.cycle_id, unit_id]

    @property
    def parts(self) -> Iterator[tuple[int, Part]]:
        """Every unit of the cycle with its part."""
        return ((unit, part) for (cycle, unit), part in self.known.parts.items() if cycle == self.cycle_id)

    @property
    def unit(self) -> str:
        """The name of its unit, as of the cycle where it belongs to one."""
        part = self.known.parts.get((self.event.cycle_id or 0, self.unit_id))
        return part.name if part else self.known.units[self.unit_id]

    @property
    def by(self) -> str:
        """Who did it: the unit and the name; the scheduler, or a command, by its name alone."""
        unit = self.known.units.get(self.event.actor_unit_id or 0, "")
        return f"{unit} {self.event.actor_name}".strip()

    @property
    def consolidates(self) -> bool:
        """Whether ranked units of this cycle hand up a consolidation of its own."""
        return self.year.scheme.procedure.has("consolidation")

    @property
    def entries(self) -> Mapping[str, str]:
        """What the entries of the cycle's calendar are called."""
        return titles(self.year.scheme.procedure)

    @property
    def entry(self) -> str:
        """The calendar entry in which its unit owes what the event is about: the one that the event names,
        else that of the form."""
        named = self.after.get("entry") or self.before.get("entry")
        if named or self.event.cycle_id is None or self.event.noun not in ("sheet", "report"):
            return str(named or "")
        return self.work_of(self.unit_id)

    def work_of(self, unit_id: int) -> str:
        """The calendar entry in which a unit hands up."""
        below = self.part_of(unit_id).tier is Tier.BELOW
        return "self_evaluation" if below else self.year.calendar.reporting

    def window(self, entry: str, unit_id: int) -> Window:
        """An entry of the calendar as a unit of the cycle has it; who assesses has it as everybody."""
        part = self.known.parts.get((self.cycle_id, unit_id))
        tier, above = (part.tier, part.above_id) if part else (None, None)
        return self.year.calendar.concerning(entry, tier, above, unit_id)

    def holders(self, unit_id: int | None, *posts: Post) -> list[Recipient]:
        """The people of a unit in one of these posts, each once; who has come since is not told of it."""
        people = self.known.holders.get(unit_id or 0, ())
        return in_posts([to for to in people if to.since <= self.due], *posts)


def days(kept: Sequence[str | None]) -> tuple[date | None, date]:
    """First and last day of a calendar entry as an event keeps them."""
    first, last = kept
    assert last is not None
    return (date.fromisoformat(first) if first else None), date.fromisoformat(last)
