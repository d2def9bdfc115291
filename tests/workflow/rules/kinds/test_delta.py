"""delta: marks by growth over the last year."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG_DECIMALS, given
from workflow.errors import Invalid
from workflow.rules.kinds.delta import Delta

FIGURES: dict[str, object] = {
    "actual": {"text": "今年参保", "unit": "人"},
    "last": {"text": "上年参保", "unit": "人"},
}
GROWTH = Delta(marks="3", **FIGURES, up="0.2", down="0.5", lowest="0", highest="5")
EXACT = Delta(marks="0", **FIGURES, up="0.2", steps="proportional", highest="2")
ENDLESS = Delta(marks="3", **FIGURES, up="0.2", down="0.5", lowest="none", highest="none")


@pytest.mark.parametrize(
    ("actual", "marks"),
    [
        ("1000", "3"),
        ("1009.9", "3"),
        ("1010", "3.2"),
        ("1099", "4.8"),
        ("1100", "5"),
        ("2000", "5"),
        ("990", "2.5"),
        ("990.1", "3"),
        ("945", "0.5"),
        ("940", "0"),
        ("０", "0"),
    ],
)
def test_whole_points_of_growth_and_fall_count(actual: str, marks: str) -> None:
    outcome = GROWTH.mark(given(actual=actual, last="1000"))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 3 - Decimal(marks))


def test_a_part_of_a_point_may_count_in_proportion() -> None:
    assert EXACT.mark(given(actual="1010", last="990")).marks == Decimal("0.40")
    assert EXACT.mark(given(actual="980", last="990")).marks == 0


def test_there_may_be_no_limits() -> None:
    assert ENDLESS.mark(given(actual="2000", last="1000")).marks == 23
    assert ENDLESS.mark(given(actual="0", last="1000")).marks == -47
    assert (ENDLESS.lowest, ENDLESS.highest) == (None, None)


def test_the_limits_follow_from_what_is_counted() -> None:
    assert (GROWTH.lowest, GROWTH.highest) == (0, 5)
    assert (EXACT.lowest, EXACT.highest) == (0, 2)
    falling = Delta(marks="3", **FIGURES, down="0.5")
    assert (falling.lowest, falling.highest) == (0, 3)
    assert falling.mark(given(actual="2000", last="1000")).marks == 3


def test_the_explanation_names_every_number() -> None:
    assert GROWTH.mark(given(actual="１０２５", last="1000")).explanation == (
        "（今年参保1025人－上年参保1000人）÷1000×100，增长2.5%；"
        "每1个百分点一档、不足一档不计，加0.2分×2档＝0.4分；基础分3分，得3.4分。"
    )
    assert GROWTH.mark(given(actual="500", last="1000")).explanation.endswith(
        "下降50%；每1个百分点一档、不足一档不计，扣0.5分×50档＝25分；基础分3分，不低于0分，得0分。"
    )
    assert "，持平，变化0%；" in GROWTH.mark(given(actual="7", last="7")).explanation
    assert "不高于5分，得5分。" in GROWTH.mark(given(actual="9", last="7")).explanation


@pytest.mark.parametrize(("text", "message"), [*WRONG_DECIMALS, ("0", "不能作除数")])
def test_a_wrong_figure_of_last_year_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        GROWTH.mark(given(actual="1000", last=text))
    assert set(refusal.value.errors) == {"figures-last"}
    assert message in refusal.value.errors["figures-last"]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({}, "至少一个"),
        ({"up": "-1"}, "不小于0"),
        ({"up": "1", "highest": "2"}, "highest 不低于分值"),
        ({"down": "1", "lowest": "4"}, "lowest 不高于分值"),
        ({"up": "1", "steps": "some"}, "whole"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Delta(**{"marks": "3", **FIGURES, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert GROWTH.describe() == (
        "基础分3分，今年参保与上年参保相比，每增长1个百分点加0.2分，每下降1个百分点扣0.5分"
        "（不足一档不计），得分不低于0分、不高于5分。"
    )
    assert ENDLESS.describe().endswith("得分没有上下限。")


def test_the_rule_says_what_it_leaves_open() -> None:
    assert not list(GROWTH.doubts())
    assert [doubt.code for doubt in ENDLESS.doubts()] == ["L12", "L12"]
    assert [doubt.code for doubt in Delta(marks="3", **FIGURES, up="1", down="1").doubts()] == ["L04", "L12"]


figures = st.integers(0, 3000)


@hypothesis.given(figures, figures, st.integers(1, 2000), st.sampled_from([GROWTH, EXACT, ENDLESS]))
def test_more_growth_never_brings_less(one: int, other: int, last: int, rule: Delta) -> None:
    low, high = (rule.mark(given(actual=str(now), last=str(last))) for now in sorted((one, other)))
    assert low.marks <= high.marks
    assert rule.lowest is None or rule.lowest <= low.marks
    assert rule.highest is None or high.marks <= rule.highest


@hypothesis.given(figures, st.integers(1, 2000))
def test_the_numbers_of_the_explanation_add_up(actual: int, last: int) -> None:
    outcome = ENDLESS.mark(given(actual=str(actual), last=str(last)))
    ((verb, change),) = re.findall(r"(加|扣)[\d.]+分×约?[\d.]+档＝([\d.]+)分", outcome.explanation)
    assert outcome.marks == 3 + Decimal(change) * (1 if verb == "加" else -1)
