"""连续末位关注名单: both years' last places, the cut, and what they mean for whom."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.follow_up import streak_units
from workflow.rules.lineage import Succession
from workflow.rules.ranked_year import RankedYear
from workflow.rules.ranking import bottom, ranks
from workflow.rules.watch_list import Watch, Watched, bottom_list, watched

SIZE = 2


def year(number: int, scores: dict[int, str | Fraction], vetoed: frozenset[int] = frozenset()) -> RankedYear:
    """A ranking by these scores, the last two places its bottom."""
    exact = {unit: Fraction(score) for unit, score in scores.items()}
    lowest = frozenset(bottom(exact, SIZE))
    names = {unit: f"{unit}号市" for unit in exact}
    day = date(number, 12, 1)
    return RankedYear(number, ranks(exact), lowest, exact, names, ranked_on=day, vetoed=vetoed)


def became(old: int, new: int, kind: str = "renamed") -> Succession:
    return Succession(old, f"{old}号市", new, kind, date(2026, 6, 1))


def listed(this: RankedYear, last: RankedYear | None, *known: Succession) -> dict[str, Watched]:
    verdicts = streak_units(this, last, known, SIZE)
    return {entry.name: entry for entry in watched(this, last, verdicts, known)}


THIS = year(2026, {1: "95", 2: "90", 3: "80", 4: "70"})


def test_the_last_places_stand_with_those_next_above_and_the_marks_between() -> None:
    found = bottom_list(THIS, SIZE)
    assert [(place.name, place.rank) for place in found.places] == [("3号市", 3), ("4号市", 4)]
    assert [place.name for place in found.above] == ["2号市"]
    assert found.gap == 10
    assert not found.longer


def test_a_tie_at_the_edge_is_marked_on_everybody_who_shares_it() -> None:
    found = bottom_list(year(2026, {1: "95", 2: "80", 3: "80", 4: "70"}), SIZE)
    assert [(place.name, place.tied) for place in found.places] == [
        ("2号市", True),
        ("3号市", True),
        ("4号市", False),
    ]
    assert found.longer
    assert found.gap == 15


def test_the_gap_is_exact_where_two_places_would_not_show_it() -> None:
    found = bottom_list(year(2026, {1: "95", 2: Fraction(90001, 1000), 3: "90", 4: "70"}), SIZE)
    assert found.gap == Fraction(1, 1000)


def test_where_everybody_is_in_the_bottom_nobody_is_above() -> None:
    found = bottom_list(year(2026, {1: "95", 2: "90"}), SIZE)
    assert (found.above, found.gap) == ((), None)


def test_a_vetoed_unit_does_not_make_the_gap() -> None:
    found = bottom_list(year(2026, {1: "95", 2: "90", 3: "0"}, frozenset({3})), SIZE)
    assert found.gap == 5


def test_two_years_one_year_and_left_are_told_apart() -> None:
    found = listed(THIS, year(2025, {1: "70", 2: "90", 3: "95", 4: "80"}))
    assert {name: entry.watch for name, entry in found.items()} == {
        "4号市": Watch.RUNNING,
        "3号市": Watch.FIRST,
        "1号市": Watch.LEFT,
    }
    assert next(iter(found)) == "4号市"
    assert (found["1号市"].rank, found["1号市"].last_rank) == (1, 4)
    assert "2026年度第 1 名，不在末位，连续中断" in found["1号市"].reason


def test_without_a_year_before_everybody_is_in_the_first_and_the_break_is_said() -> None:
    found = listed(THIS, None)
    assert {entry.watch for entry in found.values()} == {Watch.FIRST}
    assert all("没有2025年度的排名结果，连续中断" in entry.reason for entry in found.values())


def test_a_unit_that_was_not_ranked_last_year_is_in_its_first_and_the_break_is_said() -> None:
    found = listed(THIS, year(2025, {1: "95", 2: "90", 3: "80"}))
    assert (found["4号市"].watch, found["4号市"].last_rank) == (Watch.FIRST, None)
    assert "2025年度未列入排名，连续中断" in found["4号市"].reason


def test_a_renamed_unit_goes_on_being_watched() -> None:
    found = listed(THIS, year(2025, {1: "95", 2: "90", 3: "85", 40: "70"}), became(40, 4))
    assert (found["4号市"].watch, found["4号市"].last_rank) == (Watch.RUNNING, 4)
    assert "40号市" not in found


def test_a_renamed_unit_that_has_left_is_named_by_both_names() -> None:
    found = listed(THIS, year(2025, {3: "95", 2: "90", 4: "85", 10: "70"}), became(10, 1))
    assert found["10号市"].reason.startswith("已更名为1号市；2026年度第 1 名")


def test_several_predecessors_are_for_a_person_to_decide() -> None:
    known = (became(40, 4, "merged"), became(41, 4, "merged"))
    found = listed(THIS, year(2025, {1: "95", 2: "90", 40: "85", 41: "70"}), *known)
    assert found["4号市"].watch is Watch.PERSON
    assert "由人工认定" in found["4号市"].reason


def test_a_unit_merged_into_one_that_is_not_in_the_bottom_has_left_with_the_reason() -> None:
    found = listed(THIS, year(2025, {1: "95", 2: "90", 3: "85", 40: "70"}), became(40, 1, "merged"))
    assert found["40号市"].watch is Watch.LEFT
    assert "单位有合并或拆分" in found["40号市"].reason


def test_a_unit_that_is_not_ranked_any_more_has_left_with_the_reason() -> None:
    found = listed(THIS, year(2025, {1: "95", 2: "90", 3: "85", 9: "70"}))
    assert found["9号市"].reason == "2026年度未列入排名，连续中断"
    assert found["9号市"].rank is None


SCORES = st.dictionaries(st.integers(1, 9), st.integers(60, 100).map(Fraction), min_size=1, max_size=9)


@given(SCORES, SCORES)
def test_without_successions_everybody_in_either_bottom_is_listed_once(
    now: dict[int, Fraction], before: dict[int, Fraction]
) -> None:
    this, last = year(2026, now), year(2025, before)
    found = watched(this, last, streak_units(this, last, (), SIZE), ())
    names = {f"{unit}号市" for unit in this.bottom | last.bottom}
    assert sorted(entry.name for entry in found) == sorted(names)
    running = {entry.name for entry in found if entry.watch is Watch.RUNNING}
    assert running == {f"{unit}号市" for unit in this.bottom & last.bottom}
