"""rate: a rate is compared with a standard, step by step."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG_DECIMALS, given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer, Line
from workflow.rules.kinds.rate import Rate

ENROLMENT: dict[str, object] = {
    "actual": {"text": "参保率", "at_most": "100"},
    "standard": "99.8",
    "step": "0.1",
}
ENROLLED = Rate(marks="5", **ENROLMENT, penalty="0.5", floor="0")
BONUS = Rate(marks="0", **ENROLMENT, bonus="0.5", bonus_cap="none")
COVERAGE = Rate(
    marks="2",
    actual={"text": "已开展的村", "unit": "个", "whole": "true"},
    base={"text": "全部村", "unit": "个", "whole": "true"},
    standard="100",
    step="10",
    penalty="0.1",
    zero_below="40",
    floor="0",
)
SIZED = Rate(
    marks="4",
    actual={"text": "缴费基数增幅"},
    standard="5",
    step="1",
    penalty="0.5",
    steps="proportional",
    sizes=({"up_to": "20000", "marks": "0.2"}, {"up_to": "100000", "marks": "0.4"}, {"marks": "0.6"}),
    size={"text": "参保规模", "unit": "人"},
    bonus_cap="3",
    floor="none",
)
COMPLAINTS = Rate(
    marks="3",
    actual={"text": "差评率"},
    standard="2",
    better="lower",
    step="0.5",
    penalty="1",
    zero_below="3",
    bonus="0.5",
    bonus_cap="1",
)


@pytest.mark.parametrize(
    ("rate", "marks"),
    [
        ("100", "5"),
        ("99.8", "5"),
        ("９９.75", "5"),
        ("99.7", "4.5"),
        ("99.0001", "1.5"),
        ("98.9", "0.5"),
        ("98.8", "0"),
        ("0", "0"),
    ],
)
def test_each_whole_step_below_the_standard_costs_its_penalty(rate: str, marks: str) -> None:
    outcome = ENROLLED.mark(given(actual=rate))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 5 - Decimal(marks))


@pytest.mark.parametrize(("villages", "marks"), [("100", "2"), ("90", "1.9"), ("40", "1.4"), ("39", "0")])
def test_below_a_stated_rate_nothing_is_left(villages: str, marks: str) -> None:
    assert COVERAGE.mark(given(actual=villages, base="100")).marks == Decimal(marks)


@pytest.mark.parametrize(("rate", "marks"), [("99.7", "0"), ("99.8", "0"), ("99.9", "0.5"), ("100", "1")])
def test_each_step_beyond_the_standard_brings_a_bonus(rate: str, marks: str) -> None:
    assert BONUS.mark(given(actual=rate)).marks == Decimal(marks)


@pytest.mark.parametrize(
    ("rate", "size", "marks"),
    [
        ("6.5", "20000", "4.3"),
        ("6.5", "20001", "4.6"),
        ("6.5", "100001", "4.9"),
        ("99", "5", "7"),
        ("4.3", "5", "3.65"),
        ("0", "5", "1.5"),
    ],
)
def test_the_bonus_of_a_step_may_follow_the_size_up_to_its_cap(rate: str, size: str, marks: str) -> None:
    assert SIZED.mark(given(actual=rate, size=size)).marks == Decimal(marks)


@pytest.mark.parametrize(
    ("rate", "marks"), [("2", "3"), ("1.4", "3.5"), ("0", "4"), ("2.5", "2"), ("3", "1"), ("3.01", "0")]
)
def test_the_lower_rate_may_be_the_better_one(rate: str, marks: str) -> None:
    assert COMPLAINTS.mark(given(actual=rate)).marks == Decimal(marks)


def test_without_a_penalty_it_is_all_or_nothing() -> None:
    rule = Rate(marks="3", **ENROLMENT)
    assert (rule.lowest, rule.highest) == (0, 3)
    assert [rule.mark(given(actual=rate)).marks for rate in ("99.79", "99.8", "100")] == [0, 3, 3]


def test_a_fraction_is_compared_exactly() -> None:
    half = Rate(marks="1", actual={"text": "甲"}, base={"text": "乙"}, standard="33.3333", step="1")
    assert half.mark(given(actual="1", base="3")).marks == 1
    assert half.mark(given(actual="333332", base="1000000")).marks == 0


def test_the_explanation_names_every_number() -> None:
    assert ENROLLED.mark(given(actual="９９.5")).explanation == (
        "参保率99.5%，标准99.8%，低0.3个百分点；"
        "每0.1个百分点一档、不足一档不计，扣0.5分×3档＝1.5分；满分5分，得3.5分。"
    )
    assert ENROLLED.mark(given(actual="90")).explanation.endswith("＝49分；满分5分，扣至0分为止，得0分。")
    assert COVERAGE.mark(given(actual="1", base="3")).explanation == (
        "已开展的村1个÷全部村3个×100＝约33.3333%，标准100%，低约66.6667个百分点，已越过40%；满分2分，得0分。"
    )
    assert SIZED.mark(given(actual="99", size="30000")).explanation == (
        "缴费基数增幅99%，标准5%，高94个百分点，参保规模30000人；"
        "每1个百分点一档、不足一档按比例计，加0.4分×94档＝37.6分，加分以3分为限；4分＋3分，得7分。"
    )
    assert ENROLLED.mark(given(actual="100")).explanation == "参保率100%，标准99.8%，已达到；得5分。"


def test_a_bonus_needs_its_grounds_and_a_loss_its_line() -> None:
    with pytest.raises(Invalid) as refusal:
        BONUS.score(given(actual="100"))
    assert set(refusal.value.errors) == {"note"}
    assert BONUS.score(Answer("measured", note="系统数据", figures={"actual": "100"})).lost == -1
    with pytest.raises(Invalid) as refusal:
        ENROLLED.score(given(actual="99"))
    assert set(refusal.value.errors) == {"lines-0-case", "lines-0-reason"}
    answer = Answer("measured", (Line("参保率低", "外出人员多"),), figures={"actual": "99"})
    assert ENROLLED.score(answer).line_amounts == (4,)


@pytest.mark.parametrize(("text", "message"), [*WRONG_DECIMALS, ("100.1", "不应超过100")])
def test_a_wrong_rate_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ENROLLED.mark(given(actual=text))
    assert set(refusal.value.errors) == {"figures-actual"}
    assert message in refusal.value.errors["figures-actual"]


@pytest.mark.parametrize(
    ("base", "message"), [("", "还没有填写全部村"), ("0", "不能作除数"), ("2.5", "整数")]
)
def test_a_rate_needs_its_base(base: str, message: str) -> None:
    with pytest.raises(Invalid, match=message) as refusal:
        COVERAGE.mark(given(actual="1", base=base))
    assert set(refusal.value.errors) == {"figures-base"}


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"step": "0"}, "大于0"),
        ({"penalty": "-1"}, "大于0"),
        ({"floor": "6"}, "下限6高于满分5"),
        ({"zero_below": "99.9"}, "zero_below 写比标准差的数"),
        ({"better": "lower", "zero_below": "99"}, "zero_below 写比标准差的数"),
        ({"marks": "0", "floor": "0"}, "分值为0，也没有加分"),
        ({"sizes": ({"marks": "1"},)}, "sizes、size、bonus 配合不当"),
        ({"size": {"text": "规模"}}, "sizes、size、bonus 配合不当"),
        ({"bonus": "1", "size": {"text": "规模"}, "sizes": ({"marks": "1"},)}, "配合不当"),
        ({"bonus": "O.5"}, "读到“O.5”"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Rate(**{"marks": "5", **ENROLMENT, "penalty": "0.5", **settings})


def test_the_limits_follow_from_the_settings() -> None:
    limits = {
        "ENROLLED": (ENROLLED.lowest, ENROLLED.highest),
        "BONUS": (BONUS.lowest, BONUS.highest),
        "SIZED": (SIZED.lowest, SIZED.highest),
        "COMPLAINTS": (COMPLAINTS.lowest, COMPLAINTS.highest),
    }
    cliff = Rate(marks="5", **ENROLMENT, penalty="0.5", zero_below="99", floor="2")
    assert (cliff.lowest, cliff.mark(given(actual="98")).marks) == (0, 0)
    assert limits == {"ENROLLED": (0, 5), "BONUS": (0, None), "SIZED": (None, 7), "COMPLAINTS": (0, 4)}


def test_a_target_without_marks_of_its_own_only_takes_marks() -> None:
    target = Rate(marks="0", **ENROLMENT, penalty="0.5", floor="none")
    assert (target.full, target.lowest, target.highest) == (0, None, 0)
    assert target.mark(given(actual="99.8")).marks == 0
    assert target.mark(given(actual="99.5")).marks == Decimal("-1.5")


def test_the_rule_is_told_in_a_sentence() -> None:
    assert ENROLLED.describe() == (
        "参保率达到99.8%得5分，每低0.1个百分点扣0.5分，扣至0分为止（不足一档不计）。"
    )
    assert COVERAGE.describe() == (
        "已开展的村占全部村的比例达到100%得2分，每低10个百分点扣0.1分，扣至0分为止，低于40%不得分"
        "（不足一档不计）。"
    )
    assert SIZED.describe() == (
        "缴费基数增幅达到5%得4分，每低1个百分点扣0.5分，下不保底，"
        "每高1个百分点加20000人以下（含）0.2分、100000人以下（含）0.4分、其余0.6分，加分不超过3分"
        "（不足一档按比例计）。"
    )
    assert BONUS.describe() == "参保率以99.8%为准，每高0.1个百分点加0.5分，加分不封顶（不足一档不计）。"
    assert COMPLAINTS.describe().startswith("差评率不超过2%得3分，每高0.5个百分点扣1分")


def test_the_rule_says_what_it_leaves_open() -> None:
    codes = {
        "ENROLLED": [doubt.code for doubt in ENROLLED.doubts()],
        "BONUS": [doubt.code for doubt in BONUS.doubts()],
        "SIZED": [doubt.code for doubt in SIZED.doubts()],
        "COMPLAINTS": [doubt.code for doubt in COMPLAINTS.doubts()],
    }
    assert codes == {"ENROLLED": [], "BONUS": ["L12"], "SIZED": ["L16"], "COMPLAINTS": ["L16"]}
    unstated = Rate(marks="5", **ENROLMENT, penalty="0.5")
    assert [doubt.code for doubt in unstated.doubts()] == ["L04"]
    (cliff,) = COVERAGE.doubts()
    assert (cliff.code, cliff.first, cliff.second) == ("L16", "1.4分", "0分")
    heavy = Rate(marks="5", **ENROLMENT, penalty="6", floor="0")
    assert [(doubt.code, doubt.first) for doubt in heavy.doubts()] == [("L05", "6分")]


def test_a_rate_that_nothing_bounds_can_cost_everything_and_one_with_a_limit_cannot() -> None:
    late = {"actual": {"text": "逾期率", "unit": "%"}, "standard": "2", "better": "lower"}
    limited = Rate(marks="5", **late, penalty="1", zero_below="4")
    assert [(doubt.code, doubt.first) for doubt in limited.doubts()] == [("L16", "3分")]
    growth = {"actual": {"text": "增幅", "unit": "%", "signed": "true"}, "standard": "5"}
    assert [doubt.code for doubt in Rate(marks="5", **growth, penalty="0.5").doubts()] == ["L04"]


rates = st.decimals(0, 100, places=3)


@hypothesis.given(rates, rates, st.sampled_from([ENROLLED, BONUS, COMPLAINTS]))
def test_a_better_rate_never_brings_less(one: Decimal, other: Decimal, rule: Rate) -> None:
    ordered = sorted((one, other), reverse=rule.better == "lower")
    worse, better = (rule.mark(given(actual=f"{rate:f}")) for rate in ordered)
    assert worse.marks <= better.marks
    assert worse.marks >= 0
    assert rule.highest is None or better.marks <= rule.highest


@hypothesis.given(rates, st.sampled_from(["5", "50000", "500000"]))
def test_the_numbers_of_the_explanation_add_up(rate: Decimal, size: str) -> None:
    outcome = SIZED.mark(given(actual=f"{rate:f}", size=size))
    sums = re.findall(r"(加|扣)[\d.]+分×约?[\d.]+档＝([\d.]+)分", outcome.explanation)
    change = sum((Decimal(marks) * (1 if verb == "加" else -1) for verb, marks in sums), Decimal(0))
    assert outcome.marks == 4 + min(change, Decimal(3))
    assert Decimal(re.findall(r"得(-?[\d.]+)分。$", outcome.explanation)[0]) == outcome.marks
