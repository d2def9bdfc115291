"""quota: a number is required, each one short costs marks."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG, given
from workflow.errors import Invalid
from workflow.rules.kinds.quota import Quota

ACTUAL = {"text": "报送工作信息", "unit": "篇"}
SETTINGS: dict[str, object] = {"marks": "5", "required": "5", "actual": ACTUAL, "penalty": "1"}
ARTICLES = Quota(**SETTINGS, floor="0")
SESSIONS = Quota(marks="3", required="2", actual={"text": "培训", "unit": "次"}, penalty="2", floor="none")


@pytest.mark.parametrize(("actual", "marks"), [("0", "0"), ("2", "2"), ("４", "4"), ("5", "5"), ("99", "5")])
def test_each_one_short_costs_its_penalty(actual: str, marks: str) -> None:
    outcome = ARTICLES.mark(given(actual=actual))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 5 - Decimal(marks))


def test_the_explanation_names_every_number() -> None:
    assert ARTICLES.mark(given(actual="３")).explanation == (
        "报送工作信息3篇，应不少于5篇，少2篇，扣1分×2＝2分；满分5分，得3分。"
    )
    assert ARTICLES.mark(given(actual="7")).explanation == (
        "报送工作信息7篇，应不少于5篇，已达到；满分5分，得5分。"
    )


def test_the_floor_may_not_exist() -> None:
    assert SESSIONS.mark(given(actual="0")).marks == -1
    assert SESSIONS.lowest == -1
    assert ARTICLES.lowest == 0


@pytest.mark.parametrize(("text", "message"), [*WRONG, ("九成", "填整数"), ("2.5", "应为整数")])
def test_a_wrong_figure_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ARTICLES.mark(given(actual=text))
    (field, found), *others = refusal.value.errors.items()
    assert (field, others) == ("figures-actual", [])
    assert message in found


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"required": "0"}, "至少为1"),
        ({"required": "O"}, "应为整数"),
        ({"floor": "6"}, "下限6高于满分5"),
        ({"penalty": "0"}, "大于0"),
        ({"marks": "-1"}, "大于0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Quota(**{**SETTINGS, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert ARTICLES.describe() == "满分5分，报送工作信息不少于5篇，每少1篇扣1分，扣至0分为止。"
    assert SESSIONS.describe() == "满分3分，培训不少于2次，每少1次扣2分，下不保底。"


def test_the_rule_says_what_it_leaves_open() -> None:
    assert [doubt.code for doubt in ARTICLES.doubts()] == []
    assert [doubt.code for doubt in Quota(**SETTINGS).doubts()] == [], "nothing falls below 0"
    more = {**SETTINGS, "required": "6"}
    assert [doubt.code for doubt in Quota(**more).doubts()] == ["L04"]
    assert [doubt.code for doubt in Quota(**more, floor="0").doubts()] == []
    assert [doubt.code for doubt in SESSIONS.doubts()] == ["L12"]
    little = Quota(**{**SETTINGS, "required": "3", "floor": "0"})
    assert [(doubt.code, doubt.first) for doubt in little.doubts()] == [("L16", "3分")]
    heavy = Quota(**{**SETTINGS, "penalty": "6", "floor": "0"})
    assert [(doubt.code, doubt.first) for doubt in heavy.doubts()] == [("L05", "6分")]


@hypothesis.given(st.integers(0, 30), st.integers(0, 30))
def test_more_never_brings_less_and_the_numbers_add_up(one: int, other: int) -> None:
    fewer, more = (ARTICLES.mark(given(actual=str(count))) for count in sorted((one, other)))
    assert fewer.marks <= more.marks
    assert 0 <= fewer.marks <= more.marks <= 5
    cost = sum(map(Decimal, re.findall(r"＝([\d.]+)分", fewer.explanation)), Decimal(0))
    assert fewer.marks == 5 - cost
    assert fewer.explanation.endswith(f"得{fewer.marks:f}分。")
