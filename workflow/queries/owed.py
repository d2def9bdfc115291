"""What every unit owed at every moment of a year, and since when, told from the history.

The tables say how things stand now (`workflow.queries.obligations`). The events say how they came to stand
so: since when something has been owed (again), under which deadline, and whether it was done at a moment
that has passed. Both agree about the present.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from states.cycle import CycleStage, CycleTrigger
from states.engine import Stage
from states.report import HANDED_UP, ReportStage, ReportTrigger
from states.sheet import SheetStage, SheetTrigger
from workflow.models import Cycle, CycleWindow, Event, Participant, Report, Sheet, Tier
from workflow.queries.calendars import opened_early
from workflow.queries.obligations import owed_by
from workflow.queries.schemes import scheme_of
from workflow.queries.windows import CycleCalendar, window_of
from workflow.rules.obligations import Obligation

_CALENDAR = ("cycle.open", "cycle.edit_calendar", "cycle.end_acceptance")
_EXTENSIONS = ("extension.grant", "extension.revoke")
DEADLINES = (*_CALENDAR[1:], *_EXTENSIONS)
"""What moves deadlines."""

_HANDING_UP = ("sheet.submit", "report.submit", "report.forward")

_TAKING_BACK = ("sheet.withdraw", "report.withdraw")

_TOLD = (
    *_CALENDAR,
    *_EXTENSIONS,
    *(f"cycle.{trigger.value}" for trigger in CycleTrigger),
    *(f"sheet.{trigger.value}" for trigger in SheetTrigger),
    *(f"report.{trigger.value}" for trigger in ReportTrigger),
    *("liaison.register", "missing.decide_zero", "missing.revoke_zero"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """How one unit stood to one entry from `first` on. `stage`: of its form, None for a contact person;
    `since`: since when it has been owed on these terms, None while it is not, `by` the event then."""

    first: datetime
    obligation: Obligation
    stage: Stage | None
    since: datetime | None
    by: str


@dataclass(frozen=True)
class Course:
    """The course of a year: by unit and entry how it stood, and the stages of the year itself, each from an
    instant on."""

    spans: Mapping[tuple[int, str], Sequence[Span]]
    stages: Sequence[tuple[datetime, CycleStage]]

    def at(self, now: datetime) -> list[Span]:
        """How every unit stood to each of its entries at an instant, by code; nothing before the opening."""
        found = (_last(spans, now) for spans in self.spans.values())
        return [span for span in found if span]

    def of(self, unit_id: int, entry: str, now: datetime) -> Span | None:
        """How one unit stood to one entry at an instant."""
        return _last(self.spans.get((unit_id, entry), ()), now)

    def stage(self, now: datetime) -> CycleStage:
        """The stage of the year at an instant; that in which it was opened, before."""
        number = bisect_right(self.stages, now, key=lambda stage: stage[0])
        return self.stages[max(number - 1, 0)][1]


def _last(spans: Sequence[Span], now: datetime) -> Span | None:
    number = bisect_right(spans, now, key=attrgetter("first"))
    return spans[number - 1] if number else None


def course(session: Session, cycle_id: int) -> Course:
    """The course of a cycle until now, in four statements whatever the number of units, once its scheme is
    known."""
    told = _Telling(session, cycle_id)
    columns = (Event.at, Event.name, Event.unit_id, Event.object_id, Event.before, Event.after, Event.reason)
    events = select(*columns).where(Event.cycle_id == cycle_id, Event.name.in_(_TOLD)).order_by(Event.seq)
    for event in session.execute(events):
        told.go_on(event)
    return Course(told.spans, told.stages)


@dataclass
class _Part:
    """A unit's part in the year, and how far it had come."""

    unit_id: int
    name: str
    above_id: int | None
    tier: Tier
    sheet_stage: SheetStage | None
    report_stage: ReportStage | None
    sheet_at: datetime | None = None
    report_at: datetime | None = None
    registered_at: datetime | None = None
    zero: datetime | None = None

    def stage(self, entry: str) -> Stage | None:
        """The stage of the form that it owes in an entry."""
        if entry == "liaison":
            return None
        return self.sheet_stage if self.tier is Tier.BELOW else self.report_stage


@dataclass
class _Terms:
    """The calendar of the year as it was: its rows, the ends of extensions by entry, unit and number (and
    the latest of them), who had handed up. The calendars made of it follow the last two."""

    opened_at: datetime
    grace: timedelta
    rows: dict[str, CycleWindow] = field(default_factory=dict)
    extensions: dict[tuple[str, int], dict[int, datetime]] = field(default_factory=lambda: defaultdict(dict))
    extended: dict[tuple[str, int], datetime] = field(default_factory=dict)
    handed_up: dict[int, datetime] = field(default_factory=dict)
    deliberated_at: datetime | None = None

    def calendar(self) -> CycleCalendar:
        """What the rows come to."""
        return CycleCalendar(
            {entry: window_of(row, self.opened_at, self.grace) for entry, row in self.rows.items()},
            self.handed_up,
            self.deliberated_at,
            extended=self.extended,
        )


