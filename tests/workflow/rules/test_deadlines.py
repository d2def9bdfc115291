from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import run
from sys import executable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.clock import SHANGHAI, end_of_day, start_of_day
from workflow.rules.deadlines import (
    Standing,
    Window,
    acceptance_text,
    countdown_text,
    deadline_text,
    grace_text,
    is_past,
    late_seconds,
    late_text,
    lateness,
    remaining,
    standing,
    writable,
)

OPENS = start_of_day(date(2026, 12, 1))
DUE = end_of_day(date(2026, 12, 31))
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
OPEN_ENDED = Window(OPENS, DUE)
CLOSING = Window(OPENS, DUE, closed_at=DUE + 10 * DAY)
EXTENDED = Window(OPENS, DUE, closed_at=DUE + 10 * DAY, extended_to=DUE + 5 * DAY)

GRACE = timedelta(minutes=30)
GRACED = Window(OPENS, DUE, grace=GRACE)
ENDED = Window(OPENS, DUE, open_until=DUE + 10 * DAY, open_until_reason="省里要汇总")
ENDED_EXTENDED = Window(OPENS, DUE, extended_to=DUE + 12 * DAY, open_until=DUE + 10 * DAY)

instants = st.datetimes(datetime(2026, 11, 1), datetime(2027, 2, 28), timezones=st.just(UTC))  # noqa: DTZ001
windows = st.builds(
    lambda opens, length, closed, extended, grace, ended: Window(
        opens, opens + length, closed, extended, grace, ended
    ),
    instants,
    st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
    st.none() | instants,
    st.none() | instants,
    st.just(timedelta(0)) | st.timedeltas(timedelta(minutes=1), DAY),
    st.none() | instants,
)


@pytest.mark.parametrize(
    ("window", "now", "expected"),
    [
        (OPEN_ENDED, OPENS - TICK, Standing.NOT_YET),
        (OPEN_ENDED, OPENS, Standing.ON_TIME),
        (OPEN_ENDED, DUE - TICK, Standing.ON_TIME),
        (OPEN_ENDED, DUE, Standing.LATE),
        (OPEN_ENDED, DUE + 365 * DAY, Standing.LATE),
        (CLOSING, DUE + 10 * DAY - TICK, Standing.LATE),
        (CLOSING, DUE + 10 * DAY, Standing.CLOSED),
        (EXTENDED, DUE + 5 * DAY - TICK, Standing.ON_TIME),
        (EXTENDED, DUE + 5 * DAY, Standing.LATE),
        (EXTENDED, DUE + 10 * DAY, Standing.CLOSED),
        (GRACED, DUE - TICK, Standing.ON_TIME),
        (GRACED, DUE, Standing.GRACE),
        (GRACED, DUE + GRACE - TICK, Standing.GRACE),
        (GRACED, DUE + GRACE, Standing.LATE),
        (replace(EXTENDED, grace=GRACE), DUE + 5 * DAY + GRACE - TICK, Standing.GRACE),
        (replace(EXTENDED, grace=GRACE), DUE + 5 * DAY + GRACE, Standing.LATE),
        (replace(EXTENDED, closed_at=DUE, grace=GRACE), DUE + 5 * DAY, Standing.CLOSED),
        (ENDED, DUE + 10 * DAY - TICK, Standing.LATE),
        (ENDED, DUE + 10 * DAY, Standing.CLOSED),
        (replace(ENDED, closed_at=DUE + DAY), DUE + DAY, Standing.CLOSED),
        (ENDED_EXTENDED, DUE + 12 * DAY - TICK, Standing.ON_TIME),
        (ENDED_EXTENDED, DUE + 12 * DAY, Standing.CLOSED),
    ],
)
def test_a_moment_stands_before_in_after_or_beyond_a_window(window, now, expected):
    assert standing(window, now) is expected


def test_a_county_is_closed_once_its_prefecture_has_handed_up_even_before_the_deadline():
    early = Window(OPENS, DUE, closed_at=DUE - 3 * DAY)
    assert standing(early, DUE - 2 * DAY) is Standing.CLOSED
    assert remaining(early, DUE - 2 * DAY) is None
    assert lateness(early, DUE - 2 * DAY) is None


def test_a_live_extension_opens_a_closed_window_until_it_ends():
    window = Window(OPENS, DUE, closed_at=DUE + DAY, extended_to=DUE + 3 * DAY)
    assert standing(window, DUE + 2 * DAY) is Standing.ON_TIME
    assert standing(window, DUE + 3 * DAY) is Standing.CLOSED


def test_an_extension_does_not_open_a_window_early_nor_shorten_it():
    window = Window(OPENS, DUE, extended_to=DUE - 5 * DAY)
    assert standing(window, OPENS - TICK) is Standing.NOT_YET
    assert standing(window, DUE - TICK) is Standing.ON_TIME
    assert lateness(window, DUE - TICK) is None


@pytest.mark.parametrize(
    ("clock", "late"),
    [("23:59:58", None), ("23:59:59.900000", None), ("24:00:00", timedelta(0))],
)
def test_arrival_before_midnight_is_in_time_and_midnight_itself_is_late(clock, late):
    midnight = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    arrived = midnight if clock == "24:00:00" else datetime.fromisoformat(f"2026-12-31T{clock}+08:00")
    assert lateness(OPEN_ENDED, arrived) == late


