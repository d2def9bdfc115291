"""One unit over the years: against the year before, and its line through all rankings."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.lineage import Succession
from workflow.rules.over_years import YearChange, against_last_year, lines, signed_shown
from workflow.rules.ranked_year import RankedYear, Source


def year(number: int, *units: int, source: Source = Source.PUBLISHED) -> RankedYear:
    """A ranking whose order is the order of the units, with scores 90, 89, …; ranked in December."""
    return RankedYear(
        number,
        {unit: place for place, unit in enumerate(units, 1)},
        frozenset(),
        {unit: Fraction(90 - place) for place, unit in enumerate(units)},
        {unit: f"{unit}号市" for unit in units},
        source,
        date(number, 12, 1),
    )


def became(old: int, new: int, kind: str = "renamed", on: date = date(2026, 6, 1)) -> Succession:
    return Succession(old, f"{old}号市", new, kind, on)


def change(unit: int, this: RankedYear, last: RankedYear | None, *known: Succession) -> YearChange:
    return against_last_year(this, last, known)[unit]


@pytest.mark.parametrize(
    ("unit", "places", "words", "score"),
    [(1, -1, "↓ 下降 1 名", "−1.00"), (2, 2, "↑ 上升 2 名", "+2.00"), (3, -1, "↓ 下降 1 名", "−1.00")],
)
def test_a_change_is_told_with_its_arrow_and_in_words(unit: int, places: int, words: str, score: str) -> None:
    found = change(unit, year(2026, 2, 1, 3, 4), year(2025, 1, 3, 2, 4))
    assert (found.places, found.words, found.score_words) == (places, words, score)


def test_the_same_place_is_told_as_such() -> None:
    found = change(1, year(2026, 1, 2), year(2025, 1, 2))
    assert (found.words, found.score_words, found.last_rank) == ("— 名次不变", "0.00", 1)


def test_a_unit_that_was_not_ranked_last_year_is_compared_with_nothing() -> None:
    found = change(3, year(2026, 1, 3), year(2025, 1, 2))
    assert (found.words, found.score_words, found.last_rank) == ("上年未参评", "", None)


@pytest.mark.parametrize("last", [None, year(2024, 1, 2)])
def test_without_the_year_before_nothing_is_compared_and_that_is_said(last: RankedYear | None) -> None:
    assert change(1, year(2026, 1, 2), last).words == "没有2025年度的排名"


def test_a_renamed_unit_is_compared_under_its_old_name() -> None:
    found = change(1, year(2026, 1, 2), year(2025, 2, 10), became(10, 1))
    assert (found.places, found.note) == (1, "更名前为10号市")


def test_nothing_is_inferred_from_several_predecessors_and_that_is_said() -> None:
    found = change(1, year(2026, 1), year(2025, 10, 11), became(10, 1, "merged"), became(11, 1, "merged"))
    assert found.places is None
    assert found.words == "单位有合并或拆分（前身：10号市、11号市），不推断上年名次"


def test_a_succession_after_the_ranking_does_not_count_yet() -> None:
    later = became(10, 1, on=date(2026, 12, 2))
    assert change(1, year(2026, 1), year(2025, 10), later).words == "上年未参评"


def told(years: list[RankedYear], *known: Succession) -> dict[str, list[tuple[int, str, int | None]]]:
    return {
        line.name: [(point.year, point.name, point.rank) for point in line.points]
        for line in lines(years, known)
    }


def test_a_line_goes_back_through_renamings() -> None:
    years = [year(2024, 20, 2), year(2025, 2, 10), year(2026, 1, 2)]
    known = (became(20, 10, on=date(2025, 3, 1)), became(10, 1))
    assert told(years, *known)["1号市"] == [
        (2024, "20号市", 1),
        (2025, "10号市", 2),
        (2026, "1号市", 1),
    ]
    [line] = [line for line in lines(years, known) if line.name == "1号市"]
    assert line.former_names == ("10号市", "20号市")


def test_a_year_in_which_a_unit_was_not_ranked_is_a_gap_in_its_line() -> None:
    found = told([year(2024, 1, 2), year(2025, 2), year(2026, 1, 2)])
    assert found["1号市"] == [(2024, "1号市", 1), (2025, "", None), (2026, "1号市", 1)]


def test_a_line_begins_with_the_first_year_in_which_the_unit_was_ranked() -> None:
    assert told([year(2024, 2), year(2025, 2), year(2026, 2, 1)])["1号市"] == [(2026, "1号市", 2)]


def test_a_merged_unit_begins_a_line_and_its_predecessors_keep_theirs() -> None:
    years = [year(2024, 10, 11), year(2025, 11, 10), year(2026, 1)]
    known = (became(10, 1, "merged"), became(11, 1, "merged"))
    found = told(years, *known)
    assert found == {
        "1号市": [(2026, "1号市", 1)],
        "11号市": [(2024, "11号市", 2), (2025, "11号市", 1)],
        "10号市": [(2024, "10号市", 1), (2025, "10号市", 2)],
    }
    note = "2025年度及以前不接续：单位有合并或拆分（前身：10号市、11号市）"
    assert [line.note for line in lines(years, known)] == [note, "", ""]


def test_a_unit_that_absorbs_another_ranked_one_begins_a_new_line() -> None:
    years = [year(2025, 1, 2), year(2026, 1)]
    found = lines(years, [became(2, 1, "merged")])
    assert [(line.name, len(line.points)) for line in found] == [("1号市", 1), ("1号市", 1), ("2号市", 1)]
    assert "前身：本单位、2号市" in found[0].note


ORDERS = st.permutations(range(1, 7))


@given(st.lists(ORDERS, min_size=1, max_size=4))
def test_every_rank_of_every_year_stands_in_exactly_one_line(orders: list[list[int]]) -> None:
    years = [year(2020 + number, *units) for number, units in enumerate(orders)]
    standing = [(point.year, point.unit_id, point.rank) for line in lines(years, ()) for point in line.points]
    ranked = [(each.year, unit, rank) for each in years for unit, rank in each.ranks.items()]
    assert sorted(standing) == sorted(ranked)


@given(ORDERS, ORDERS)
def test_places_gained_and_lost_cancel_out(this: list[int], last: list[int]) -> None:
    found = against_last_year(year(2026, *this), year(2025, *last), ())
    assert sum(each.places or 0 for each in found.values()) == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 3), "+0.33"), (Fraction(-1, 8), "−0.13"), (Fraction(0), "0.00"), (Fraction(5), "+5.00")],
)
def test_a_difference_is_rounded_half_up_once_and_keeps_its_sign(value: Fraction, text: str) -> None:
    assert signed_shown(value) == text
