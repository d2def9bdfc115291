"""A clock that is set while a process lives is noticed; a pause or a slow correction is not one."""

from datetime import timedelta

from notifications.clock_watch import ClockWatch
from tests.worlds import at

NOON = at(12, 10, 12)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def watch() -> ClockWatch:
    return ClockWatch(NOON, timedelta())


def test_time_that_passes_is_no_jump_however_long():
    watched = watch()
    assert watched.read(NOON + 3 * DAY, 3 * DAY) == NOON + 3 * DAY
    assert watched.jump is None


def test_forty_days_ahead_and_back_again():
    watched, minute = watch(), timedelta(minutes=1)
    assert watched.read(NOON + 40 * DAY + minute, minute) == NOON + minute
    assert watched.jump is not None
    assert watched.jump.at == NOON + minute
    assert watched.jump.text == "时钟异常，已暂停自动推进：服务器时间在运行中被拨快了 40 天"
    told = watched.jump
    assert watched.read(NOON + 40 * DAY + HOUR, HOUR) == NOON + HOUR
    assert watched.jump is told
    assert watched.read(NOON + 2 * HOUR, 2 * HOUR) == NOON + 2 * HOUR
    assert watched.jump is None


def test_a_clock_that_is_set_back_is_suspected_too():
    watched = watch()
    assert watched.read(NOON - 90 * timedelta(minutes=1), timedelta()) == NOON
    assert watched.jump is not None
    assert watched.jump.text.endswith("被拨慢了 1 小时 30 分钟")


def test_another_jump_is_told_anew():
    watched = watch()
    watched.read(NOON + DAY, timedelta())
    watched.read(NOON + 3 * DAY, timedelta())
    assert watched.jump is not None
    assert watched.jump.by == 3 * DAY


def test_small_corrections_are_taken_for_right_and_do_not_add_up():
    watched = watch()
    for number in range(1, 6):
        assert watched.read(NOON + number * HOUR, timedelta()) == NOON + number * HOUR
    assert watched.jump is None
    watched.read(NOON + 7 * HOUR, timedelta())
    assert watched.jump is not None
