"""per_case: ranges, first and further cases, caps, circumstances, as in documents 001 and 003."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer, Found, Line
from workflow.rules.kinds.per_case import PerCase

FRAUD = PerCase(
    marks="10",
    causes=(
        {
            "key": "fraud",
            "text": "每起严重欺诈骗保",
            "penalty": "5",
            "exempting": ({"key": "own_lead", "label": "主动提供线索"},),
        },
        {
            "key": "late",
            "text": "未及时完成每件",
            "penalty": "1",
            "aggravating": ({"key": "reminded", "label": "催办后仍未完成", "penalty": "2"},),
        },
        {
            "key": "error",
            "text": "数据差错每次",
            "range": {"lowest": "0.1", "highest": "0.5", "increment": "0.1"},
            "cap": "1",
        },
        {"key": "summons", "text": "被约谈", "first": "2", "further": "1"},
        {
            "key": "fine",
            "text": "被处罚",
            "first": "2",
            "further": "1",
            "exempting": ({"key": "own_lead", "label": "主动提供线索"},),
        },
    ),
    floor="0",
)
MALUS = PerCase(marks="0", causes=FRAUD.causes[1:2], floor="-5")


def line(cause: str, count: int = 1, amount: str | None = None, *flags: str) -> Line:
    return Line("情形", "原因", count, cause, None if amount is None else Decimal(amount), flags)


@pytest.mark.parametrize(
    ("lines", "marks"),
    [
        ((line("fraud", 1),), "5"),
        ((line("fraud", 3),), "0"),
        ((line("fraud", 3, None, "own_lead"),), "10"),
        ((line("fraud", 3, None, "own_lead"), line("fraud")), "5"),
        ((line("late", 2),), "8"),
        ((line("late", 2, None, "reminded"),), "4"),
        ((line("late"), line("late", 1, None, "reminded")), "6"),
        ((line("error", 2, "0.3"),), "9.4"),
        ((line("error", 2, "0.5"), line("error", 1, "0.1")), "9"),
        ((line("error", 9, "0.5"), line("late")), "8"),
        ((line("summons"),), "8"),
        ((line("summons", 3),), "6"),
        ((line("summons"), line("summons", 2)), "6"),
        ((line("fine", 2, None, "own_lead"), line("fine", 2)), "7"),
    ],
)
def test_each_cause_costs_in_its_own_way(lines: tuple[Line, ...], marks: str) -> None:
    for order in (lines, lines[::-1]):
        outcome = FRAUD.score(Answer("counted", order))
        assert (outcome.marks, outcome.lost) == (Decimal(marks), 10 - Decimal(marks))


def test_every_way_of_costing_explains_itself() -> None:
    lines = (
        line("fraud", 2, None, "own_lead"),
        line("late", 2, None, "reminded"),
        line("error", 3, "0.5"),
        line("summons", 2),
    )
    outcome = FRAUD.score(Answer("counted", lines))
    assert outcome.line_amounts == (0, 6, Decimal("1.5"), 3)
    assert outcome.explanation == (
        "每起严重欺诈骗保2件，主动提供线索，不扣分；"
        "未及时完成每件扣1分×2，催办后仍未完成加扣2分×2=6分；"
        "数据差错每次扣0.5分×3=1.5分；"
        "被约谈第1件扣2分，其后每件扣1分×1=3分；"
        "数据差错每次合计扣1.5分，限扣1分；"
        "满分10分；清点后扣6分、1分、3分，共10分；得0分。"
    )


def test_a_cap_is_named_only_where_it_holds() -> None:
    outcome = FRAUD.reckon(Answer("counted", (line("error", 2, "0.5"),)))
    assert outcome.explanation == ("数据差错每次扣0.5分×2=1分；满分10分；清点后扣1分，共1分；得9分。")


def test_what_takes_marks_outside_the_full_mark_goes_below_zero() -> None:
    assert (MALUS.full, MALUS.lowest) == (0, -5)
    assert MALUS.score(Answer("counted", (line("late", 3),))).marks == -3
    assert MALUS.score(Answer("counted", (line("late", 9),))).marks == -5
    assert MALUS.score(Answer("counted")).marks == 0


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        (line("error"), "amount", "还没有填写分数，分数应为0.1至0.5分"),
        (line("error", 1, "0.6"), "amount", "填写的是0.6"),
        (line("error", 1, "0.15"), "amount", "填写的是0.15"),
        (line("late", 1, "3"), "amount", "按规则扣分，不填分数"),
        (line("late", 1, None, "own_lead"), "flags", "可写：reminded（催办后仍未完成）"),
        (line("summons", 1, None, "x"), "flags", "没有可选的情节"),
    ],
)
def test_amounts_and_flags_that_do_not_fit_are_refused(wrong: Line, field: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        FRAUD.score(Answer("counted", (line("late"), wrong)))
    assert set(refusal.value.errors) == {f"lines-1-{field}"}
    assert message in refusal.value.errors[f"lines-1-{field}"]


def test_nobody_asks_for_reasons_when_marks_are_reckoned() -> None:
    answer = Answer("counted", (Line("", "", 2, "late"),))
    assert FRAUD.reckon(answer).marks == 8
    with pytest.raises(Invalid):
        FRAUD.score(answer)


def test_a_finding_costs_in_the_way_of_its_cause() -> None:
    assert FRAUD.lost(Found(count=2, cause="error", amount=Decimal("0.4"))) == Decimal("0.8")
    assert FRAUD.lost(Found(count=3, cause="summons")) == 4
    assert FRAUD.penalty("summons") == 1
    assert FRAUD.penalty("error", Decimal("0.4")) == Decimal("0.4")
    with pytest.raises(Invalid, match="还没有填写分数"):
        FRAUD.lost(Found(count=2, cause="error"))


CAUSE = {"key": "a", "text": "甲"}


@pytest.mark.parametrize(
    ("cause", "complaint"),
    [
        ({}, "零种扣分方式"),
        ({"penalty": "1", "first": "2"}, "写了 first、penalty"),
        ({"first": "2"}, "写了 first"),
        ({"range": {"lowest": "-1", "highest": "1", "increment": "1"}}, "从-1分起"),
        (
            {"penalty": "1", "exempting": ({"key": "x", "label": "乙"}, {"key": "x", "label": "丙"})},
            "情节代号 x 重复",
        ),
    ],
)
def test_causes_that_make_no_sense_are_refused(cause: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        PerCase(marks="2", causes=({**CAUSE, **cause},))


def test_all_ways_of_costing_are_told_in_a_sentence() -> None:
    assert FRAUD.describe() == (
        "满分10分，每起严重欺诈骗保扣5分，主动提供线索的不扣分，"
        "未及时完成每件扣1分，催办后仍未完成的每次加扣2分，"
        "数据差错每次扣0.1至0.5分，以0.1分为一档，合计最多扣1分，"
        "被约谈第1件扣2分、其后每件扣1分，"
        "被处罚第1件扣2分、其后每件扣1分，主动提供线索的不扣分，扣至0分为止。"
    )


def test_a_form_offers_circumstances_and_open_amounts() -> None:
    fraud, late, error, summons, _ = FRAUD.asked.causes
    assert [(flag.value, flag.label, flag.marks) for flag in fraud.flags] == [
        ("own_lead", "主动提供线索（不扣分）", None)
    ]
    assert [(flag.value, flag.marks) for flag in late.flags] == [("reminded", 2)]
    assert (error.marks, error.range) == (None, "0.1至0.5分，以0.1分为一档")
    assert summons.label == "被约谈（第1件扣2分、其后每件扣1分）"


def test_what_the_document_leaves_open_is_in_doubt() -> None:
    heavy = PerCase(marks="4", causes=({**CAUSE, "penalty": "6"},), floor="0")
    assert [(doubt.code, doubt.first, doubt.second) for doubt in heavy.doubts()] == [
        ("L05", "扣6分", "分值4分")
    ]
    capped = [{"key": f"c{number}", "text": "缺项", "penalty": "1", "cap": "1"} for number in range(12)]
    few = PerCase(marks="15", causes=tuple(capped), floor="0")
    assert [(doubt.code, doubt.first) for doubt in few.doubts()] == [("L16", "各情形合计最多扣12分")]
    assert not list(PerCase(marks="12", causes=tuple(capped), floor="0").doubts())
    assert not list(PerCase(marks="6", causes=heavy.causes, floor="0").doubts())
    assert not list(MALUS.doubts())
    assert not list(FRAUD.doubts())


def test_what_one_case_costs_at_most_includes_what_aggravates_it_within_the_cap() -> None:
    reminded = {**CAUSE, "penalty": "3", "aggravating": ({"key": "again", "label": "再犯", "penalty": "2"},)}
    (doubt,) = PerCase(marks="4", causes=(reminded,), floor="0").doubts()
    assert (doubt.code, doubt.first, doubt.second) == ("L05", "扣5分", "分值4分")
    assert not list(PerCase(marks="4", causes=({**reminded, "cap": "4"},), floor="0").doubts())


mixed = st.lists(
    st.one_of(
        st.builds(line, st.sampled_from(["fraud", "late", "summons"]), st.integers(1, 4)),
        st.builds(line, st.just("error"), st.integers(1, 4), st.sampled_from(["0.1", "0.5"])),
        st.builds(line, st.just("late"), st.integers(1, 4), st.none(), st.just("reminded")),
        st.builds(line, st.just("fraud"), st.integers(1, 4), st.none(), st.just("own_lead")),
    ),
    max_size=6,
)


@given(mixed, st.permutations(range(6)))
def test_the_order_of_causes_does_not_matter(lines: list[Line], order: list[int]) -> None:
    shuffled = tuple(lines[index] for index in order if index < len(lines))
    assert (
        FRAUD.reckon(Answer("counted", shuffled)).marks == FRAUD.reckon(Answer("counted", tuple(lines))).marks
    )


@given(mixed)
def test_all_ways_of_costing_add_up_within_the_floor(lines: list[Line]) -> None:
    outcome = FRAUD.reckon(Answer("counted", tuple(lines)))
    listed = re.findall(r"清点后扣([\d.分、]+)分，共", outcome.explanation)
    due = sum((Decimal(cost) for cost in listed[0].split("分、")), Decimal(0)) if listed else Decimal(0)
    assert outcome.marks == max(Decimal(0), 10 - due)
    assert outcome.marks + outcome.lost == 10


@given(mixed)
def test_one_more_late_case_never_gives_more_marks(lines: list[Line]) -> None:
    more = (*lines, line("late"))
    assert FRAUD.reckon(Answer("counted", more)).marks <= FRAUD.reckon(Answer("counted", tuple(lines))).marks
