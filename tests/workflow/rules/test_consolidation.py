from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.consolidation import CountyTerm, self_score

OWN, COUNTIES = Decimal("0.4"), Decimal("0.6")
marks = st.decimals(0, 100, places=2)
totals = st.lists(marks, min_size=1, max_size=17)


def terms(*found: str | Decimal) -> list[CountyTerm]:
    return [CountyTerm(number, f"{number}县", Decimal(total)) for number, total in enumerate(found, 1)]


@pytest.mark.parametrize(
    ("own", "counties", "mean", "expected"),
    [
        ("95", ("96", "92", "88"), Fraction(92), Fraction("93.2")),
        ("96", ("90", "94"), Fraction(92), Fraction("93.6")),
        ("90", ("91", "92", "92"), Fraction(275, 3), Fraction(91)),
        ("90", ("91", "91", "93"), Fraction(275, 3), Fraction(91)),
        ("90.01", ("90.01",), Fraction("90.01"), Fraction("90.01")),
        ("90", ("90", "90", "91"), Fraction(271, 3), Fraction("90.2")),
        ("0", ("0", "0"), Fraction(0), Fraction(0)),
    ],
)
def test_own_level_and_the_mean_of_the_counties_are_weighed_exactly(own, counties, mean, expected):
    result = self_score(Decimal(own), terms(*counties), OWN, COUNTIES)
    assert (result.mean, result.self_score) == (mean, expected)


def test_without_counties_the_own_level_counts_in_full_and_that_is_said():
    result = self_score(Decimal("91.50"), [], OWN, COUNTIES)
    assert (result.mean, result.self_score) == (None, Fraction("91.5"))
    assert result.lines[0] == "无下辖县(市、区)，自评按本级100%计"


def test_a_county_counted_as_zero_enters_the_mean_as_zero_whatever_its_sheet_holds():
    late = CountyTerm(3, "丙县", Decimal("88"), "zero")
    result = self_score(Decimal(95), [*terms("96", "92"), late], OWN, COUNTIES)
    assert result.mean == Fraction(188, 3)
    assert "丙县 0 分（经决定按 0 分计），占自评得分的 20%" in result.lines


def test_the_share_of_one_county_is_told_in_percent():
    lines = self_score(Decimal(95), terms(*["90"] * 7), OWN, COUNTIES).lines
    assert "7县 90 分，占自评得分的 约 8.5714%" in lines


def test_the_lines_show_every_term_from_the_first_figure_to_the_score():
    assert self_score(Decimal("95.00"), terms("96", "92", "88"), OWN, COUNTIES).lines == (
        "本级得分 95 × 40% = 38",
        "1县 96 分，占自评得分的 20%",
        "2县 92 分，占自评得分的 20%",
        "3县 88 分，占自评得分的 20%",
        "县(市、区)平均 (96 + 92 + 88) ÷ 3 = 92",
        "县(市、区)部分 92 × 60% = 55.2",
        "自评得分 38 + 55.2 = 93.2，显示为 93.20",
    )


def test_a_mean_without_a_last_decimal_is_told_with_its_fraction():
    lines = self_score(Decimal(90), terms("90", "90", "91"), OWN, COUNTIES).lines
    assert "县(市、区)平均 (90 + 90 + 91) ÷ 3 = 约 90.3333（精确值 271/3）" in lines


def test_weights_that_do_not_add_up_to_the_whole_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        self_score(Decimal(95), terms("96"), Decimal(40), Decimal(60))


@given(marks, totals)
def test_the_self_score_lies_between_the_lowest_and_the_highest_sheet(own, counties):
    score = self_score(own, terms(*counties), OWN, COUNTIES).self_score
    sheets = [Fraction(total) for total in (own, *counties)]
    assert min(sheets) <= score <= max(sheets)


@given(marks, totals, st.randoms(use_true_random=False))
def test_the_order_of_the_counties_does_not_matter(own, counties, random):
    shuffled = terms(*counties)
    random.shuffle(shuffled)
    before, after = (self_score(own, each, OWN, COUNTIES) for each in (terms(*counties), shuffled))
    assert (before.mean, before.self_score) == (after.mean, after.self_score)


@given(marks, totals)
def test_the_score_agrees_with_whole_number_arithmetic(own, counties):
    n, cents = len(counties), [int(total * 100) for total in counties]
    expected = Fraction(4 * n * int(own * 100) + 6 * sum(cents), 1000 * n)
    assert self_score(own, terms(*counties), OWN, COUNTIES).self_score == expected


def test_a_body_about_itself_has_a_self_score_and_nobody_below() -> None:
    score = self_score(Decimal("3.50"), [], Decimal(1), Decimal(0), None)
    assert score.lines == ("自评得分 3.5，显示为 3.50",)


def test_the_units_below_are_called_as_the_document_calls_them() -> None:
    assert self_score(Decimal(9), [], OWN, COUNTIES, "乡镇").lines[0] == "无下辖乡镇，自评按本级100%计"
    assert "乡镇部分" in self_score(Decimal(9), terms("9", "8"), OWN, COUNTIES, "乡镇").lines[-2]
