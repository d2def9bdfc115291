"""judgement: a figure within limits, with its reason."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer, Found, Line
from workflow.rules.kinds.judgement import Judgement

RULE = Judgement(marks="4", increment="0.5")
BONUS = Judgement(marks="2", increment="0.5", bonus="true", basis="适当加分，累计不超过2分")
MALUS = Judgement(marks="0", lowest="-5", increment="0.5", basis="酌情扣分")
LINE = Line(case="通风不足", reason="设备维修")


@pytest.mark.parametrize(
    ("value", "marks"), [("3.5", "3.5"), ("0", "0"), ("-0", "0"), ("３．５", "3.5"), ("3.50", "3.5")]
)
def test_the_figure_is_the_mark(value: str, marks: str) -> None:
    outcome = RULE.score(Answer(value, (LINE,)))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 4 - Decimal(marks))
    assert outcome.line_amounts == (4 - Decimal(marks),)


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("O.5", "读到“O.5”，其中有字母O：改成数字0，得分应在0至4之间，以0.5为一档"),
        ("优", "读到“优”，得分应在0至4之间，以0.5为一档"),
    ],
)
def test_what_is_no_figure_says_how_to_mend_it(typed: str, remedy: str) -> None:
    with pytest.raises(Invalid) as refusal:
        RULE.score(Answer(typed, (LINE,)))
    assert refusal.value.errors == {"value": remedy}


def test_full_marks_need_their_reason_in_the_note() -> None:
    assert RULE.score(Answer("4", note="巡查记录齐全")).explanation == "满分4分；酌情评定，得4分。"
    with pytest.raises(Invalid) as refusal:
        RULE.score(Answer("4"))
    assert set(refusal.value.errors) == {"note"}


def test_the_explanation_names_every_number() -> None:
    assert RULE.score(Answer("2.5", (LINE,))).explanation == "满分4分；酌情评定，扣1.5分，得2.5分。"


@pytest.mark.parametrize(
    "value",
    ["", "O.5", "NaN", "sNaN", "inf", "1e309", "1_0", "一", "3.9", "3.99999", "4.5", "-0.5", "1e-1", "٣"],
)
def test_a_figure_off_the_scale_is_refused_with_what_was_read(value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        RULE.score(Answer(value, (LINE,)))
    assert set(refusal.value.errors) == {"value"}
    assert value in refusal.value.errors["value"]
    assert "0至4之间，以0.5为一档" in refusal.value.errors["value"]


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer("3"), {"lines-0-case", "lines-0-reason"}),
        (Answer("3", (LINE, LINE)), {"lines-1-case"}),
        (Answer("4", (LINE,), "理由"), {"lines-0-case"}),
    ],
)
def test_the_reason_stands_in_one_line_below_full_only(answer: Answer, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        RULE.score(answer)
    assert set(refusal.value.errors) == fields


def test_a_finding_costs_its_amount() -> None:
    assert RULE.lost(Found(amount=Decimal("1.5"))) == Decimal("1.5")


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal("0.3"), Decimal(-1), Decimal("4.5")])
def test_a_finding_needs_an_amount_on_the_scale(amount: Decimal | None) -> None:
    with pytest.raises(Invalid) as refusal:
        RULE.lost(Found(amount=amount))
    assert set(refusal.value.errors) == {"amount"}


def test_the_full_mark_must_be_reachable_by_steps() -> None:
    with pytest.raises(ValidationError, match="整数倍"):
        Judgement(marks="4", increment="0.3")


def test_the_rule_is_told_in_a_sentence() -> None:
    assert RULE.describe() == "在0至4分之间酌情评定，以0.5分为一档，须写明理由。"


@given(st.text(max_size=8))
def test_whatever_is_typed_gives_marks_within_limits_or_a_refusal(text: str) -> None:
    with suppress(Invalid):
        assert 0 <= RULE.score(Answer(text, (LINE,))).marks < 4


def test_a_form_asks_for_the_figure_and_says_its_limits() -> None:
    assert RULE.asked.offers == ()
    assert RULE.asked.figure == "得分应在0至4之间，以0.5为一档"
    assert RULE.asked.said("3.5") == "3.5分"


def test_a_bonus_stands_above_a_full_mark_of_nothing() -> None:
    assert (BONUS.full, BONUS.lowest, BONUS.highest) == (0, 0, 2)
    outcome = BONUS.score(Answer("1.5", note="省级媒体报道一次"))
    assert (outcome.marks, outcome.lost, outcome.line_amounts) == (Decimal("1.5"), Decimal("-1.5"), ())
    assert outcome.explanation == "加分不超过2分；酌情评定，加1.5分，得1.5分。"
    assert BONUS.score(BONUS.full_answer).marks == 0


@pytest.mark.parametrize(
    ("value", "field"), [("1.5", "note"), ("2.5", "value"), ("-0.5", "value"), ("0.3", "value")]
)
def test_a_bonus_needs_its_grounds_and_its_limits(value: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        BONUS.score(Answer(value))
    assert set(refusal.value.errors) == {field}


def test_a_malus_goes_below_zero_on_one_line() -> None:
    assert (MALUS.full, MALUS.lowest, MALUS.highest) == (0, -5, 0)
    outcome = MALUS.score(Answer("－2.5", (LINE,)))
    assert (outcome.marks, outcome.lost, outcome.line_amounts) == (
        Decimal("-2.5"),
        Decimal("2.5"),
        (Decimal("2.5"),),
    )
    assert MALUS.score(Answer("0")).marks == 0
    assert MALUS.lost(Found(amount=Decimal(5))) == 5
    with pytest.raises(Invalid, match="扣分应在0至5之间"):
        MALUS.lost(Found(amount=Decimal("5.5")))


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"marks": "0", "increment": "1"}, "下限写小于上限的数"),
        ({"marks": "2", "lowest": "-0.5", "increment": "1"}, "整数倍"),
        ({"marks": "2", "lowest": "3", "increment": "1"}, "下限写小于上限的数"),
    ],
)
def test_limits_that_make_no_sense_are_refused(settings: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Judgement(**settings)


def test_discretion_without_words_of_the_document_is_in_doubt() -> None:
    assert [doubt.code for doubt in RULE.doubts()] == ["L08"]
    assert not list(BONUS.doubts())
