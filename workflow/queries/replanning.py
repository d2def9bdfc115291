"""What a change of the calendar would move, and what hangs on it: shown before anything is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.clock import end_of_day
from workflow.digests import canonical, digest
from workflow.errors import Invalid
from workflow.models import CycleWindow
from workflow.queries.agenda import titles
from workflow.queries.calendars import (
    Days,
    change_errors,
    days_of,
    order_errors,
    told,
    warnings,
    year_errors,
)
from workflow.queries.cycles import cycle_line
from workflow.queries.extensions import ExtensionLine, extension_lines
from workflow.queries.obligations import obligations
from workflow.queries.working_days import working_days
from workflow.rules.deadlines import is_past, lateness
from workflow.rules.obligations import Obligation
from workflow.scheme.calendar import DateRange


@dataclass(frozen=True)
class MovedEntry:
    """One entry of the calendar before and after, with the end of the acceptance of late work."""

    title: str
    before: DateRange
    after: DateRange
    open_before: datetime | None
    open_after: datetime | None

    @property
    def moved(self) -> bool:
        """Whether anything about it changes."""
        return (self.before, self.open_before) != (self.after, self.open_after)


@dataclass(frozen=True)
class Plan:
    """A changed calendar as it would be. `late` and `no_longer_late`: units whose lateness changes; `zeros`:
    units that count as zero although their new deadline lies ahead. `digest` names what was shown."""

    entries: tuple[MovedEntry, ...]
    after: Days
    overtaken: tuple[ExtensionLine, ...]
    standing: tuple[ExtensionLine, ...]
    late: tuple[str, ...]
    no_longer_late: tuple[str, ...]
    zeros: tuple[str, ...]
    warnings: Sequence[str]
    digest: str


def plan(session: Session, cycle_id: int, typed: Days, now: datetime) -> Plan:
    """What the calendar would be with the days typed. Raises Invalid (`<entry>-first`, `<entry>-last`)."""
    before, line = days_of(session, cycle_id), cycle_line(session, cycle_id)
    after = {stage: typed.get(stage, own) for stage, own in before.items()}
    if errors := order_errors(after) | change_errors(before, after, now) | year_errors(after, line.year):
        raise Invalid(errors)
    moved = {stage for stage, own in after.items() if own.last != before[stage].last}
    named = titles(line.procedure)
    lines = [one for one in extension_lines(session, cycle_id, now) if one.live and one.entry in moved]
    overtaken = [one for one in lines if one.until <= end_of_day(after[one.entry].last)]
    owed = [one for one in obligations(session, cycle_id) if one.entry in moved]
    late = {gone: tuple(_changed(owed, after, now, gone)) for gone in (False, True)}
    zeros = (one for one in owed if one.zero and not is_past(end_of_day(after[one.entry].last), now))
    opens, dates = _open_until(session, cycle_id), _entries(before, after)
    return Plan(
        entries=tuple(
            MovedEntry(named[stage], old, own, opens.get(stage), _follow(opens.get(stage), old, own))
            for stage, old, own in dates
        ),
        after=after,
        overtaken=tuple(overtaken),
        standing=tuple(one for one in lines if one not in overtaken),
        late=late[False],
        no_longer_late=late[True],
        zeros=tuple(one.name for one in zeros),
        warnings=warnings(after, line.procedure, working_days(session)),
        digest=plan_digest(session, cycle_id, after),
    )


def plan_digest(session: Session, cycle_id: int, after: Days) -> str:
    """Names a change and the calendar that it was planned on: the same only while both are the same."""
    before, opens = days_of(session, cycle_id), _open_until(session, cycle_id)
    planned = {stage: after.get(stage, own) for stage, own in before.items()}
    return digest(canonical({"before": told(before), "open_until": opens, "after": told(planned)}))


def moved_acceptance(session: Session, cycle_id: int, after: Days) -> dict[str, datetime | None]:
    """Entry → the end of the acceptance of late work, which follows the last day of its entry."""
    before, opens = days_of(session, cycle_id), _open_until(session, cycle_id)
    return {stage: _follow(opens.get(stage), old, own) for stage, old, own in _entries(before, after)}


def _entries(before: Days, after: Days) -> Iterator[tuple[str, DateRange, DateRange]]:
    return ((stage, old, after[stage]) for stage, old in before.items())


def _open_until(session: Session, cycle_id: int) -> dict[str, datetime]:
    rows = session.execute(
        select(CycleWindow.stage, CycleWindow.open_until).where(CycleWindow.cycle_id == cycle_id)
    )
    return {stage: until for stage, until in rows if until}


def _follow(open_until: datetime | None, old: DateRange, new: DateRange) -> datetime | None:
    return open_until and open_until + (new.last - old.last)


def _changed(owed: Sequence[Obligation], after: Days, now: datetime, gone: bool) -> Iterator[str]:
    """Names of the units that are late only before the change (`gone`), or only after it."""
    for one in owed:
        arrived = one.done_at or now
        moved = replace(one.window, due_at=end_of_day(after[one.entry].last))
        was, will = (lateness(window, arrived) is not None for window in (one.window, moved))
        if was is not will and was is gone:
            yield one.name
