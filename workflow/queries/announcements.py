"""What everybody may know before logging in: deadlines that were moved for all lately, and no unit's own."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from workflow.clock import end_of_day
from workflow.models import Cycle, CycleWindow, Event, Extension
from workflow.queries.agenda import titles
from workflow.queries.schemes import scheme_of
from workflow.rules.deadlines import deadline_text, is_past

SHOWN_FOR = timedelta(days=7)


def announcements(session: Session, now: datetime) -> list[str]:
    """A sentence for each deadline of a year under way that was moved in the last days, or extended at once
    for all who had not handed up (停机顺延), as long as it lies ahead. A unit's own extension is not told."""
    open_years = select(Cycle.id, Cycle.title).where(Cycle.stage.not_in(OVER), Cycle.rehearsal.is_(False))
    told = []
    for cycle_id, title in session.execute(open_years.order_by(Cycle.id)).all():
        news = [*_moved(session, cycle_id, now), *_extended(session, cycle_id, now)]
        if news:
            named = titles(scheme_of(session, cycle_id).procedure)
            told += [
                f"{title}：{whose}“{named[entry]}”的截止时间改为{deadline_text(until)}。"
                for entry, until, whose in news
                if not is_past(until, now)
            ]
    return told


def _moved(session: Session, cycle_id: int, now: datetime) -> Iterator[tuple[str, datetime, str]]:
    """Entries whose last day was changed in the calendar, and the day that holds now."""
    changes = session.execute(
        select(Event.before, Event.after).where(
            Event.cycle_id == cycle_id, Event.name == "cycle.edit_calendar", Event.at > now - SHOWN_FOR
        )
    )
    moved = set()
    for before, after in changes:
        was, became = json.loads(before), json.loads(after)
        moved |= {entry for entry in became if entry in was and was[entry][-1] != became[entry][-1]}
    if moved:
        own = (CycleWindow.cycle_id == cycle_id, CycleWindow.stage.in_(moved))
        for row in session.scalars(select(CycleWindow).where(*own).order_by(CycleWindow.last)):
            yield row.stage, end_of_day(row.last), ""


def _extended(session: Session, cycle_id: int, now: datetime) -> Iterator[tuple[str, datetime, str]]:
    """Entries that were extended for several units by one act; one unit's is its own business."""
    rows = session.execute(
        select(Extension.stage, Extension.until)
        .where(
            Extension.cycle_id == cycle_id,
            Extension.granted_at > now - SHOWN_FOR,
            Extension.revoked_at.is_(None),
        )
        .group_by(Extension.stage, Extension.until, Extension.granted_at)
        .having(func.count() > 1)
        .order_by(Extension.until)
    )
    for stage, until in dict.fromkeys((row.stage, row.until) for row in rows):
        yield stage, until, "还没有上报的单位，"
