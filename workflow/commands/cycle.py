"""Opening a year, moving it on by date or by hand, filing it away."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from states.cycle import CycleStage, CycleTrigger, led_on_by
from states.engine import Refused
from states.facts import CycleFacts
from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._subject import cycle_subject, locked
from workflow.commands.schemes import stored
from workflow.errors import Invalid
from workflow.models import (
    Assessment,
    Cycle,
    CycleWindow,
    Level,
    Participant,
    Report,
    Sheet,
    Tier,
    Unit,
)
from workflow.permissions import Scope, require
from workflow.queries.calendars import Days, days_of, order_errors, told, year_errors
from workflow.queries.cycles import next_window_come, opened_by, year_of
from workflow.queries.participants import taking_part
from workflow.queries.schemes import scheme_of, scheme_to_open
from workflow.queries.units import only_top
from workflow.queries.windows import cycle_calendar
from workflow.rules.wording import day_text
from workflow.scheme.checks import open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.procedure import Procedure

FIRST_YEAR, LAST_YEAR = 2000, 2100


def open_cycle(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    scheme_key: str,
    year: int,
    days: Days | None = None,
    rehearsal: bool = False,
    province_id: int | None = None,
) -> Cycle:
    """Open the cycle of a year: freeze the scheme, the calendar and the units valid on its first day.

    `days` replaces entries of the calendar that the scheme proposes. Who gets which forms follows from
    the scheme's stages, see `_lay_out`. Raises Invalid where the scheme has open findings, the year is
    taken, the dates contradict each other or the units do not fit.
    """
    scheme = scheme_to_open(session, scheme_key)
    assessor = Level.of(scheme.procedure.levels.assessor)
    province = locked(session, Unit, province_id or actor.unit_id or only_top(session, assessor))
    require(actor, Action.OPEN_CYCLE, Scope(unit_id=province.id, province_id=province.id))
    _require_year(session, province.id, scheme, year, rehearsal)
    calendar = {entry: (days or {}).get(entry, own) for entry, own in scheme.calendar.dates(year).items()}
    if errors := order_errors(calendar) | year_errors(calendar, year):
        raise Invalid(errors)
    units = taking_part(session, province, scheme, _first_day(calendar))
    cycle = Cycle(
        scheme_version_id=stored(session, scheme, now).id,
        scheme_key=scheme.key,
        province_id=province.id,
        year=year,
        title=f"{year}年度{scheme.title}",
        rehearsal=rehearsal,
        opened_at=now,
    )
    session.add(cycle)
    session.flush()
    _lay_out(session, cycle.id, calendar, units, scheme.procedure)
    after = {"scheme": scheme.reference, "days": told(calendar), "units": len(units)}
    record(session, actor, now, "cycle.open", cycle, after={**after, "rehearsal": rehearsal})
    return cycle


def advance_cycle(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, reason: str = ""
) -> CycleStage:
    """Move the year on to the stage whose first day has come; a person says why, and may do so earlier.

    The event keeps since when the stage holds by the calendar, which may be long before it is recorded.
    Raises Invalid without a reason, Refused where no date leads out of the stage or it has not come.
    """
    cycle, _ = cycle_subject(session, actor, Action.ADVANCE_CYCLE, Cycle, cycle_id, cycle_id)
    year = year_of(session, cycle_id)
    by_hand, entry = actor.post is not Post.CLOCK, opened_by(year, cycle.stage)
    if entry is None:
        raise Refused((led_on_by(year, cycle.stage),))
    if by_hand and not reason.strip():
        raise Invalid({"reason": "写明推进的理由，例如提前布置或系统时钟停运。"})
    come = next_window_come(session, cycle, now)
    if by_hand and not come:
        own = (CycleWindow.cycle_id == cycle_id, CycleWindow.stage == entry)
        session.execute(update(CycleWindow).where(*own).values(opened_early_at=now))
    findings = open_findings(scheme_of(session, cycle_id))
    first = days_of(session, cycle_id)[entry].first
    facts = CycleFacts(
        date_come=come or by_hand,
        next_date=day_text(first) if first else "",
        open_findings=tuple(f"{finding.code}（{finding.place}）" for finding in findings),
    )
    note = {"since": cycle_calendar(session, cycle_id).windows[entry].opens_at} if come else None
    move(session, actor, now, year, cycle, CycleTrigger.ADVANCE, facts, reason=reason.strip(), note=note)
    return cycle.stage


def close_cycle(session: Session, actor: Actor, now: datetime, *, cycle_id: int) -> None:
    """File a published year away (归档). Raises Refused before the ranking is published."""
    cycle, _ = cycle_subject(session, actor, Action.CLOSE_CYCLE, Cycle, cycle_id, cycle_id)
    move(session, actor, now, year_of(session, cycle_id), cycle, CycleTrigger.CLOSE, CycleFacts())


def _require_year(session: Session, province_id: int, scheme: Scheme, year: int, rehearsal: bool) -> None:
    errors = {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        errors["year"] = f"年度是 {year}，应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"
    taken = select(Cycle.id).where(
        Cycle.province_id == province_id,
        Cycle.scheme_key == scheme.key,
        Cycle.year == year,
        Cycle.rehearsal.is_(False),
    )
    if not rehearsal and session.scalar(taken) is not None:
        errors["year"] = f"{year}年度的评定已经开启；试运行可开启演练。"
    if findings := open_findings(scheme):
        told = "、".join(f"{finding.code} {finding.text}" for finding in findings)
        errors["scheme_key"] = f"评定办法还有未作说明的问题，先补充解释：{told}"
    if errors:
        raise Invalid(errors)


def _first_day(calendar: Days) -> date:
    """The day on which work in the forms begins."""
    first = next(days for entry, days in calendar.items() if entry != "liaison")
    return first.first or first.last


def _lay_out(
    session: Session, cycle_id: int, days: Days, units: Mapping[Unit, Tier], procedure: Procedure
) -> None:
    """Windows for the dates there are; a sheet for everybody and a report for every ranked unit where the
    units evaluate themselves; an assessed sheet for every ranked unit where it is rated."""
    windows = [{"stage": stage, "first": own.first, "last": own.last} for stage, own in days.items()]
    participants = [
        {
            "unit_id": unit.id,
            "above_id": unit.parent_id,
            "tier": tier,
            **{name: getattr(unit, name) for name in ("code", "name", "level", "group")},
        }
        for unit, tier in units.items()
    ]
    everybody = [{"unit_id": unit.id} for unit in units]
    ranked = [{"unit_id": unit.id} for unit, tier in units.items() if tier is Tier.SUBJECT]
    evaluated, rated = procedure.has("self_evaluation"), procedure.has("rating")
    rows: tuple[tuple[type[Any], list[dict[str, Any]]], ...] = (
        (CycleWindow, windows),
        (Participant, participants),
        (Sheet, everybody if evaluated else []),
        (Report, ranked if evaluated else []),
        (Assessment, ranked if rated else []),
    )
    for model, found in rows:
        if found:
            session.execute(insert(model), [{"cycle_id": cycle_id, **row} for row in found])
