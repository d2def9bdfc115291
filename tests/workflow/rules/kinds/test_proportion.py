"""proportion: the marks in proportion to what was reached."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG_DECIMALS, given
from workflow.errors import Invalid
from workflow.rules.kinds.proportion import Proportion

ACTUAL = {"text": "拒付金额", "unit": "元"}
BY_TARGET = Proportion(marks="5", actual=ACTUAL, target={"text": "目标金额", "unit": "元"})
BY_STANDARD = Proportion(marks="5", actual={"text": "抽查率", "unit": "%"}, standard="8")


@pytest.mark.parametrize(
    ("actual", "target", "marks"),
    [
        ("0", "3", "0"),
        ("1", "3", "1.67"),
        ("２", "３", "3.33"),
        ("3", "3", "5"),
        ("4", "3", "5"),
        ("1", "2000", "0"),
        ("1", "1000", "0.01"),
        ("9999", "10000", "5"),
    ],
)
def test_marks_follow_the_proportion_rounded_half_up_once(actual: str, target: str, marks: str) -> None:
    outcome = BY_TARGET.mark(given(actual=actual, target=target))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 5 - Decimal(marks))


def test_a_standard_of_the_document_stands_for_the_target() -> None:
    assert BY_STANDARD.mark(given(actual="6")).marks == Decimal("3.75")


def test_the_explanation_names_every_number() -> None:
    assert BY_TARGET.mark(given(actual="１", target="3")).explanation == (
        "拒付金额1元÷目标金额3元×100＝约33.3333%；满分5分×约33.3333%，得1.67分。"
    )
    assert BY_TARGET.mark(given(actual="6", target="3")).explanation == (
        "拒付金额6元÷目标金额3元×100＝200%，按100%计；满分5分×100%，得5分。"
    )
    assert BY_STANDARD.mark(given(actual="6")).explanation == (
        "抽查率6%÷标准8%×100＝75%；满分5分×75%，得3.75分。"
    )


@pytest.mark.parametrize(("text", "message"), [*WRONG_DECIMALS, ("0", "不能作除数")])
def test_a_wrong_target_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        BY_TARGET.mark(given(actual="1", target=text))
    assert set(refusal.value.errors) == {"figures-target"}
    assert message in refusal.value.errors["figures-target"]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({}, "二者写一个"),
        ({"target": ACTUAL, "standard": "8"}, "二者写一个"),
        ({"standard": "0"}, "大于0"),
        ({"standard": "8", "marks": "0"}, "大于0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Proportion(**{"marks": "5", "actual": ACTUAL, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert BY_TARGET.describe() == "拒付金额达到目标金额得5分，未达到的按比例计分。"
    assert BY_STANDARD.describe() == "抽查率达到标准8%得5分，未达到的按比例计分。"
    assert not list(BY_TARGET.doubts())


def test_what_lies_below_zero_counts_as_nothing() -> None:
    signed = Proportion(marks="5", actual={**ACTUAL, "signed": "true"}, standard="8")
    assert signed.mark(given(actual="-2")).marks == 0


@hypothesis.given(st.integers(0, 9999), st.integers(0, 9999), st.integers(1, 9999))
def test_more_never_brings_less_and_the_sum_can_be_checked(one: int, other: int, target: int) -> None:
    low, high = (
        BY_TARGET.mark(given(actual=str(actual), target=str(target))) for actual in sorted((one, other))
    )
    assert 0 <= low.marks <= high.marks <= 5
    share = Decimal(re.findall(r"满分5分×约?([\d.]+)%", low.explanation)[0])
    assert abs(low.marks - 5 * share / 100) <= Decimal("0.0051")
    assert low.marks + low.lost == 5
