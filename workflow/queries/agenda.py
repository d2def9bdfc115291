"""Where the year stands and which dates concern a unit: the top of every page, and the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from states.cycle import OVER, CycleStage
from workflow.clock import local_date
from workflow.models import Cycle, Participant, SchemeVersion, Tier
from workflow.queries.schemes import kept
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, Window, standing
from workflow.scheme.calendar import ENTRIES
from workflow.scheme.document import Scheme
from workflow.scheme.procedure import DATED, Procedure

CONCERNS = {
    Tier.BELOW: {"self_evaluation"},
    Tier.SUBJECT: {"liaison", "self_evaluation", "consolidation"},
    None: set(ENTRIES),
}
"""Which calendar entries a unit has work in, by its part in the cycle; who assesses has in all."""


@dataclass(frozen=True, slots=True)
class CurrentCycle:
    """The cycle that a page is about; `tier` is the part of the visitor's unit, None for who assesses,
    `above_id` the unit above it in that year."""

    id: int
    title: str
    year: int
    stage: CycleStage
    rehearsal: bool
    tier: Tier | None
    unit_id: int
    above_id: int | None
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Deadline:
    """One entry of the calendar, and where the present moment stands in it."""

    stage: str
    title: str
    window: Window
    standing: Standing


def titles(procedure: Procedure) -> dict[str, str]:
    """What the entries of a calendar are called, in the order of the year (document 004, 四)."""
    dated: dict[str, str] = {stage: procedure.year.title(CycleStage.of(stage)) for stage in DATED}
    return {entry: dated.get(entry, "登记联络员") for entry in ENTRIES}


_CYCLES = (
    select(
        Cycle.id,
        Cycle.title,
        Cycle.year,
        Cycle.stage,
        Cycle.rehearsal,
        Participant.tier,
        Participant.above_id,
        SchemeVersion.digest,
    )
    .join(SchemeVersion, SchemeVersion.id == Cycle.scheme_version_id)
    .outerjoin(
        Participant, (Participant.cycle_id == Cycle.id) & (Participant.unit_id == bindparam("unit_id"))
    )
)
_NAMED = _CYCLES.where(Cycle.id == bindparam("cycle_id"))
_OVER = Cycle.stage.in_(OVER)
_PRESENT = (
    _CYCLES.where((Cycle.province_id == bindparam("unit_id")) | Participant.id.is_not(None))
    .order_by(_OVER, Cycle.rehearsal, case((_OVER, -Cycle.year), else_=Cycle.year), Cycle.id.desc())
    .limit(1)
)


def current_cycle(session: Session, unit_id: int, cycle_id: int | None = None) -> CurrentCycle | None:
    """The cycle `cycle_id`; without it the one that the unit has work in, else the latest it took part in.

    Of several under way the earlier year comes first, and a real one before a rehearsal.
    """
    if cycle_id is None:
        row = session.execute(_PRESENT, {"unit_id": unit_id}).one_or_none()
    else:
        row = session.execute(_NAMED, {"unit_id": unit_id, "cycle_id": cycle_id}).one_or_none()
    if row is None:
        return None
    scheme = kept(session, row.digest)
    shown_now = (row.id, row.title, row.year, row.stage, row.rehearsal)
    return CurrentCycle(*shown_now, row.tier, unit_id, row.above_id, scheme)


def deadlines(session: Session, cycle: CurrentCycle, now: datetime) -> tuple[Deadline, ...]:
    """The calendar entries that concern the visitor's unit, in the order of the year."""
    calendar = cycle_calendar(session, cycle.id)
    windows = {
        stage: calendar.concerning(stage, cycle.tier, cycle.above_id, cycle.unit_id)
        for stage in calendar.windows
        if stage in CONCERNS[cycle.tier]
    }
    return tuple(
        Deadline(stage, title, windows[stage], standing(windows[stage], now))
        for stage, title in titles(cycle.scheme.procedure).items()
        if stage in windows
    )


def next_deadline(entries: Sequence[Deadline]) -> Deadline | None:
    """The first entry whose work can still be done in time, or is yet to come."""
    return next((entry for entry in entries if entry.standing in (Standing.NOT_YET, Standing.ON_TIME)), None)


def rating_middle(session: Session, unit_id: int, now: datetime) -> date | None:
    """The tenth of the month in which the current cycle is rated, while it lies ahead.

    A demonstration leaps there: raters and the chief have work.
    """
    cycle = current_cycle(session, unit_id)
    window = cycle_calendar(session, cycle.id).windows.get("rating") if cycle else None
    tenth = local_date(window.opens_at).replace(day=10) if window else None
    return tenth if tenth and local_date(now) < tenth else None
