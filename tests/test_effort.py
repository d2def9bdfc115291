"""Work is counted, and stopped where it is too much."""

import pytest

from tests.effort import calls_at_most


def test_whoever_stays_below_goes_through() -> None:
    with calls_at_most(100):
        assert sum(map(abs, range(-3, 4))) == 12


def go_on_whatever_happens() -> None:
    while True:
        try:
            len(())
        except Exception:
            continue


def test_what_never_ends_is_ended_even_where_errors_are_swallowed() -> None:
    with pytest.raises(pytest.fail.Exception, match="more than 100 calls"), calls_at_most(100):
        go_on_whatever_happens()
