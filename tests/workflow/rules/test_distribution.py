"""How final scores are spread."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.distribution import MOST_BANDS, distribution

SCORES = st.dictionaries(
    st.integers(1, 200),
    st.fractions(min_value=-10, max_value=110, max_denominator=1000),
    min_size=1,
    max_size=60,
)


def scores(*marks: str) -> dict[int, Fraction]:
    return {number: Fraction(mark) for number, mark in enumerate(marks, 1)}


def test_a_band_holds_its_lower_end_and_not_its_upper_one() -> None:
    found = distribution(scores("95", "94.99", "90", "85"))
    assert found is not None
    assert [(band.low, band.high, band.units) for band in found.bands if band.units] == [
        (94, 96, (1, 2)),
        (90, 92, (3,)),
        (84, 86, (4,)),
    ]


def test_mean_and_median_are_exact() -> None:
    found = distribution(scores("90", "91", "93"))
    assert found is not None
    assert (found.mean, found.median, found.best, found.worst) == (Fraction(274, 3), 91, 93, 90)
    even = distribution(scores("90", "91"))
    assert even is not None
    assert even.median == Fraction(181, 2)


def test_equal_scores_make_one_band_and_none_make_nothing() -> None:
    found = distribution(scores("92.28", "92.28"))
    assert found is not None
    assert [band.units for band in found.bands] == [(1, 2)]
    assert distribution({}) is None


def test_a_unit_far_below_widens_the_bands() -> None:
    found = distribution(scores("0", "97", "98"))
    assert found is not None
    assert found.bands[0].high - found.bands[0].low == 10


@given(SCORES)
def test_every_unit_is_in_the_one_band_that_its_score_lies_in(given_scores: dict[int, Fraction]) -> None:
    found = distribution(given_scores)
    assert found is not None
    assert len(found.bands) <= MOST_BANDS
    assert sorted(unit for band in found.bands for unit in band.units) == sorted(given_scores)
    for band in found.bands:
        assert all(band.low <= given_scores[unit] < band.high for unit in band.units)
    edges = [(band.low, band.high) for band in found.bands]
    assert all(low == high for (low, _), (_, high) in pairwise(edges))