@pytest.mark.parametrize(
    ("after", "seconds"), [(-TICK, 0), (timedelta(0), 1), (TICK, 1), (timedelta(hours=2), 7201)]
)
def test_what_came_at_the_very_instant_of_the_deadline_is_kept_as_late(after, seconds):
    assert late_seconds(OPEN_ENDED, DUE + after) == seconds


def test_lateness_is_counted_from_the_extended_deadline():
    assert lateness(EXTENDED, DUE + 2 * DAY) is None
    assert lateness(EXTENDED, DUE + 7 * DAY) == 2 * DAY


@pytest.mark.parametrize(
    ("after", "seconds"), [(timedelta(0), 0), (GRACE - TICK, 0), (GRACE, 1801), (GRACE + DAY, 88201)]
)
def test_within_the_grace_nothing_is_late_and_after_it_lateness_counts_from_the_deadline(after, seconds):
    assert late_seconds(GRACED, DUE + after) == seconds


def test_grace_and_the_end_of_acceptance_are_said_in_full():
    assert grace_text(GRACED) == "宽限 30 分钟，至 2027年1月1日（星期五）00:30"
    assert grace_text(OPEN_ENDED) == ""
    assert acceptance_text(ENDED) == (
        "逾期的受理至 2027年1月10日（星期日）24:00（北京时间），原因：省里要汇总"
    )
    assert acceptance_text(OPEN_ENDED) == ""


@given(windows, instants)
def test_the_answers_about_one_moment_never_contradict_each_other(window, now):
    where = standing(window, now)
    assert writable(window, now) is (where in (Standing.ON_TIME, Standing.GRACE, Standing.LATE))
    if where is Standing.LATE:
        assert lateness(window, now) == now - max(window.due_at, window.extended_to or window.due_at)
    if where is Standing.GRACE:
        assert lateness(window, now) is None
        assert remaining(window, now) is None
    if where is Standing.ON_TIME:
        assert lateness(window, now) is None
        assert remaining(window, now) > timedelta(0)
    assert (remaining(window, now) is None) or (lateness(window, now) is None)
    assert is_past(window.opens_at, now) is (where is not Standing.NOT_YET)


@given(windows, instants, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_time_only_moves_a_window_without_extension_forward(window, now, later):
    order = list(Standing)
    plain = replace(window, extended_to=None)
    assert order.index(standing(plain, now)) <= order.index(standing(plain, now + later))


@pytest.mark.parametrize(
    ("due_at", "text"),
    [
        (DUE, "2026年12月31日（星期四）24:00 前（北京时间）"),
        (end_of_day(date(2027, 2, 28)), "2027年2月28日（星期日）24:00 前（北京时间）"),
        (end_of_day(date(2028, 2, 29)), "2028年2月29日（星期二）24:00 前（北京时间）"),
        (datetime(2027, 1, 5, 9, 30, tzinfo=UTC), "2027年1月5日（星期二）17:30 前（北京时间）"),
        (datetime(2027, 1, 4, 16, 30, tzinfo=UTC), "2027年1月5日（星期二）00:30 前（北京时间）"),
        (datetime(2027, 1, 5, 0, 0, tzinfo=UTC), "2027年1月5日（星期二）08:00 前（北京时间）"),
    ],
)
def test_a_deadline_is_written_as_officials_say_it(due_at, text):
    assert deadline_text(due_at) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=3, hours=4, minutes=59), "还剩 3 天 4 小时"),
        (timedelta(days=3, minutes=59), "还剩 3 天"),
        (timedelta(hours=23, minutes=59, seconds=59), "还剩 23 小时 59 分钟"),
        (timedelta(hours=2), "还剩 2 小时"),
        (timedelta(minutes=40), "还剩 40 分钟"),
        (timedelta(seconds=59), "还剩不足 1 分钟"),
        (timedelta(0), "已截止"),
        (-DAY, "已截止"),
    ],
)
def test_a_countdown_names_whole_units_that_are_really_left(left, text):
    assert countdown_text(DUE, DUE - left) == text


@pytest.mark.parametrize(
    ("late", "text"),
    [
        (timedelta(days=2, hours=3, minutes=30), "逾期 2 天 3 小时"),
        (timedelta(hours=1, minutes=5), "逾期 1 小时 5 分钟"),
        (timedelta(0), "逾期不足 1 分钟"),
    ],
)
def test_lateness_is_told_in_whole_units(late, text):
    assert late_text(late) == text


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_server_time_zone_changes_no_answer(zone):
    script = (
        "from datetime import date; from workflow.clock import end_of_day;"
        "from workflow.rules.deadlines import Window, deadline_text, standing;"
        "due = end_of_day(date(2026, 12, 31));"
        "print(standing(Window(due, due), due), deadline_text(due))"
    )
    told = run(
        [executable, "-c", script],
        env={"TZ": zone, "PYTHONIOENCODING": "utf-8"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.strip() == "late 2026年12月31日（星期四）24:00 前（北京时间）"
