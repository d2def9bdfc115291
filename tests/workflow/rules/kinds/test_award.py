"""award: all or nothing."""

from decimal import Decimal

import pytest

from workflow.errors import Invalid
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Found, Line
from workflow.rules.kinds.award import Award

AWARD = Award(marks="0.5")
LINE = Line(case="没有开展推介", reason="人员变动")


def test_what_was_done_wins_all_marks() -> None:
    outcome = AWARD.score(Answer("yes"))
    assert (outcome.marks, outcome.lost, outcome.line_amounts) == (Decimal("0.5"), 0, ())
    assert outcome.explanation == "满分0.5分；已做到，得0.5分。"


def test_what_was_not_done_loses_all_marks_on_one_line() -> None:
    outcome = AWARD.score(Answer("no", (LINE,)))
    assert (outcome.marks, outcome.lost, outcome.line_amounts) == (0, Decimal("0.5"), (Decimal("0.5"),))
    assert outcome.explanation == "满分0.5分；未做到，扣0.5分，得0分。"


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer(""), {"value"}),
        (Answer("maybe"), {"value"}),
        (Answer("no"), {"lines-0-case", "lines-0-reason"}),
        (Answer("no", (Line("　", "\u200b"),)), {"lines-0-case", "lines-0-reason"}),
        (Answer("no", (Line("情形", " "),)), {"lines-0-reason"}),
        (Answer("no", (Line("情形", "原因", count=0),)), {"lines-0-count"}),
        (Answer("no", (Line("情形", "原因", count=2),)), {"lines-0-count"}),
        (Answer("no", (LINE, LINE)), {"lines-1-case"}),
        (Answer("yes", (LINE,)), {"lines-0-case"}),
        (Answer(NOT_OCCURRED), {"note"}),
        (Answer(NOT_OCCURRED, (LINE,), "没有第三方"), {"lines-0-case"}),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(answer: Answer, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        AWARD.score(answer)
    assert set(refusal.value.errors) == fields


def test_what_never_occurred_has_full_marks_with_its_note() -> None:
    outcome = AWARD.score(Answer(NOT_OCCURRED, note="全年没有第三方承办业务"))
    assert (outcome.marks, outcome.lost) == (Decimal("0.5"), 0)
    assert outcome.explanation == "情形未发生，按满分0.5分计。"


def test_a_finding_costs_all_marks_once() -> None:
    assert AWARD.lost(Found(count=3)) == Decimal("0.5")


def test_findings_leave_nothing_below_zero() -> None:
    outcome = AWARD.remaining([Decimal("0.5"), Decimal("0.5")])
    assert (outcome.marks, outcome.lost) == (0, Decimal("0.5"))
    assert outcome.explanation == "满分0.5分；评定扣0.5分、0.5分，共1分；扣至0分为止，得0分。"


def test_the_rule_is_told_in_a_sentence() -> None:
    assert AWARD.describe() == "做到得0.5分，未做到不得分。"


def test_a_form_offers_done_and_not_done_with_their_marks() -> None:
    offers = [(offer.value, offer.label, offer.marks) for offer in AWARD.asked.offers]
    assert offers == [("yes", "已做到", Decimal("0.5")), ("no", "未做到", 0)]
    assert AWARD.asked.said(NOT_OCCURRED) == "本年度没有发生"


def test_a_bonus_stands_outside_the_full_mark_and_needs_its_grounds() -> None:
    bonus = Award(marks="2", bonus="true")
    assert (bonus.full, bonus.lowest, bonus.highest) == (0, 0, 2)
    outcome = bonus.score(Answer("yes", note="局党组布置，12月办结"))
    assert (outcome.marks, outcome.lost, outcome.explanation) == (2, -2, "最高加2分；已做到，加2分。")
    assert bonus.score(bonus.full_answer).explanation == "最高加2分；不加分。"
    with pytest.raises(Invalid) as refusal:
        bonus.score(Answer("yes"))
    assert set(refusal.value.errors) == {"note"}
    assert bonus.describe() == "加分项，做到加2分。"
