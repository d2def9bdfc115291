"""Places and grades: half-open bands, shared places, and what a veto does."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.consequences import Band, Consequences, Veto
from workflow.rules.standings import Entrant, grade, standings

BANDS = tuple(
    Band(name=name, at_least=Decimal(least), follows=follows)
    for name, least, follows in (("优", 90, "预算优先"), ("良", 80, None), ("中", 60, None))
)
VETO = Veto(key="fraud", text="发生重大骗保")


@pytest.mark.parametrize(
    ("score", "name"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.9", None), ("-3", None)],
)
def test_a_grade_reaches_up_to_the_next_better_one(score: str, name: str | None) -> None:
    band = grade(BANDS, Decimal(score))
    assert (band and band.name) == name


def test_a_lowest_grade_without_a_bound_takes_every_lower_score() -> None:
    bands = (*BANDS, Band(name="差", follows="不予安排"))
    assert [found and found.name for found in (grade(bands, Decimal(n)) for n in (60, 59, 0, -3))] == [
        "中", "差", "差", "差",
    ]  # fmt: skip
    found = standings(bands, {"甲": Entrant(Fraction(-3))})["甲"]
    assert found.explanation == "不足60分，等次为差：不予安排。"


def test_grades_stand_from_the_best_down_whatever_their_order_in_the_file() -> None:
    given = (Band(name="差"), *reversed(BANDS))
    assert [band.name for band in Consequences(bands=given).bands] == ["优", "良", "中", "差"]


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (Band(name="良", at_least=Decimal(70)), "等次 良 重复"),
        (Band(name="一般", at_least=Decimal(60)), "等次的下限 60 重复"),
    ],
)
def test_two_grades_of_one_name_or_one_bound_are_refused(extra: Band, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Consequences(bands=(*BANDS, extra))


def test_equal_scores_share_the_better_place_in_the_whole_and_in_the_group() -> None:
    units = {
        "甲": Entrant(Fraction(95), "镇"),
        "乙": Entrant(Fraction(95), "区"),
        "丙": Entrant(Fraction(270, 3), "镇"),
        "丁": Entrant(Fraction(80), "区"),
    }
    found = standings(BANDS, units)
    assert [(name, found[name].rank, found[name].group_rank) for name in found] == [
        ("甲", 1, 1),
        ("乙", 1, 1),
        ("丙", 3, 2),
        ("丁", 4, 2),
    ]
    assert found["丙"].explanation == "达到90分，等次为优：预算优先。"
    assert found["丁"].explanation == "达到80分、不足90分，等次为良。"


def test_a_vetoed_unit_has_no_mark_no_grade_and_stands_behind_everyone() -> None:
    others = {"乙": Entrant(Fraction(-2)), "丙": Entrant(Fraction(1))}
    vetoed = standings(BANDS, {"甲": Entrant(Fraction(99), vetoes=(VETO,)), **others})["甲"]
    assert (vetoed.score, vetoed.rank, vetoed.group_rank, vetoed.band) == (0, 3, 3, None)
    assert vetoed.explanation == "一票否决（发生重大骗保）：总分计0分，不评等次，排名列最后。"


def test_vetoed_units_share_the_last_place() -> None:
    units = {name: Entrant(Fraction(90), vetoes=(VETO,)) for name in "甲乙"} | {"丙": Entrant(Fraction(1))}
    assert {name: found.rank for name, found in standings((), units).items()} == {"甲": 2, "乙": 2, "丙": 1}


@given(st.dictionaries(st.text(max_size=2), st.fractions(0, 100), min_size=1, max_size=6))
def test_the_order_of_the_units_does_not_matter(scores: dict[str, Fraction]) -> None:
    units = {name: Entrant(score) for name, score in scores.items()}
    assert standings(BANDS, units) == standings(BANDS, dict(reversed(units.items())))
