"""The calendar of a cycle as days: what a scheme proposes, what holds, what is wrong or worth a warning."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.clock import local_date
from workflow.models import CycleWindow
from workflow.queries.agenda import titles
from workflow.rules.wording import day_text
from workflow.rules.working_days import WorkingDays
from workflow.scheme.calendar import ENTRIES, DateRange
from workflow.scheme.procedure import Procedure

Days = Mapping[str, DateRange]
"""Calendar entry → first and last Shanghai day, both inclusive, in the order of the year."""


def days_of(session: Session, cycle_id: int) -> dict[str, DateRange]:
    """The days that hold in a cycle, in the order of the year."""
    rows = session.scalars(select(CycleWindow).where(CycleWindow.cycle_id == cycle_id))
    held = {row.stage: DateRange(row.first, row.last) for row in rows}
    return {stage: held[stage] for stage in ENTRIES if stage in held}


def opened_early(session: Session, cycle_id: int) -> dict[str, datetime]:
    """Entries that the administrator opened by hand before their first day, and when."""
    rows = session.scalars(select(CycleWindow).where(CycleWindow.cycle_id == cycle_id))
    return {row.stage: row.opened_early_at for row in rows if row.opened_early_at}


def told(days: Days) -> dict[str, list[date | None]]:
    """Days as an event keeps them."""
    return {stage: [own.first, own.last] for stage, own in days.items()}


def carried_on(before: Days, typed: Days, now: datetime) -> dict[str, DateRange]:
    """The days typed; every entry after one whose last day moved follows by as many days, unless it was
    changed itself. First days that have come stay where they are."""
    moved, after = timedelta(), {}
    for stage, own in typed.items():
        old = before[stage]
        if own != old:
            moved = own.last - old.last
        after[stage] = own if own != old else _carried(own, moved, local_date(now))
    return after


def _carried(own: DateRange, moved: timedelta, today: date) -> DateRange:
    begun = own.first is None or own.first <= today
    return DateRange(own.first if begun or own.first is None else own.first + moved, own.last + moved)


def order_errors(days: Days) -> dict[str, str]:
    """Dates that contradict each other: field (`rating-first`, `rating-last`) → Chinese text."""
    errors = {}
    before: DateRange | None = None
    for stage, own in days.items():
        if own.first and own.first > own.last:
            errors[f"{stage}-last"] = f"截止日早于起始日 {day_text(own.first)}：改成不早于起始日的日期。"
        elif before and own.last < before.last:
            errors[f"{stage}-last"] = f"早于上一阶段的截止日 {day_text(before.last)}：各阶段依次截止。"
        if before and before.first and own.first and own.first < before.first:
            errors[f"{stage}-first"] = f"早于上一阶段的起始日 {day_text(before.first)}：各阶段依次开始。"
        before = own
    return errors


def year_errors(days: Days, year: int) -> dict[str, str]:
    """Days far from the year of the cycle, by field like `order_errors`: the year was mistyped."""
    ends = ((f"{stage}-{end}", getattr(own, end)) for stage, own in days.items() for end in ("first", "last"))
    return {
        name: f"填写的是{day_text(day)}，应在 {year - 1} 年到 {year + 2} 年之间：核对年份。"
        for name, day in ends
        if day and not year - 1 <= day.year <= year + 2
    }


def change_errors(before: Days, after: Days, now: datetime) -> dict[str, str]:
    """What may no longer be changed: a first day that has come; a deadline is not moved into the past."""
    today, errors = local_date(now), {}
    for stage, own in after.items():
        old = before[stage]
        if own.first != old.first and old.first and old.first <= today:
            errors[f"{stage}-first"] = f"已于 {day_text(old.first)} 开始，起始日不再变动。"
        if own.last != old.last and own.last < today:
            errors[f"{stage}-last"] = f"今天是 {day_text(today)}，截止日不能改到今天以前。"
    return errors


def warnings(days: Days, procedure: Procedure, working: WorkingDays) -> list[str]:
    """Deadlines that fall on no working day, or in a year whose holidays are not announced."""
    named = titles(procedure)
    found = ((named[stage], working.warning(own.last)) for stage, own in days.items())
    return [f"{title}的截止日 {text}" for title, text in found if text]
