"""benchmark: marks against the mean or the best of all units, as in document 003."""

import re
from decimal import Decimal
from itertools import pairwise

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG, given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line, Member
from workflow.rules.kinds.benchmark import Benchmark

GROWTH: dict[str, object] = {"text": "增幅", "unit": "%", "signed": "true"}
GIVEN = Benchmark(
    marks="2",
    value=GROWTH,
    against="given",
    mean={"text": "全市平均增幅", "unit": "%", "signed": "true"},
    up="0.5",
    down="0.5",
    bonus_cap="2",
    floor="0",
)
MEAN = Benchmark(
    marks="4", value=GROWTH, against="mean", up="0.5", down="0.5", bonus_cap="none", floor="none"
)
BEST = Benchmark(marks="5", value={"text": "扣款率", "unit": "%"}, against="best", below="proportional")
SIZED = Benchmark(
    marks="2",
    value=GROWTH,
    against="mean",
    sizes=({"up_to": "20000", "marks": "0.2"}, {"up_to": "100000", "marks": "0.4"}, {"marks": "0.6"}),
    size={"text": "参保人数", "unit": "人", "whole": "true"},
    bonus_cap="3",
    steps="proportional",
)


def single(*values: object) -> dict[str, Member]:
    return {str(index): Member(given(value=str(value))) for index, value in enumerate(values)}


def marks(rule: Benchmark, *values: object) -> list[Decimal | None]:
    return [outcome.marks for outcome in rule.settle(single(*values)).values()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5", "2"), ("5.9", "2"), ("6", "2.5"), ("12", "4"), ("4.1", "2"), ("4", "1.5"), ("-5", "0")],
)
def test_a_given_mean_marks_at_once(value: str, expected: str) -> None:
    outcome = GIVEN.mark(given(value=value, mean="5"))
    assert (outcome.marks, outcome.lost) == (Decimal(expected), 2 - Decimal(expected))
    assert not GIVEN.waits


def test_the_mean_of_all_units_is_exact() -> None:
    assert marks(MEAN, "0", "0", "1") == [4, 4, 4]
    assert marks(MEAN, "0", "3", "6") == [Decimal("2.5"), 4, Decimal("5.5")]
    assert marks(MEAN, "-6", "0", "6") == [1, 4, 7]


def test_all_units_are_compared_whatever_their_group() -> None:
    members = {"甲": Member(given(value="0"), "镇"), "乙": Member(given(value="4"), "主功能区")}
    assert [outcome.marks for outcome in MEAN.settle(members).values()] == [3, 5]


def test_below_the_best_marks_are_in_proportion() -> None:
    assert marks(BEST, "9", "7", "0") == [5, Decimal("3.89"), 0]
    signed = Benchmark(marks="5", value=GROWTH, against="mean", below="proportional")
    with pytest.raises(Invalid, match="对比数是-1，不能按比例计分"):
        signed.settle(single("-2", "0"))
    with pytest.raises(Invalid, match="对比数是0，不能按比例计分"):
        signed.settle(single("-2", "2"))


def test_the_size_of_a_unit_chooses_its_step() -> None:
    members = {
        size: Member(given(value=value, size=size))
        for size, value in (("20000", "3"), ("20001", "3"), ("100001", "3"), ("1", "-9"))
    }
    found = [outcome.marks for outcome in SIZED.settle(members).values()]
    assert found == [Decimal("2.60"), Decimal("3.20"), Decimal("3.80"), 2]


def test_before_the_group_is_known_the_marks_are_pending() -> None:
    outcome = MEAN.score(given(value="-1.5"))
    assert outcome.pending
    assert outcome.explanation == "增幅-1.5%；待全部单位的数据齐备后计分。"


def test_the_explanation_names_every_number() -> None:
    assert GIVEN.mark(given(value="12", mean="5")).explanation == (
        "增幅12%，全市平均增幅5%；2分；高7个百分点，每1个百分点一档、不足一档不计，"
        "加0.5分×7档＝3.5分，限加2分，得4分。"
    )
    assert "限加" not in GIVEN.mark(given(value="9", mean="5")).explanation
    assert MEAN.settle(single("0", "1"))["0"].explanation == (
        "增幅0%，2个单位的平均数0.5%；低0.5个百分点，4分；每1个百分点一档、不足一档不计，"
        "扣0.5分×0档＝0分，得4分。"
    )
    assert BEST.settle(single("7", "9"))["0"].explanation == (
        "扣款率7%，2个单位的最好数9%；5分×7÷9＝3.89分，得3.89分。"
    )
    assert BEST.settle(single("9"))["0"].explanation.endswith("达到对比数，计5分，得5分。")
    assert (
        "参保人数20000人，"
        in SIZED.settle(
            {"甲": Member(given(value="3", size="20000")), "乙": Member(given(value="0", size="1"))}
        )["甲"].explanation
    )


def test_being_below_costs_nothing_where_the_document_takes_nothing() -> None:
    bonus = Benchmark(marks="0", value=GROWTH, against="mean", up="0.5", bonus_cap="2")
    assert marks(bonus, "0", "10") == [0, 2]
    assert (bonus.full, bonus.lowest, bonus.highest) == (0, 0, 2)
    assert bonus.settle(single("0", "10"))["0"].explanation.endswith("低5个百分点，不扣分，计0分，得0分。")


