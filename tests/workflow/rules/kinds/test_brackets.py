"""brackets: marks by the range in which a figure lies."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG_DECIMALS, given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer, Line
from workflow.rules.kinds.brackets import BracketMarks

RATE = {"text": "投保率", "unit": "%", "at_most": "100"}
LEVELS = (
    {"at_least": "70", "marks": "15", "stated": "false"},
    {"at_least": "65", "marks": "12", "stated": "false"},
    {"marks": "9"},
)
HEALTH = BracketMarks(value=RATE, brackets=LEVELS)
DONATIONS = BracketMarks(
    value={"text": "捐款", "unit": "万元"},
    brackets=({"at_least": "10", "marks": "2"}, {"at_least": "5", "marks": "1"}, {"marks": "0"}),
    bonus="true",
)
COVERED = BracketMarks(
    value={"text": "参保人数", "unit": "人"},
    base={"text": "常住人口", "unit": "人"},
    brackets=({"at_least": "95", "marks": "2", "label": "基本全覆盖"}, {"marks": "0"}),
)


@pytest.mark.parametrize(
    ("rate", "marks"),
    [("100", 15), ("70", 15), ("69.9999", 12), ("６５", 12), ("65.0", 12), ("64.9", 9), ("0", 9)],
)
def test_the_lower_bound_of_a_bracket_belongs_to_it(rate: str, marks: int) -> None:
    outcome = HEALTH.mark(given(value=rate))
    assert (outcome.marks, outcome.lost) == (marks, 15 - marks)


def test_the_explanation_names_figure_bracket_and_marks() -> None:
    assert HEALTH.mark(given(value="６７．5")).explanation == (
        "满分15分；投保率67.5%，属于65%以上（含）、不足70%一档，得12分。"
    )
    assert COVERED.mark(given(value="2", base="3")).explanation == (
        "满分2分；参保人数2人÷常住人口3人×100＝约66.6667%，属于不足95%一档，得0分。"
    )
    assert COVERED.mark(given(value="３", base="3")).explanation == (
        "满分2分；参保人数3人÷常住人口3人×100＝100%，属于基本全覆盖（95%以上（含））一档，得2分。"
    )


def test_a_percentage_is_compared_exactly() -> None:
    assert COVERED.mark(given(value="9499999", base="10000000")).marks == 0
    assert COVERED.mark(given(value="9500000", base="10000000")).marks == 2


def test_a_bonus_stands_outside_the_full_mark_and_needs_its_grounds() -> None:
    assert (DONATIONS.full, DONATIONS.lowest, DONATIONS.highest) == (0, 0, 2)
    outcome = DONATIONS.score(Answer("measured", note="慈善总会收据", figures={"value": "10"}))
    assert (outcome.marks, outcome.lost, outcome.line_amounts) == (2, -2, ())
    assert outcome.explanation == "最高加2分；捐款10万元，属于10万元以上（含）一档，得2分。"
    with pytest.raises(Invalid) as refusal:
        DONATIONS.score(given(value="5"))
    assert set(refusal.value.errors) == {"note"}
    assert DONATIONS.score(given(value="4.99")).marks == 0


def test_below_the_best_bracket_one_line_follows() -> None:
    with pytest.raises(Invalid) as refusal:
        HEALTH.score(given(value="66"))
    assert set(refusal.value.errors) == {"lines-0-case", "lines-0-reason"}
    answer = Answer("measured", (Line("投保不足", "宣传不够"),), figures={"value": "66"})
    assert HEALTH.score(answer).line_amounts == (3,)


@pytest.mark.parametrize(("text", "message"), [*WRONG_DECIMALS, ("101", "不应超过100")])
def test_a_wrong_figure_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        HEALTH.mark(given(value=text))
    assert set(refusal.value.errors) == {"figures-value"}
    assert message in refusal.value.errors["figures-value"]


@pytest.mark.parametrize("figures", [{"value": "3"}, {"value": "3", "base": "0"}])
def test_a_percentage_needs_its_base(figures: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        COVERED.mark(given(**figures))
    assert set(refusal.value.errors) == {"figures-base"}


@pytest.mark.parametrize(
    "brackets",
    [LEVELS[:1], LEVELS[:2], (LEVELS[1], LEVELS[0], LEVELS[2]), (LEVELS[0], LEVELS[0], LEVELS[2])],
)
def test_brackets_fall_and_only_the_last_is_open(brackets: object) -> None:
    with pytest.raises(ValidationError, match=r"下限从大到小写|至少写2项"):
        BracketMarks(value=RATE, brackets=brackets)


def test_the_rule_is_told_in_a_sentence() -> None:
    assert HEALTH.describe() == (
        "按投保率所在的一档计分：70%以上（含）得15分；65%以上（含）、不足70%得12分；不足65%得9分。"
    )
    assert COVERED.describe().startswith("按参保人数占常住人口的比例所在的一档计分：基本全覆盖（95%以上")
    assert DONATIONS.describe().startswith("加分项，按捐款所在的一档计分")


def test_every_bound_that_the_document_leaves_open_is_a_doubt() -> None:
    assert [(doubt.code, doubt.first, doubt.second) for doubt in HEALTH.doubts()] == [
        ("L07", "15分", "12分"),
        ("L07", "12分", "9分"),
    ]
    assert [doubt.text for doubt in HEALTH.doubts()][1] == "没有写明恰为65%时属于哪一档"
    assert not list(DONATIONS.doubts())


@hypothesis.given(st.decimals(0, 100, places=4), st.decimals(0, 100, places=4))
def test_a_higher_rate_never_brings_less(one: Decimal, other: Decimal) -> None:
    low, high = (HEALTH.mark(given(value=f"{rate:f}")) for rate in sorted((one, other)))
    assert HEALTH.lowest <= low.marks <= high.marks <= HEALTH.highest
    assert re.findall(r"得(\d+)分。$", low.explanation) == [f"{low.marks}"]
    assert low.marks + low.lost == HEALTH.full
