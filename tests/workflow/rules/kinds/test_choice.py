"""choice: the level that applies, as in item 1 of document 004."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer, Found, Line
from workflow.rules.kinds.choice import Choice

COVERAGE = Choice(
    options=(
        {"key": "village", "label": "到村", "marks": "4"},
        {"key": "township", "label": "到乡镇", "marks": "3"},
        {"key": "uncovered", "label": "未到乡镇", "marks": "0"},
    )
)
LINE = Line(case="两个乡镇没有网点", reason="场所在建")


@pytest.mark.parametrize(
    ("key", "lines", "marks", "explanation"),
    [
        ("village", (), 4, "满分4分；到村，得4分。"),
        ("township", (LINE,), 3, "满分4分；到乡镇，扣1分，得3分。"),
        ("uncovered", (LINE,), 0, "满分4分；未到乡镇，扣4分，得0分。"),
    ],
)
def test_the_level_gives_its_marks(key: str, lines: tuple[Line, ...], marks: int, explanation: str) -> None:
    outcome = COVERAGE.score(Answer(key, lines))
    assert (outcome.marks, outcome.lost, sum(outcome.line_amounts)) == (marks, 4 - marks, 4 - marks)
    assert outcome.explanation == explanation


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer("city"), {"value"}),
        (Answer(""), {"value"}),
        (Answer("township"), {"lines-0-case", "lines-0-reason"}),
        (Answer("township", (LINE, LINE, LINE)), {"lines-1-case", "lines-2-case"}),
        (Answer("village", (LINE,)), {"lines-0-case"}),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(answer: Answer, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        COVERAGE.score(answer)
    assert set(refusal.value.errors) == fields


@pytest.mark.parametrize(("key", "lost"), [("village", 0), ("township", 1), ("uncovered", 4)])
def test_a_finding_costs_the_distance_from_the_best_level(key: str, lost: int) -> None:
    assert COVERAGE.lost(Found(option=key)) == lost


@pytest.mark.parametrize("key", [None, "city"])
def test_a_finding_needs_a_level(key: str | None) -> None:
    with pytest.raises(Invalid) as refusal:
        COVERAGE.lost(Found(option=key))
    assert refusal.value.errors == {"option": "还没有选择：在“到村”“到乡镇”“未到乡镇”中选一档"}


def test_findings_leave_nothing_below_the_worst_level() -> None:
    assert COVERAGE.remaining([Decimal(1), Decimal(4)]).marks == 0


def test_a_choice_needs_two_levels_of_different_key() -> None:
    level = {"key": "a", "label": "甲", "marks": "1"}
    with pytest.raises(ValidationError, match="只有1项"):
        Choice(options=(level,))
    with pytest.raises(ValidationError, match="档次代号 a 重复"):
        Choice(options=(level, level))


def test_the_rule_is_told_in_a_sentence() -> None:
    assert COVERAGE.describe() == "按达到的一档计分：到村得4分；到乡镇得3分；未到乡镇得0分。"


def test_a_form_offers_the_levels_with_their_marks() -> None:
    offers = [(offer.value, offer.label, offer.marks) for offer in COVERAGE.asked.offers]
    assert offers == [("village", "到村", 4), ("township", "到乡镇", 3), ("uncovered", "未到乡镇", 0)]
    assert COVERAGE.asked.said("township") == "到乡镇"


def test_a_bonus_stands_outside_the_full_mark_and_has_a_level_for_nothing() -> None:
    levels = (
        {"key": "first", "label": "全县首个", "marks": "2"},
        {"key": "no", "label": "不是", "marks": "0"},
    )
    bonus = Choice(options=levels, bonus="true")
    assert (bonus.full, bonus.lowest, bonus.highest) == (0, 0, 2)
    outcome = bonus.score(Answer("first", note="9月3日达到70%"))
    assert (outcome.marks, outcome.lost) == (2, -2)
    assert outcome.explanation == "最高加2分；全县首个，加2分。"
    assert bonus.score(bonus.full_answer).marks == 0
    with pytest.raises(Invalid) as refusal:
        bonus.score(Answer("first"))
    assert set(refusal.value.errors) == {"note"}
    assert bonus.describe() == "加分项，按达到的一档计分：全县首个得2分；不是得0分。"
    with pytest.raises(ValidationError, match="写一档0分"):
        Choice(options=(levels[0], {**levels[1], "marks": "1"}), bonus="true")
