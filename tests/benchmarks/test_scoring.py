"""The benchmark runs and measures what it says; its figures come from `make bench`."""

from tests.benchmarks.scoring import measured

BUDGET = 5
"""Milliseconds that one sheet of 47 items may take, far above what it does take."""


def test_a_sheet_of_47_items_is_scored_in_far_less_than_its_budget() -> None:
    report = measured(counties=20)
    assert report.items == 20 * 47
    assert report.agree
    assert report.per_sheet < BUDGET
