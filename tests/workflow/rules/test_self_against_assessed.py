"""自评与评定对照 in figures."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.self_against_assessed import (
    ItemMarks,
    by_category,
    inflation_ranks,
    spread,
)

SHARE = Decimal("0.4")


def item(number: int, own: str | None, below: tuple[str, ...], assessed: str | None) -> ItemMarks:
    marks = {f"{place}县": Decimal(mark) for place, mark in enumerate(below)}
    return ItemMarks(
        number,
        f"第 {number} 项",
        "甲类" if number < 10 else "乙类",
        Decimal(4),
        Decimal(1),
        None if own is None else Decimal(own),
        marks,
        None if assessed is None else Decimal(assessed),
    )


def test_the_self_mark_weighs_the_own_sheet_and_the_mean_below() -> None:
    found = item(1, "4", ("3", "2"), "2.5")
    assert found.mean_below == Fraction(5, 2)
    assert found.self_mark(SHARE) == Fraction("3.1")
    assert found.difference(SHARE) == Fraction("0.6")


def test_a_mean_over_three_stays_exact() -> None:
    assert item(1, "4", ("3", "3", "2"), "3").difference(SHARE) == Fraction("1.6") + Fraction("1.6") - 3


def test_without_sheets_below_the_own_one_counts_in_full() -> None:
    assert item(1, "3.5", (), "3").difference(SHARE) == Fraction(1, 2)


def test_without_one_of_both_sides_there_is_no_difference() -> None:
    assert item(1, None, ("3",), "3").difference(SHARE) is None
    assert item(1, "3", ("3",), None).difference(SHARE) is None


def test_the_highest_self_mark_against_the_assessed_one_comes_first_and_equals_share() -> None:
    found = inflation_ranks({"甲": Fraction(1), "乙": Fraction(3), "丙": None, "丁": Fraction(1)})
    assert found == {"乙": 1, "甲": 2, "丁": 2}


def test_categories_add_up_their_items_by_weight_and_leave_bonus_items_out() -> None:
    bonus = replace(item(3, "9", (), "9"), factor=Decimal(0))
    weighed = replace(item(2, "2", (), "1"), factor=Decimal("0.5"))
    [first, second] = by_category([item(1, "4", (), "3"), weighed, bonus, item(10, "1", (), "1")], SHARE)
    assert (first.title, first.full, first.self_marks, first.assessed) == ("甲类", 6, 5, Fraction(7, 2))
    assert (first.difference, second.difference) == (Fraction(3, 2), 0)


def test_a_category_with_an_item_that_has_no_mark_has_none() -> None:
    [found] = by_category([item(1, "4", (), "3"), item(2, None, (), "3")], SHARE)
    assert (found.self_marks, found.assessed, found.difference) == (None, 6, None)


def test_a_group_has_mean_best_and_worst_of_those_with_marks() -> None:
    found = spread([Fraction(1), None, Fraction(2), Fraction(2)])
    assert found is not None
    assert (found.mean, found.best, found.worst, found.units) == (Fraction(5, 3), 2, 1, 3)
    assert spread([None]) is None


MARKS = st.decimals(0, 4, places=2)
ITEMS = st.lists(st.tuples(MARKS, st.lists(MARKS, min_size=3, max_size=3), MARKS), min_size=1, max_size=12)


@given(ITEMS)
def test_the_differences_of_the_items_add_up_to_that_of_the_scores(
    sheets: list[tuple[Decimal, list[Decimal], Decimal]],
) -> None:
    items = [
        item(number, str(own), tuple(map(str, below)), str(assessed))
        for number, (own, below, assessed) in enumerate(sheets, 1)
    ]
    own = sum((Fraction(each[0]) for each in sheets), Fraction(0))
    mean = sum((sum(map(Fraction, each[1]), Fraction(0)) for each in sheets), Fraction(0)) / 3
    assessed = sum((Fraction(each[2]) for each in sheets), Fraction(0))
    score = own * Fraction(SHARE) + mean * (1 - Fraction(SHARE))
    assert sum((each.difference(SHARE) or 0 for each in items), Fraction(0)) == score - assessed
    categories = by_category(items, SHARE)
    assert sum((each.difference or 0 for each in categories), Fraction(0)) == score - assessed
