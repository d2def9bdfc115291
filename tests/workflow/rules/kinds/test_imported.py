"""imported: another authority's score or rank, converted."""

from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG_DECIMALS, given
from workflow.errors import Invalid
from workflow.rules.kinds.imported import Imported

SCORE = {"text": "年度得分", "unit": "分"}
SETTINGS: dict[str, object] = {"marks": "5", "value": SCORE, "source": "县考核办"}
SCALED = Imported(**SETTINGS, scale="100")
RANKED = Imported(
    marks="5",
    value={"text": "名次", "whole": "true"},
    source="市级通报",
    brackets=({"at_least": "11", "marks": "0"}, {"at_least": "4", "marks": "3"}, {"marks": "5"}),
)


@pytest.mark.parametrize(
    ("score", "marks"), [("100", "5"), ("96.75", "4.84"), ("96.7", "4.84"), ("５０", "2.5"), ("0", "0")]
)
def test_a_score_is_converted_in_proportion_rounded_half_up(score: str, marks: str) -> None:
    outcome = SCALED.mark(given(value=score))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 5 - Decimal(marks))


@pytest.mark.parametrize(("rank", "marks"), [("1", 5), ("3", 5), ("4", 3), ("10", 3), ("11", 0), ("99", 0)])
def test_a_rank_is_converted_by_brackets(rank: str, marks: int) -> None:
    assert RANKED.mark(given(value=rank)).marks == marks


def test_the_explanation_names_source_figure_and_conversion() -> None:
    assert SCALED.mark(given(value="９６.75")).explanation == (
        "县考核办：年度得分96.75分，96.75÷100×5＝4.84分；满分5分，得4.84分。"
    )
    assert RANKED.mark(given(value="4")).explanation == (
        "市级通报：名次4，属于4以上（含）、不足11一档；满分5分，得3分。"
    )


@pytest.mark.parametrize(("text", "message"), [*WRONG_DECIMALS, ("100.01", "应在0至100之间")])
def test_a_wrong_figure_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        SCALED.mark(given(value=text))
    assert set(refusal.value.errors) == {"figures-value"}
    assert message in refusal.value.errors["figures-value"]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({}, "二者写一个"),
        ({"scale": "100", "brackets": RANKED.brackets}, "二者写一个"),
        ({"marks": "6", "brackets": RANKED.brackets}, "分值6，最好的一档5"),
        ({"scale": "0"}, "大于0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Imported(**{**SETTINGS, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert SCALED.describe() == "采用县考核办的年度得分，满分100分按比例折算为5分。"
    assert RANKED.describe() == (
        "采用市级通报的名次，按所在的一档计分：11以上（含）得0分；4以上（含）、不足11得3分；不足4得5分。"
    )
    assert not list(SCALED.doubts())
    assert (RANKED.full, RANKED.lowest, SCALED.lowest) == (5, 0, 0)


@hypothesis.given(st.decimals(0, 100, places=4), st.decimals(0, 100, places=4))
def test_a_better_score_never_brings_less(one: Decimal, other: Decimal) -> None:
    low, high = (SCALED.mark(given(value=f"{score:f}")) for score in sorted((one, other)))
    assert 0 <= low.marks <= high.marks <= 5
    assert low.marks + low.lost == 5
    assert abs(low.marks - min(one, other) / 20) <= Decimal("0.005")
