"""survey: a questionnaire converted to marks, as in annex 4 of document 003."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG, given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.rules.kinds.survey import Survey

OPTIONS = (
    {"key": "good", "label": "满意", "points": "10"},
    {"key": "fair", "label": "基本满意", "points": "5"},
    {"key": "bad", "label": "不满意", "points": "0"},
)
TEN = Survey(
    marks="4",
    questions=tuple(
        {"key": f"q{number}", "text": f"第{number}题", "options": OPTIONS} for number in range(1, 11)
    ),
)
ONE = Survey(
    marks="4", questions=({"key": "hall", "text": "对大厅满意吗", "options": OPTIONS},), full_points="10"
)


def sheets(*fair: int, valid: int = 20) -> dict[str, str]:
    """Counts of the ten questions: `fair` sheets picked the middle option, the others the best."""
    figures = {"issued": str(valid), "valid": str(valid)}
    for number, count in enumerate(fair, start=1):
        counts = {"good": valid - count, "fair": count, "bad": 0}
        figures |= {f"q{number}_{key}": str(amount) for key, amount in counts.items()}
    return figures


def one(good: int, fair: int, bad: int, issued: int | None = None) -> dict[str, str]:
    valid = good + fair + bad
    counts = {"hall_good": good, "hall_fair": fair, "hall_bad": bad}
    figures = {"issued": valid if issued is None else issued, "valid": valid, **counts}
    return {name: str(figure) for name, figure in figures.items()}


def test_the_questionnaire_of_document_003_converts_to_3_87() -> None:
    outcome = TEN.mark(given(**sheets(0, 0, 0, 0, 4, 2, 0, 0, 4, 3)))
    assert (outcome.marks, outcome.lost) == (Decimal("3.87"), Decimal("0.13"))
    assert outcome.explanation == (
        "发放20份，有效20份；各题合计200＋200＋200＋200＋180＋190＋200＋200＋180＋185＝1935分，"
        "÷20份＝每份96.75分，×4÷100＝3.87分，得3.87分。"
    )


@pytest.mark.parametrize(
    ("counts", "marks"),
    [((20, 0, 0), "4"), ((0, 20, 0), "2"), ((0, 0, 20), "0"), ((2, 0, 1), "2.67"), ((1, 1, 1), "2")],
)
def test_mean_points_of_a_sheet_count(counts: tuple[int, int, int], marks: str) -> None:
    assert ONE.mark(given(**one(*counts))).marks == Decimal(marks)


def test_sheets_that_did_not_come_back_do_not_count() -> None:
    assert ONE.mark(given(**one(10, 0, 0, issued=30))).marks == 4


def test_below_full_marks_a_line_says_why() -> None:
    figures = one(1, 1, 0)
    assert ONE.score(Answer(MEASURED, (Line("等候时间长", "窗口少"),), figures=figures)).line_amounts == (1,)
    with pytest.raises(Invalid) as refusal:
        ONE.score(given(**figures))
    assert set(refusal.value.errors) == {"lines-0-case", "lines-0-reason"}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"valid": "0"}, {"valid": "有效份数填写的是0", "hall_good": "各选项合计20份，有效份数0份"}),
        ({"issued": "19"}, {"valid": "有效份数20多于发放份数19"}),
        ({"hall_good": "9"}, {"hall_good": "“对大厅满意吗”各选项合计19份，有效份数20份"}),
        ({"hall_fair": "11"}, {"hall_good": "各选项合计21份"}),
        ({"hall_bad": "1.5"}, {"hall_bad": "应为整数"}),
        ({"hall_bad": ""}, {"hall_bad": "还没有填写"}),
        ({"other_bad": "1"}, {"other_bad": "没有数据“other_bad”"}),
    ],
)
def test_counts_that_do_not_fit_are_refused_at_their_box(
    changes: dict[str, str], errors: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        ONE.mark(given(**{**one(10, 10, 0), **changes}))
    assert set(refusal.value.errors) == {f"figures-{name}" for name in errors}
    for name, message in errors.items():
        assert message in refusal.value.errors[f"figures-{name}"]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_figure_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ONE.mark(given(**{**one(1, 1, 1), "hall_fair": text}))
    assert set(refusal.value.errors) == {"figures-hall_fair"}
    assert message in refusal.value.errors["figures-hall_fair"]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"questions": ()}, "只有0项"),
        ({"questions": (ONE.questions[0], ONE.questions[0])}, "题目与选项代号 .* 重复"),
        ({"questions": ({"key": "a", "text": "甲", "options": OPTIONS[:1]},)}, "只有1项"),
        ({"full_points": "0"}, "大于0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Survey(**{"marks": "4", "questions": ONE.questions, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert TEN.describe() == "问卷10题，按有效份数取平均，满分100分折算为4分。"


def test_best_options_that_do_not_make_full_points_are_in_doubt() -> None:
    assert not list(TEN.doubts())
    wrong = Survey(marks="4", questions=ONE.questions)
    assert [(doubt.code, doubt.first, doubt.second) for doubt in wrong.doubts()] == [
        ("L02", "各题最高分合计10分", "问卷满分100分")
    ]


def test_a_form_asks_question_by_question() -> None:
    assert [(figure.key, figure.section, figure.hint) for figure in ONE.asked.figures[2:]] == [
        ("hall_good", "对大厅满意吗", "每份10分"),
        ("hall_fair", "对大厅满意吗", "每份5分"),
        ("hall_bad", "对大厅满意吗", "每份0分"),
    ]
    assert list(ONE.measures) == [figure.key for figure in ONE.asked.figures]


counts = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))


@hypothesis.given(counts)
def test_one_happier_sheet_never_gives_less(found: tuple[int, int, int]) -> None:
    good, fair, bad = found
    marks = ONE.mark(given(**one(good, fair, bad))).marks
    assert 0 <= marks <= ONE.mark(given(**one(good, fair + 1, bad - 1))).marks <= 4


@hypothesis.given(counts)
def test_the_numbers_of_the_explanation_add_up(found: tuple[int, int, int]) -> None:
    outcome = ONE.mark(given(**one(*found)))
    ((total, valid),) = re.findall(r"＝([\d.]+)分，÷(\d+)份", outcome.explanation)
    assert int(total) == 10 * found[0] + 5 * found[1]
    assert abs(outcome.marks - Decimal(total) / int(valid) * 4 / 10) <= Decimal("0.005")
    assert outcome.marks + outcome.lost == 4


def test_more_than_the_full_points_is_limited_and_the_numbers_still_add_up() -> None:
    rule = ONE.model_copy(update={"full_points": Decimal(8)})
    counts = {"issued": "2", "valid": "2", "hall_good": "2", "hall_fair": "0", "hall_bad": "0"}
    outcome = rule.reckon(Answer(MEASURED, figures=counts))
    assert outcome.marks == 4
    assert outcome.explanation.endswith("＝每份10分，×4÷8＝5分，以4分为限，得4分。")
