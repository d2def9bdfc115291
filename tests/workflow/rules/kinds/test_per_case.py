"""per_case: count times penalty, down to the floor."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflow.errors import Invalid
from workflow.rules.kinds.answers import COUNT_LIMIT, NOT_OCCURRED, Answer, Found, Line
from workflow.rules.kinds.per_case import PerCase

ONE = PerCase(marks="2", causes=({"key": "problem", "text": "每发现一项问题", "penalty": "0.2"},))
TWO = PerCase(
    marks="3",
    causes=(
        {"key": "late", "text": "每迟报一次", "penalty": "0.5"},
        {"key": "wrong", "text": "每错报一次", "penalty": "1"},
    ),
    floor="-1",
)
ENDLESS = PerCase(marks="2", causes=TWO.causes, floor="none")


def counted(*counts: int, cause: str | None = None) -> Answer:
    return Answer("counted", tuple(Line("情形", "原因", count, cause) for count in counts))


@pytest.mark.parametrize(
    ("counts", "marks"),
    [((), "2"), ((1,), "1.8"), ((3, 2), "1"), ((9,), "0.2"), ((10,), "0"), ((11,), "0"), ((99_999,), "0")],
)
def test_cases_cost_their_penalty_until_nothing_is_left(counts: tuple[int, ...], marks: str) -> None:
    outcome = ONE.score(counted(*counts))
    assert outcome.marks == Decimal(marks)
    assert outcome.lost == 2 - Decimal(marks)
    assert outcome.line_amounts == tuple(count * Decimal("0.2") for count in counts)


def test_the_explanation_names_every_number() -> None:
    assert ONE.score(counted(3, 9)).explanation == (
        "每发现一项问题扣0.2分×3=0.6分；每发现一项问题扣0.2分×9=1.8分；"
        "满分2分；清点后扣0.6分、1.8分，共2.4分；扣至0分为止，得0分。"
    )
    assert ONE.score(counted(10)).explanation.endswith("清点后扣2分，共2分；得0分。")
    assert ONE.score(counted()).explanation == "满分2分；清点后无扣分；得2分。"


def test_the_floor_may_lie_below_zero_or_not_exist() -> None:
    assert TWO.score(counted(9, cause="wrong")).marks == -1
    assert ENDLESS.score(counted(9, cause="wrong")).marks == -7


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer(""), {"value"}),
        (Answer("counted", (Line("", ""),)), {"lines-0-case", "lines-0-reason"}),
        (counted(1, 0, -3), {"lines-1-count", "lines-2-count"}),
        (counted(COUNT_LIMIT), {"lines-0-count"}),
        (counted(1, cause="other"), {"lines-0-cause"}),
        (Answer(NOT_OCCURRED, note=" "), {"note"}),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(answer: Answer, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        ONE.score(answer)
    assert set(refusal.value.errors) == fields


def test_of_several_causes_one_must_be_named() -> None:
    with pytest.raises(Invalid) as refusal:
        TWO.score(counted(1, 1))
    assert set(refusal.value.errors) == {"lines-0-cause", "lines-1-cause"}
    with pytest.raises(Invalid, match="在“每迟报一次”“每错报一次”中选一种"):
        TWO.lost(Found(count=2))


def test_a_finding_costs_count_times_penalty_without_a_floor() -> None:
    assert ONE.penalty() == Decimal("0.2")
    assert ONE.lost(Found(count=15)) == 3
    assert TWO.lost(Found(count=2, cause="late")) == 1


def test_a_finding_needs_a_count() -> None:
    with pytest.raises(Invalid) as refusal:
        ONE.lost(Found(count=0))
    assert set(refusal.value.errors) == {"count"}


def test_a_floor_that_the_file_leaves_out_is_zero_and_known_to_be_left_out() -> None:
    assert ONE.lowest == 0
    assert not ONE.floor_stated
    assert TWO.floor_stated
    assert ENDLESS.floor_stated


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"causes": ()}, "只有0项"),
        ({"causes": (TWO.causes[0], TWO.causes[0])}, "扣分情形代号 late 重复"),
        ({"floor": "3"}, "下限3高于满分2"),
        ({"marks": "0"}, "没有可扣的分"),
        ({"penalty": "0.2"}, "penalty"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        PerCase(**{"marks": "2", "causes": TWO.causes, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert ONE.describe() == "满分2分，每发现一项问题扣0.2分，扣至0分为止。"
    assert ENDLESS.describe() == "满分2分，每迟报一次扣0.5分，每错报一次扣1分，下不保底。"


lines = st.lists(st.builds(Line, st.just("情形"), st.just("原因"), st.integers(1, 50)), max_size=6)


@given(lines)
def test_marks_stay_between_floor_and_full_and_the_numbers_add_up(lines: list[Line]) -> None:
    outcome = ONE.score(Answer("counted", tuple(lines)))
    terms = [Decimal(text) for text in re.findall(r"=([\d.]+)分", outcome.explanation)]
    assert outcome.marks == max(Decimal(0), 2 - sum(terms))
    assert tuple(terms) == outcome.line_amounts
    assert outcome.marks + outcome.lost == ONE.full
    assert outcome.explanation.endswith(f"得{outcome.marks.normalize():f}分。")


@given(lines)
def test_the_order_of_lines_does_not_matter(lines: list[Line]) -> None:
    backwards = tuple(reversed(lines))
    by_count = tuple(sorted(lines, key=lambda line: line.count))
    marks = {ONE.score(Answer("counted", order)).marks for order in (tuple(lines), backwards, by_count)}
    assert len(marks) == 1


@given(lines)
def test_one_more_case_never_gives_more_marks(lines: list[Line]) -> None:
    more = (*lines, Line("情形", "原因"))
    assert ONE.score(Answer("counted", more)).marks <= ONE.score(Answer("counted", tuple(lines))).marks


def test_a_form_asks_whether_cases_were_counted_and_for_the_cause_of_each() -> None:
    assert [offer.value for offer in TWO.asked.offers] == ["counted"]
    assert [(cause.value, cause.label, cause.marks) for cause in TWO.asked.causes] == [
        ("late", "每迟报一次", Decimal("0.5")),
        ("wrong", "每错报一次", 1),
    ]


def test_a_floor_that_is_not_stated_or_not_there_is_in_doubt() -> None:
    assert [doubt.code for doubt in ONE.doubts()] == ["L04"]
    assert [doubt.code for doubt in ENDLESS.doubts()] == ["L12"]
    assert not list(TWO.doubts())
