"""Deadlines as iCalendar text (RFC 5545), for Outlook and telephones."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from workflow.queries.feed import Appointment
from workflow.rules.deadlines import deadline_day

TYPE = "text/calendar; charset=utf-8"
NAME = "考评期限"
OFTEN, OFTEN_TEXT = timedelta(hours=6), "PT6H"
NINE_THE_DAY_BEFORE = timedelta(hours=-15)
"""Counted from the begin of the last day."""


def calendar_text(found: Iterable[Appointment], now: datetime, home: str) -> bytes:
    """A calendar with an all-day event on the last day of every deadline; `home` is where work goes on."""
    calendar = Calendar()
    for name, value in (
        ("prodid", "-//kaoping//deadlines//ZH"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", NAME),
        ("x-wr-timezone", "Asia/Shanghai"),
        ("x-published-ttl", OFTEN_TEXT),
    ):
        calendar.add(name, value)
    calendar.add("refresh-interval", OFTEN, parameters={"VALUE": "DURATION"})
    for one in found:
        calendar.add_component(_event(one, now, home))
    return calendar.to_ical()


def _event(one: Appointment, now: datetime, home: str) -> Event:
    """The exclusive midnight is the end of the day before: 24:00 stands in the text."""
    clock = deadline_day(one.until).rpartition("）")[2]
    event = Event()
    for name, value in (
        ("uid", f"{one.cycle_id}-{one.entry}-{one.unit_id}@kaoping"),
        ("dtstamp", now),
        ("last-modified", one.changed_at),
        ("sequence", one.changes),
        ("dtstart", one.day),
        ("dtend", one.day + timedelta(days=1)),
        ("summary", f"{'已办：' * one.done}{one.title}（{clock} 前）· {one.unit}"),
        ("description", "\n".join(one.notes)),
        ("url", home),
        ("status", "CONFIRMED"),
        ("transp", "TRANSPARENT"),
    ):
        event.add(name, value)
    if not one.done:
        event.add_component(_alarm(f"明天：{one.title} · {one.unit}"))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", NINE_THE_DAY_BEFORE)
    return alarm
