from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.ranking import (
    UnitResult,
    bottom,
    changes,
    final_score,
    look_equal,
    ranks,
    tied_at_edge,
)

SELF, PROVINCE = Decimal("0.4"), Decimal("0.6")
scores = st.dictionaries(
    st.integers(1, 200),
    st.builds(Fraction, st.integers(-30, 330), st.sampled_from([1, 2, 3, 7])),
    max_size=20,
)


def scored(*values: str) -> dict[int, Fraction]:
    return {number: Fraction(value) for number, value in enumerate(values, 1)}


def final(self_score: str, province: str, special: str, **how: str):
    return final_score(Fraction(self_score), Decimal(province), Decimal(special), SELF, PROVINCE, **how)


@pytest.mark.parametrize(
    ("self_score", "province", "special", "expected"),
    [
        ("93.2", "90", "0", "91.28"),
        ("93.2", "90", "1", "92.28"),
        ("93.6", "92.5", "1", "93.94"),
        ("100", "100", "10", "110"),
        ("0", "0", "-10", "-10"),
        ("271/3", "90", "0", "1352/15"),
    ],
)
def test_the_final_score_is_weighed_exactly_and_not_clipped(self_score, province, special, expected):
    assert final(self_score, province, special).value == Fraction(expected)


def test_the_lines_of_a_final_score_show_every_term():
    assert final("93.6", "92.50", "1").lines == (
        "自评得分 93.6 × 40% = 37.44",
        "省级评定得分 92.5 × 60% = 55.5",
        "特殊因素加减分 + 1，不计权重",
        "最终得分 37.44 + 55.5 + 1 = 93.94，显示为 93.94",
    )


def test_a_score_of_a_single_part_is_told_without_a_sum():
    score = final_score(Fraction(0), Decimal("98.5"), None, Decimal(0), Decimal(1), assessor="县级")
    assert score.lines == ("县级评定得分 98.5，全部计入", "最终得分 98.5，显示为 98.50")


def test_a_final_score_without_a_last_decimal_is_told_with_its_fraction():
    assert final("271/3", "90", "-2").lines[-1] == (
        "最终得分 约 36.1333 + 54 − 2 = 约 88.1333（精确值 1322/15），显示为 88.13"
    )


def test_a_prefecture_that_never_reported_has_self_score_zero_and_that_is_said():
    result = final("93.2", "90", "0", decision="zero")
    assert result.value == 54
    assert result.lines[0] == "自评得分 0（未上报，经决定按 0 分计） × 40% = 0"


def test_weights_that_do_not_add_up_to_the_whole_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        final_score(Fraction(90), Decimal(90), Decimal(0), Decimal(40), Decimal(60))


def test_equal_scores_share_the_better_rank():
    assert ranks(scored("99", "97.5", "97.5", "90")) == {1: 1, 2: 2, 3: 2, 4: 4}


def test_scores_that_only_look_equal_keep_different_ranks():
    close = scored("281/3", "93.67", "93.67")
    assert ranks(close) == {1: 3, 2: 1, 3: 1}
    assert look_equal(close) == {1, 2, 3}


def test_scores_that_are_equal_or_show_differently_do_not_look_equal():
    assert look_equal(scored("93.67", "93.67", "93.66", "93.675")) == set()
    assert look_equal(scored("93.674", "93.67", "93.675")) == {1, 2}


@pytest.mark.parametrize(
    ("values", "size", "lowest", "edge"),
    [
        (("9", "8", "7", "6"), 2, {3, 4}, set()),
        (("9", "7", "7", "6"), 2, {2, 3, 4}, {2, 3}),
        (("9", "8", "6", "6"), 2, {3, 4}, set()),
        (("9", "6", "6", "6"), 2, {2, 3, 4}, {2, 3, 4}),
        (("6", "6", "6", "6"), 1, {1, 2, 3, 4}, {1, 2, 3, 4}),
        (("9", "8"), 5, {1, 2}, set()),
        (("9", "8"), 0, set(), set()),
        ((), 5, set(), set()),
    ],
)
def test_the_bottom_takes_in_every_unit_tied_at_its_edge(values, size, lowest, edge):
    assert bottom(scored(*values), size) == lowest
    assert tied_at_edge(scored(*values), size) == edge


@given(scores)
def test_a_rank_is_one_more_than_the_number_of_better_units(found):
    expected = {unit: 1 + sum(other > mine for other in found.values()) for unit, mine in found.items()}
    assert ranks(found) == expected


@given(scores, st.integers(0, 25))
def test_the_bottom_is_every_unit_with_fewer_units_strictly_below(found, size):
    expected = {unit for unit, mine in found.items() if sum(other < mine for other in found.values()) < size}
    assert bottom(found, size) == expected


@given(scores, st.integers(1, 6))
def test_only_a_tie_makes_the_bottom_larger_than_its_size(found, size):
    tied = tied_at_edge(found, size)
    assert len({found[unit] for unit in tied}) <= 1
    assert len(bottom(found, size)) >= min(size, len(found))
    assert len(bottom(found, size) - tied) <= size
    assert bool(tied) is (len(bottom(found, size)) > size)


@given(scores, st.integers(0, 6), st.randoms(use_true_random=False))
def test_permuting_units_permutes_ranks_and_bottom(found, size, random):
    names = list(found)
    random.shuffle(names)
    renamed = dict(zip(found, names, strict=True))
    moved = {renamed[unit]: score for unit, score in found.items()}
    assert ranks(moved) == {renamed[unit]: rank for unit, rank in ranks(found).items()}
    assert bottom(moved, size) == {renamed[unit] for unit in bottom(found, size)}
    assert look_equal(moved) == {renamed[unit] for unit in look_equal(found)}


FIRST = UnitResult(1, "甲市", Fraction("93.2"), Decimal(90), Decimal(0), Fraction("91.28"), 1)
SECOND = UnitResult(2, "乙市", Fraction(90), Decimal(90), Decimal(0), Fraction(90), 2)


def test_two_runs_with_the_same_results_have_no_changes():
    assert changes([FIRST, SECOND], [SECOND, FIRST]) == ()


def test_every_figure_that_differs_is_told_for_the_units_that_changed():
    better = replace(SECOND, province=Decimal(94), special=Decimal(-1), final=Fraction("91.4"), rank=1)
    [change, overtaken] = changes([FIRST, SECOND], [better, replace(FIRST, rank=2)])
    assert (change.unit_id, change.name) == (2, "乙市")
    assert change.lines == (
        "省级评定得分 90.00 → 94.00",
        "特殊因素加减分 0.00 → -1.00",
        "最终得分 90.00 → 91.40",
        "名次 第 2 名 → 第 1 名",
    )
    assert overtaken.lines == ("名次 第 1 名 → 第 2 名",)


def test_a_change_too_small_for_two_places_is_still_told():
    [change] = changes([SECOND], [replace(SECOND, self_score=Fraction("90.001"))])
    assert change.lines == ("自评得分 90.00（两位小数相同，90 → 90.001）",)


def test_units_that_came_or_left_are_told():
    came, left = changes([FIRST], [SECOND])
    assert (came.unit_id, came.lines) == (2, ("新列入排名，第 2 名，最终得分 90.00",))
    assert (left.unit_id, left.lines) == (1, ("不再列入排名，原第 1 名",))
