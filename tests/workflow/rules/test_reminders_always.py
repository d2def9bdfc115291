"""Whatever a scheme, a calendar and a window are: what holds of all reminders of a unit."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.clock import end_of_day, hour_of_day, local_date
from workflow.rules.deadlines import Window, is_past, writable
from workflow.rules.reminders import Kind, Manner, Moment, between, latest
from workflow.rules.working_days import WorkingDays

DAY = timedelta(days=1)
WORKING = WorkingDays()

instants = st.datetimes(datetime(2025, 9, 1), datetime(2027, 9, 1), timezones=st.just(UTC))  # noqa: DTZ001
windows = st.builds(
    lambda opens, length, closed, extended, grace, ended: Window(
        opens, end_of_day(local_date(opens + length)), closed, extended, grace, ended
    ),
    instants,
    st.timedeltas(timedelta(0), timedelta(days=90)),
    st.none() | instants,
    st.none() | instants,
    st.just(timedelta(0)) | st.timedeltas(timedelta(minutes=1), DAY),
    st.none() | instants,
)
manners = st.builds(
    lambda offsets, hour, overdue: Manner(tuple(sorted(offsets, reverse=True)), hour, overdue),
    st.sets(st.integers(0, 100), max_size=6),
    st.integers(0, 23),
    st.booleans(),
)


@given(windows, manners)
def test_no_two_on_a_day_none_on_a_day_off_none_outside_the_window_all_in_order(window, manner):
    found = list(between(window, manner, WORKING, window.opens_at - DAY, window.on_time_until + 60 * DAY))
    days = [one.day for one in found]
    assert days == sorted(set(days))
    assert [one.at for one in found] == sorted(one.at for one in found)
    for one in found:
        assert WORKING.worked(one.day)
        assert writable(window, one.at)
        assert one.at == hour_of_day(one.day, manner.hour)
        assert is_past(window.late_from, one.at) is (one.kind is Kind.OVERDUE)


@given(windows, manners, st.none() | instants, instants, instants)
def test_what_is_current_only_moves_on_and_was_so_when_its_moment_came(window, manner, since, one, another):
    now, later = sorted((one, another))
    was, found = (latest(window, manner, WORKING, since, moment) for moment in (now, later))
    if was and found:
        assert was.at <= found.at
    for moment, instant in ((was, now), (found, later)):
        if moment:
            assert moment.at <= instant
            assert since is None or moment.at > since
            assert latest(window, manner, WORKING, since, moment.at) == moment


@given(windows, manners, st.none() | instants, instants)
def test_a_run_every_hour_and_the_rehearsal_agree(window, manner, since, start):
    until = start + 20 * DAY
    ticks = [hour_of_day(local_date(start) + day * DAY, hour) for day in range(22) for hour in range(24)]
    live: dict[date, Moment] = {}
    for now in ticks:
        one = latest(window, manner, WORKING, since, now)
        if one and start <= one.at < until:
            live[one.day] = one
    rehearsed = [
        one for one in between(window, manner, WORKING, start, until) if since is None or one.at > since
    ]
    assert list(live.values()) == rehearsed