class _Telling:
    """Goes through the events of a cycle, one after the other."""

    def __init__(self, session: Session, cycle_id: int) -> None:
        opened_at = session.scalars(select(Cycle.opened_at).where(Cycle.id == cycle_id)).one()
        self._terms = _Terms(opened_at, scheme_of(session, cycle_id).calendar.grace)
        self._opened_early = opened_early(session, cycle_id)
        self._parts = _parts(session, cycle_id)
        self._calendar = self._terms.calendar()
        self._at = opened_at
        self.spans: dict[tuple[int, str], list[Span]] = {}
        self.stages: list[tuple[datetime, CycleStage]] = []

    def go_on(self, event: Row[*tuple[Any, ...]]) -> None:
        """Take one event in."""
        self._at = event.at
        noun, after = event.name.partition(".")[0], json.loads(event.after or "{}")
        match noun:
            case "cycle":
                self._cycle(event, after)
            case "extension":
                self._extension(event, after)
            case _:
                self._form(noun, event, after)
        if noun == "cycle":
            self._calendar = self._terms.calendar()
        self._note(event.name, self._concerned(noun, event.unit_id))

    def _cycle(self, event: Row[*tuple[Any, ...]], after: Mapping[str, Any]) -> None:
        if event.name == "cycle.open":
            self.stages.append((self._at, CycleStage.PREPARING))
            self._set_days(after["days"])
        elif event.name == "cycle.edit_calendar":
            self._set_days(after)
        elif event.name == "cycle.end_acceptance":
            row = self._terms.rows[after["entry"]]
            row.open_until = _instant(after["open_until"])
            row.open_until_reason = event.reason if row.open_until else ""
        else:
            stage = CycleStage.of(after["stage"])
            self.stages.append((self._at, stage))
            if stage.value in self._terms.rows and stage.value in self._opened_early:
                self._terms.rows[stage.value].opened_early_at = self._opened_early[stage.value]
            if event.name == f"cycle.{CycleTrigger.DELIBERATE.value}":
                self._terms.deliberated_at = self._at
            elif stage is CycleStage.RATING:
                self._terms.deliberated_at = None

    def _set_days(self, days: Mapping[str, Sequence[str | None]]) -> None:
        """The days of a calendar; the end of the acceptance of late work follows the last one."""
        for entry, (first, last) in days.items():
            row = self._terms.rows.setdefault(entry, CycleWindow(stage=entry, open_until_reason=""))
            assert last is not None
            ends = date.fromisoformat(last)
            if row.open_until:
                row.open_until += ends - row.last
            row.first, row.last = date.fromisoformat(first) if first else None, ends

    def _extension(self, event: Row[*tuple[Any, ...]], after: Mapping[str, Any]) -> None:
        about = after or json.loads(event.before)
        until = _instant(about["until"])
        assert until is not None
        revoked = event.name == "extension.revoke"
        place = (about["entry"], event.unit_id)
        ends = self._terms.extensions[place]
        ends[event.object_id] = min(until, self._at) if revoked else until
        self._terms.extended[place] = max(ends.values())

    def _form(self, noun: str, event: Row[*tuple[Any, ...]], after: Mapping[str, Any]) -> None:
        part = self._parts[event.unit_id]
        if noun == "sheet":
            part.sheet_stage = SheetStage.of(after["stage"])
            part.sheet_at = self._handed_up(event.name, part.sheet_at)
        elif noun == "report":
            part.report_stage = ReportStage.of(after["stage"])
            part.report_at = self._handed_up(event.name, part.report_at)
            self._terms.handed_up.pop(part.unit_id, None)
            if part.report_stage in HANDED_UP and part.report_at:
                self._terms.handed_up[part.unit_id] = part.report_at
        elif noun == "liaison":
            part.registered_at = self._at
        else:
            part.zero = self._at if event.name == "missing.decide_zero" else None

    def _handed_up(self, name: str, before: datetime | None) -> datetime | None:
        """When a form was last handed up; never, once that was taken back."""
        return self._at if name in _HANDING_UP else None if name in _TAKING_BACK else before

    def _concerned(self, noun: str, unit_id: int) -> Collection[_Part]:
        if noun == "cycle":
            return self._parts.values()
        below = noun == "report"
        return [part for part in self._parts.values() if unit_id in (part.unit_id, below and part.above_id)]

    def _note(self, by: str, parts: Collection[_Part]) -> None:
        """Keep how these units stand from now on, where it is not as before."""
        for part in parts:
            for one in owed_by(part, self._calendar):
                spans = self.spans.setdefault((one.unit_id, one.entry), [])
                at = max([self._at, *(span.first for span in spans[-1:])])
                span = Span(at, one, part.stage(one.entry), at, by)
                if spans and (spans[-1].obligation, spans[-1].stage) == (one, span.stage):
                    continue
                if one.done or one.zero:
                    span = replace(span, since=None)
                elif spans and spans[-1].since and spans[-1].obligation.window == one.window:
                    span = replace(span, since=spans[-1].since, by=spans[-1].by)
                spans.append(span)


def _parts(session: Session, cycle_id: int) -> dict[int, _Part]:
    """Everybody who takes part, by code, before anything is done."""
    P = Participant
    statement = (
        select(P.unit_id, P.name, P.above_id, P.tier, Sheet.id, Report.id)
        .outerjoin(Sheet, (Sheet.cycle_id == P.cycle_id) & (Sheet.unit_id == P.unit_id))
        .outerjoin(Report, (Report.cycle_id == P.cycle_id) & (Report.unit_id == P.unit_id))
        .where(P.cycle_id == cycle_id)
        .order_by(P.code, P.name)
    )
    return {
        unit_id: _Part(
            unit_id,
            name,
            above_id,
            tier,
            SheetStage.NOT_STARTED if sheet else None,
            ReportStage.NOT_STARTED if report else None,
        )
        for unit_id, name, above_id, tier, sheet, report in session.execute(statement)
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