def test_grounds_are_asked_for_where_marks_are_known() -> None:
    with pytest.raises(Invalid) as refusal:
        GIVEN.score(given(value="0", mean="5"))
    assert set(refusal.value.errors) == {"lines-0-case", "lines-0-reason"}
    with pytest.raises(Invalid) as refusal:
        GIVEN.score(given(value="9", mean="5"))
    assert set(refusal.value.errors) == {"note"}
    lines = (Line("增幅低于全市", "基数调整"),)
    answer = Answer("measured", lines, figures={"value": "0", "mean": "5"})
    assert GIVEN.score(answer).line_amounts == (2,)


@pytest.mark.parametrize(("text", "message"), [case for case in WRONG if case[0] != "-1"])
def test_a_wrong_figure_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        MEAN.mark(given(value=text))
    assert set(refusal.value.errors) == {"figures-value"}
    assert message in refusal.value.errors["figures-value"]


def test_a_unit_whose_occasion_never_arose_is_no_part_of_the_mean() -> None:
    members = {**single("0", "2"), "缺": Member(Answer(NOT_OCCURRED))}
    assert [outcome.marks for outcome in MEAN.settle(members).values()] == [Decimal("3.5"), Decimal("4.5"), 4]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"against": "given"}, "against 是 given"),
        ({"against": "mean", "mean": GROWTH}, "against 是 mean"),
        ({"against": "given", "mean": GROWTH, "within_group": "true"}, "给定的数不分组"),
        ({"against": "mean", "size": GROWTH}, "高于平均的加分写法不明"),
        (
            {"against": "mean", "up": "1", "size": GROWTH, "sizes": ({"marks": "1"},)},
            "高于平均的加分写法不明",
        ),
        ({"against": "best", "down": "1", "below": "proportional"}, "二者取一"),
        ({"against": "mean", "steps": "some"}, "whole"),
        ({"against": "mean", "down": "1", "floor": "5"}, "下限5高于满分4"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Benchmark(**{"marks": "4", "value": GROWTH, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert GIVEN.describe() == (
        "增幅与全市平均增幅相比，达到的得2分，每高1个百分点加0.5分，最多加2分，"
        "每低1个百分点扣0.5分，扣至0分为止（不足一档不计）。"
    )
    assert BEST.describe() == "扣款率与全部适用单位的最好数相比，达到的得5分，低于的按比例计分。"


def test_the_rule_says_what_it_leaves_open() -> None:
    silent = Benchmark(marks="4", value=GROWTH, against="mean", up="0.5", down="0.5")
    assert [doubt.code for doubt in silent.doubts()] == ["L12", "L04"]
    assert [doubt.code for doubt in MEAN.doubts()] == ["L12", "L12"]
    assert not list(GIVEN.doubts())
    assert (MEAN.lowest, MEAN.highest, BEST.highest) == (None, None, 5)


values = st.lists(st.integers(-30, 30), min_size=1, max_size=9)


@hypothesis.given(values)
def test_a_higher_value_never_gives_less(found: list[int]) -> None:
    ordered = marks(MEAN, *sorted(found))
    assert all(low <= high for low, high in pairwise(ordered))


@hypothesis.given(values, st.integers(-30, 30))
def test_marks_stay_within_floor_and_cap(found: list[int], mean: int) -> None:
    for value in found:
        assert 0 <= GIVEN.mark(given(value=str(value), mean=str(mean))).marks <= 4


@hypothesis.given(values)
def test_the_order_of_units_does_not_matter(found: list[int]) -> None:
    members = single(*found)
    assert MEAN.settle(dict(reversed(members.items()))) == MEAN.settle(members)


@hypothesis.given(values)
def test_the_numbers_of_the_explanation_add_up(found: list[int]) -> None:
    for outcome in MEAN.settle(single(*found)).values():
        for verb, each, count in re.findall(r"(加|扣)([\d.]+)分×(\d+)档", outcome.explanation):
            assert outcome.marks == 4 + Decimal(each) * int(count) * (1 if verb == "加" else -1)
        assert outcome.marks + outcome.lost == 4


def test_within_the_group_a_unit_is_compared_with_those_of_its_own_ranking_group() -> None:
    rule = Benchmark(marks="5", value=GROWTH, against="mean", within_group="true", down="1", floor="0")
    members = {
        unit: Member(given(value=value), group)
        for unit, value, group in (("甲", "98", "县"), ("乙", "94", "县"), ("丙", "99", "街道"))
    }
    settled = rule.settle(members)
    assert {unit: outcome.marks for unit, outcome in settled.items()} == {"甲": 5, "乙": 3, "丙": 5}
    assert "县2个单位的平均数96%" in settled["乙"].explanation
    assert "与本组单位的平均数相比" in rule.describe()
    assert "与全部适用单位的平均数相比" in MEAN.describe()
    best = rule.model_copy(update={"against": "best"}).settle(members)
    assert [outcome.marks for outcome in best.values()] == [5, 1, 5]
