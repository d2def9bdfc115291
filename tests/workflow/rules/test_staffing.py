"""A post is vacant from the first instant at which nobody holds it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.staffing import first_gap

NOW = datetime(2027, 1, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("terms", "gap"),
    [
        ([], NOW),
        ([(NOW - DAY, None)], None),
        ([(NOW, None)], None),
        ([(NOW + DAY, None)], NOW),
        ([(NOW - DAY, NOW)], NOW),
        ([(NOW - DAY, NOW + DAY)], NOW + DAY),
        ([(NOW - DAY, NOW + DAY), (NOW + DAY, None)], None),
        ([(NOW + DAY, None), (NOW - DAY, NOW + DAY)], None),
        ([(NOW - DAY, NOW + DAY), (NOW + 2 * DAY, None)], NOW + DAY),
        ([(NOW - DAY, NOW + 5 * DAY), (NOW, NOW + 2 * DAY)], NOW + 5 * DAY),
    ],
)
def test_the_first_gap(terms, gap):
    assert first_gap(terms, NOW) == gap


hours = st.integers(-72, 72).map(lambda number: NOW + timedelta(hours=number))


@given(st.lists(st.tuples(hours, st.none() | hours)), st.integers(0, 72))
def test_before_the_gap_somebody_always_holds_the_post_and_at_it_nobody(terms, ahead):
    gap = first_gap(terms, NOW)
    moment = NOW + timedelta(hours=ahead)

    def held(at):
        return any(since <= at and (until is None or at < until) for since, until in terms)

    if gap is None or moment < gap:
        assert held(moment)
    else:
        assert not held(gap)
