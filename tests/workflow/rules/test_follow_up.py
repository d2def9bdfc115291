from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.follow_up import Streak, streak_units
from workflow.rules.lineage import Succession
from workflow.rules.ranked_year import RankedYear

RANKED_ON = date(2027, 3, 1)
SIZE = 5


def year(number: int, *units: int, bottom: tuple[int, ...] = ()) -> RankedYear:
    """A ranking whose order is the order of the units, the last ones in its bottom unless told."""
    ranked = {unit: place for place, unit in enumerate(units, 1)}
    return RankedYear(number, ranked, frozenset(bottom), ranked_on=RANKED_ON)


def became(old: int, new: int, kind: str = "renamed", on: date = date(2026, 6, 1)) -> Succession:
    return Succession(old, f"{old}号市", new, kind, on)


def verdict(unit: int, this: RankedYear, last: RankedYear | None, *successions: Succession):
    return streak_units(this, last, successions, SIZE)[unit]


THIS = year(2026, 1, 2, 3, bottom=(2, 3))


def test_a_unit_in_the_bottom_of_both_years_has_a_streak():
    found = verdict(3, THIS, year(2025, 1, 3, 2, bottom=(3, 2)))
    assert (found.streak, found.last_year_rank) == (Streak.YES, 2)
    assert found.reason == "2026年度第 3 名，在后5位；2025年度第 2 名，在后5位。连续两年排名后5位"


def test_a_unit_in_the_bottom_of_one_year_only_has_none():
    last = year(2025, 3, 2, 1, bottom=(2, 1))
    assert (verdict(3, THIS, last).streak, verdict(1, THIS, last).streak) == (Streak.NO, Streak.NO)
    assert (
        verdict(3, THIS, last).reason == "2026年度第 3 名，在后5位；2025年度第 1 名，不在后5位。不是连续两年"
    )
    assert verdict(1, THIS, last).reason == "2026年度第 1 名，不在后5位"
    assert verdict(1, THIS, last).last_year_rank == 3


@pytest.mark.parametrize("last", [None, year(2024, 1, 2, 3, bottom=(2, 3)), year(2026, 1, 2, 3, bottom=(3,))])
def test_a_missing_year_breaks_the_streak_and_that_is_said(last):
    found = verdict(3, THIS, last)
    assert (found.streak, found.last_year_rank) == (Streak.NO, None)
    assert "没有2025年度的排名结果，连续中断" in found.reason


def test_a_unit_that_was_not_ranked_last_year_has_no_streak_and_that_is_said():
    found = verdict(3, THIS, year(2025, 1, 2, bottom=(2,)))
    assert (found.streak, found.last_year_rank) == (Streak.NO, None)
    assert "2025年度未列入排名，连续中断" in found.reason


def test_a_renamed_unit_keeps_its_line():
    found = verdict(3, THIS, year(2025, 1, 2, 30, bottom=(30,)), became(30, 3))
    assert (found.streak, found.last_year_rank) == (Streak.YES, 3)
    assert "更名前为30号市，2025年度第 3 名，在后5位" in found.reason


def test_a_unit_renamed_twice_keeps_its_line():
    last = year(2025, 1, 2, 30, bottom=(30,))
    assert verdict(3, THIS, last, became(31, 3), became(30, 31)).streak is Streak.YES


def test_a_unit_that_was_renamed_and_back_is_still_itself():
    last = year(2025, 1, 2, 3, bottom=(3,))
    assert verdict(3, THIS, last, became(3, 30), became(30, 3)).streak is Streak.YES


@pytest.mark.parametrize("lowest", [(30, 31), (31,), ()])
def test_a_unit_merged_from_several_needs_a_person_whatever_their_ranks(lowest):
    last = year(2025, 1, 30, 31, bottom=lowest)
    found = verdict(3, THIS, last, became(30, 3, "merged"), became(31, 3, "merged"))
    assert (found.streak, found.last_year_rank) == (Streak.PERSON, None)
    assert "前身30号市" in found.reason
    assert "前身31号市" in found.reason
    assert "由人工认定" in found.reason


def test_a_unit_that_absorbed_another_ranked_one_needs_a_person():
    last = year(2025, 1, 2, 3, 30, bottom=(3, 30))
    assert verdict(3, THIS, last, became(30, 3, "merged")).streak is Streak.PERSON


def test_a_unit_split_from_another_needs_a_person():
    last = year(2025, 1, 2, 30, bottom=(30,))
    assert verdict(3, THIS, last, became(30, 3, "split")).streak is Streak.PERSON


def test_a_unit_renamed_after_a_merger_needs_a_person():
    last = year(2025, 1, 2, 30, bottom=(30,))
    assert verdict(3, THIS, last, became(31, 3), became(30, 31, "merged")).streak is Streak.PERSON


def test_a_unit_merged_after_a_renaming_needs_a_person():
    last = year(2025, 1, 2, 30, bottom=(30,))
    assert verdict(3, THIS, last, became(31, 3, "merged"), became(30, 31)).streak is Streak.PERSON


def test_a_merger_does_not_matter_to_a_unit_outside_this_years_bottom():
    last = year(2025, 30, 31, bottom=(30, 31))
    assert verdict(1, THIS, last, became(30, 1, "merged"), became(31, 1, "merged")).streak is Streak.NO


def test_a_unit_that_absorbed_one_never_ranked_keeps_its_own_line():
    last = year(2025, 1, 2, 3, bottom=(3,))
    assert verdict(3, THIS, last, became(99, 3, "merged")).streak is Streak.YES


def test_a_merger_after_this_years_ranking_does_not_matter_to_it():
    last = year(2025, 1, 2, 3, bottom=(2, 3))
    later = became(2, 3, "merged", on=date(2027, 3, 2))
    assert verdict(3, THIS, last, later).streak is Streak.YES


@given(
    st.permutations(range(1, 18)),
    st.permutations(range(1, 18)),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_without_successions_a_streak_is_the_intersection_of_both_bottoms(this, last, now, before):
    this_year = year(2026, *this, bottom=tuple(this[17 - now :]))
    last_year = year(2025, *last, bottom=tuple(last[17 - before :]))
    verdicts = streak_units(this_year, last_year, [], SIZE)
    streaks = {unit for unit, found in verdicts.items() if found.streak is Streak.YES}
    assert streaks == this_year.bottom & last_year.bottom
    assert all(found.streak is not Streak.PERSON for found in verdicts.values())
    assert {unit: found.last_year_rank for unit, found in verdicts.items()} == last_year.ranks


@given(st.permutations(range(1, 6)), st.integers(0, 5))
def test_renaming_every_unit_changes_no_verdict(last, lowest):
    this_year = year(2026, *range(1, 6), bottom=(4, 5))
    last_year = year(2025, *last, bottom=tuple(last[5 - lowest :]))
    renamed = year(
        2025, *(unit + 100 for unit in last), bottom=tuple(unit + 100 for unit in last[5 - lowest :])
    )
    rows = [became(unit + 100, unit) for unit in range(1, 6)]
    kept = streak_units(this_year, last_year, [], SIZE)
    moved = streak_units(this_year, renamed, rows, SIZE)
    for unit in range(1, 6):
        assert moved[unit].streak is kept[unit].streak
        assert moved[unit].last_year_rank == kept[unit].last_year_rank
