"""panel: the mean of several evaluators' marks, as in item 8 of document 001."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.rules.kinds.panel import Panel

ALL = Panel(marks="15", increment="0.5", extremes="keep", scale="15")
TRIMMED = Panel(marks="15", increment="1", extremes="drop", scale="100", least="5")


@pytest.mark.parametrize(
    ("typed", "marks"),
    [("15", "15"), ("14 15 13.5", "14.17"), ("0、15", "7.5"), ("１４．５，14.5", "14.5"), ("0", "0")],
)
def test_the_mean_of_all_evaluators_counts(typed: str, marks: str) -> None:
    outcome = ALL.mark(given(marks=typed))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 15 - Decimal(marks))


def test_one_highest_and_one_lowest_mark_may_not_count() -> None:
    assert TRIMMED.mark(given(marks="100 100 80 70 0")).marks == Decimal("12.5")
    assert TRIMMED.mark(given(marks="80 80 80 80 80")).marks == 12


def test_the_explanation_names_every_number() -> None:
    assert ALL.mark(given(marks="14 15 13.5")).explanation == (
        "3人评分14、15、13.5；42.5分÷3＝平均约14.1667分，得14.17分。"
    )
    assert TRIMMED.mark(given(marks="90 80 70 60 50")).explanation == (
        "5人评分90、80、70、60、50，去掉最高90分和最低50分；210分÷3＝平均70分，×15÷100，得10.5分。"
    )


def test_below_full_marks_a_line_says_why() -> None:
    answer = Answer(MEASURED, (Line("服务态度", "多人反映"),), figures={"marks": "14"})
    assert ALL.score(answer).line_amounts == (1,)
    with pytest.raises(Invalid):
        ALL.score(given(marks="14"))
    assert ALL.score(given(marks="15 15")).marks == 15


@pytest.mark.parametrize(
    ("rule", "typed", "message"),
    [
        (ALL, "", "还没有填写评议人评分"),
        (ALL, " 、", "还没有填写评议人评分"),
        (ALL, "14 15.5", "第2个：评议人评分填写的是15.5，不应超过15"),
        (ALL, "14.3 14", "评分14.3不在档上：以0.5分为一档"),
        (ALL, "-1", "不能小于0"),
        (ALL, "14 NaN", "第2个：评议人评分读到“NaN”"),
        (ALL, "1e309", "不用科学计数法"),
        (ALL, "O.5 14", "其中有字母O：改成数字0"),
        (TRIMMED, "90 80 70 60", "只有4人评分，至少要有5人"),
    ],
)
def test_marks_that_cannot_count_are_refused_at_their_box(rule: Panel, typed: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rule.mark(given(marks=typed))
    assert set(refusal.value.errors) == {"figures-marks"}
    assert message in refusal.value.errors["figures-marks"]


def test_an_answer_of_another_kind_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        ALL.mark(Answer("yes", figures={"marks": "14", "others": "1"}))
    assert set(refusal.value.errors) == {"value", "figures-others"}


def test_dropping_extremes_needs_three_evaluators() -> None:
    rule = Panel(marks="15", increment="1", extremes="drop")
    with pytest.raises(Invalid, match="只有2人评分，至少要有3人"):
        rule.mark(given(marks="14 13"))
    assert rule.mark(given(marks="14 13 1")).marks == 13


def test_marks_are_shown_with_plain_digits() -> None:
    answer = ALL.tidied(given(marks="１４．５，14、 O"))
    assert answer.figures == {"marks": "14.5 14 O"}


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [({"increment": "0.4"}, "整数倍"), ({"scale": "10.2"}, "整数倍"), ({"extremes": "some"}, "keep")],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Panel(**{"marks": "15", "increment": "0.5", **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert ALL.describe() == "每位评议人在0至15分之间打分，以0.5分为一档，取平均，至少1人。"
    assert TRIMMED.describe() == (
        "每位评议人在0至100分之间打分，以1分为一档，去掉一个最高分和一个最低分后取平均，折算为15分，至少5人。"
    )


def test_the_rule_says_what_it_leaves_open() -> None:
    assert [doubt.code for doubt in Panel(marks="15", increment="1").doubts()] == ["L10", "L08"]
    assert not list(ALL.doubts())


def test_a_form_asks_for_all_marks_in_one_box() -> None:
    (figure,) = TRIMMED.asked.figures
    assert (figure.key, figure.unit) == ("marks", "分")
    assert figure.hint == "每人0至100分，以1分为一档，至少5人，各数之间用空格或顿号隔开"


given_marks = st.lists(st.integers(0, 100), min_size=5, max_size=9)


def typed(found: list[int]) -> Answer:
    return given(marks=" ".join(map(str, found)))


@hypothesis.given(given_marks, st.randoms(use_true_random=False))
def test_the_order_of_evaluators_does_not_matter(found: list[int], random: object) -> None:
    shuffled = found.copy()
    random.shuffle(shuffled)
    assert TRIMMED.mark(typed(shuffled)).marks == TRIMMED.mark(typed(found)).marks


@hypothesis.given(given_marks, st.integers(0, 8))
def test_a_higher_mark_never_gives_less(found: list[int], index: int) -> None:
    better = [min(100, mark + 7) if place == index else mark for place, mark in enumerate(found)]
    assert 0 <= TRIMMED.mark(typed(found)).marks <= TRIMMED.mark(typed(better)).marks <= 15


@hypothesis.given(given_marks)
def test_the_numbers_of_the_explanation_add_up(found: list[int]) -> None:
    outcome = TRIMMED.mark(typed(found))
    ((total, count),) = re.findall(r"；([\d.]+)分÷(\d+)＝", outcome.explanation)
    assert int(total) == sum(sorted(found)[1:-1])
    assert abs(outcome.marks - Decimal(total) / int(count) * 15 / 100) <= Decimal("0.005")
    assert outcome.marks + outcome.lost == 15
