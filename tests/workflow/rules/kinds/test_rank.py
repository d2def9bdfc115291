"""rank: marks by place in the group, as in item 3 of document 000."""

import re
from decimal import Decimal
from itertools import pairwise

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import WRONG, given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import MEASURED, NOT_OCCURRED, Answer, Member
from workflow.rules.kinds.rank import Rank

FIGURES: dict[str, object] = {
    "value": {"text": "参保人数", "unit": "人", "whole": "true"},
    "base": {"text": "任务数", "unit": "人", "whole": "true"},
}
RATE = Rank(
    marks="5", **FIGURES, by_group={"主功能区": "0.5", "镇": "0.25"}, condition="completed", unranked="0"
)
STEP = Rank(marks="1", value={"text": "得票"}, step="0.4", ties="shared")
TABLE = Rank(marks="5", value={"text": "用时", "unit": "天"}, order="lowest_first", table=("5", "3", "2"))
FIRST = Rank(marks="3", value={"text": "上报次序"}, order="lowest_first", first={"places": "2", "marks": "3"})


def unit(value: int, base: int = 1000, group: str = "") -> Member:
    return Member(given(value=str(value), base=str(base)), group)


def single(*values: int) -> dict[str, Member]:
    return {str(index): Member(given(value=str(value))) for index, value in enumerate(values)}


def marks(rule: Rank, members: dict[str, Member]) -> list[Decimal | None]:
    return [outcome.marks for outcome in rule.settle(members).values()]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("主功能区", ["5", "4.5", "4", "3.5"]),
        ("镇", ["5", "4.75", "4.5", "4.25", "4", "3.75", "3.5", "3.25", "3", "2.75"]),
    ],
)
def test_each_group_steps_down_by_its_own_step(group: str, expected: list[str]) -> None:
    members = {str(place): unit(1100 - place, group=group) for place in range(len(expected))}
    assert marks(RATE, members) == [Decimal(text) for text in expected]


def test_groups_are_ranked_by_themselves() -> None:
    members = {
        "甲区": unit(1200, group="主功能区"),
        "乙镇": unit(1100, group="镇"),
        "丙区": unit(1050, group="主功能区"),
        "丁镇": unit(1300, group="镇"),
    }
    assert marks(RATE, members) == [5, Decimal("4.75"), Decimal("4.5"), 5]


def test_rates_are_compared_exactly() -> None:
    members = {"甲": unit(1_000_001, 1_000_000, "镇"), "乙": unit(1_000_000, 999_999, "镇")}
    assert marks(RATE, members) == [Decimal("4.75"), 5]


def test_equal_values_share_the_better_place() -> None:
    members = {
        "甲": unit(110, 100, "镇"),
        "乙": unit(1100, 1000, "镇"),
        "丙": unit(105, 100, "镇"),
        "丁": unit(120, 100, "镇"),
    }
    assert marks(RATE, members) == [Decimal("4.75"), Decimal("4.75"), Decimal("4.25"), 5]
    assert "列第2名（2个单位并列）" in RATE.settle(members)["甲"].explanation


def test_a_unit_that_missed_its_target_is_not_ranked() -> None:
    outcomes = RATE.settle({"甲": unit(999, group="镇"), "乙": unit(1000, group="镇")})
    assert [outcome.marks for outcome in outcomes.values()] == [0, 5]
    assert outcomes["甲"].explanation == (
        "参保人数999人÷任务数1000人＝99.9%；没有达到任务数，不参加排名，得0分。"
    )
    assert "在镇1个单位中列第1名" in outcomes["乙"].explanation


def test_steps_end_at_the_floor() -> None:
    assert marks(STEP, single(9, 8, 7, 6, 5)) == [1, Decimal("0.6"), Decimal("0.2"), 0, 0]
    endless = Rank(marks="1", value={"text": "得票"}, step="0.4", floor="none")
    assert marks(endless, single(9, 8, 7, 6))[-1] == Decimal("-0.2")
    assert (STEP.lowest, endless.lowest) == (0, None)
    exact = Rank(marks="1", value={"text": "得票"}, step="0.5")
    assert exact.settle(single(9, 8, 7))["2"].explanation.endswith("1分－0.5分×2＝0分，得0分。")


def test_a_table_gives_marks_by_place_and_its_last_entry_to_all_others() -> None:
    assert marks(TABLE, single(30, 10, 20, 40, 50)) == [2, 5, 3, 2, 2]
    assert TABLE.lowest == 2


def test_only_the_first_places_may_count() -> None:
    assert marks(FIRST, single(1, 2, 3)) == [3, 3, 0]
    assert marks(FIRST, single(1, 2, 2)) == [3, 3, 3]


def test_before_the_group_is_known_the_marks_are_pending() -> None:
    outcome = RATE.mark(unit(1001).answer)
    assert RATE.waits
    assert outcome.pending
    assert outcome.lost is None
    assert outcome.explanation == "参保人数1001人÷任务数1000人＝100.1%；待全部单位的数据齐备后计分。"
    assert RATE.score(unit(1001).answer) == outcome


def test_the_explanation_names_value_place_group_and_step() -> None:
    members = {"甲": unit(1010, group="镇"), "乙": unit(1020, group="镇"), "丙": unit(1030, group="镇")}
    assert RATE.settle(members)["甲"].explanation == (
        "参保人数1010人÷任务数1000人＝101%；在镇3个单位中列第3名，5分－0.25分×2＝4.5分，得4.5分。"
    )
    assert STEP.settle(single(9, 8, 7, 6))["3"].explanation == (
        "得票6；在4个单位中列第4名，1分－0.4分×3＝-0.2分，减至0分为止，得0分。"
    )
    assert TABLE.settle(single(30))["0"].explanation == (
        "用时30天；在1个单位中列第1名，按名次表第1名计，得5分。"
    )
    assert FIRST.settle(single(1, 2, 3))["2"].explanation == (
        "上报次序3；在3个单位中列第3名，不在前2名，得0分。"
    )


def test_a_unit_whose_occasion_never_arose_has_full_marks_and_no_place() -> None:
    members = {**single(1, 2), "缺": Member(Answer(NOT_OCCURRED))}
    assert marks(STEP, members) == [Decimal("0.6"), 1, 1]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_figure_is_refused_at_its_box(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        RATE.mark(given(value=text, base="1000"))
    assert set(refusal.value.errors) == {"figures-value"}
    assert message in refusal.value.errors["figures-value"]


def test_a_target_of_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="不能作除数"):
        RATE.mark(unit(5, 0).answer)


@pytest.mark.parametrize(("group", "found"), [("街道", "单位的分组是“街道”"), ("", "单位没有写明分组")])
def test_a_unit_of_an_unknown_group_is_refused(group: str, found: str) -> None:
    with pytest.raises(Invalid, match=f"{found}，每名递减多少分只写了主功能区、镇"):
        RATE.settle({"甲": unit(1000, group=group)})


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({}, "写了0种"),
        ({"step": "1", "table": ("5",)}, "写了2种"),
        ({"by_group": {"镇": "1"}, "first": {"places": "1", "marks": "5"}}, "写了2种"),
        ({"table": ("6", "5")}, "6分高于满分5分"),
        ({"first": {"places": "1", "marks": "7"}}, "7分高于满分5分"),
        ({"step": "1", "unranked": "8"}, "8分高于满分5分"),
        ({"step": "1", "floor": "6"}, "下限6高于满分5"),
        ({"step": "1", "base": None, "condition": "completed"}, "没有写 base"),
        ({"step": "0"}, "大于0"),
        ({"by_group": {"镇": "-1"}}, "大于0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Rank(**{"marks": "5", **FIGURES, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert RATE.describe() == (
        "按参保人数占任务数的比例在本组内从高到低排名，第1名得5分，其后每名递减主功能区0.5分、镇0.25分，"
        "减至0分为止，并列的同得较好名次的分；没有达到任务数的不参加排名，得0分。"
    )
    assert "第1名5分、第2名3分、第3名2分，其后各名同最后一档" in TABLE.describe()
    assert "从低到高排名，前2名各得3分，其余不得分" in FIRST.describe()


def test_the_rule_says_what_it_leaves_open() -> None:
    open_rule = Rank(marks="5", **FIGURES, step="1", condition="completed")
    assert [doubt.code for doubt in open_rule.doubts()] == ["L11", "L18"]
    assert [doubt.code for doubt in RATE.doubts()] == ["L11"]
    assert not list(STEP.doubts())


def test_a_form_asks_for_what_is_not_imported() -> None:
    imported = Rank(marks="5", value={"text": "人数", "metric": "actual"}, step="1")
    assert imported.asked.figures == ()
    assert [figure.key for figure in RATE.asked.figures] == ["value", "base"]


values = st.lists(st.integers(0, 30), min_size=1, max_size=12)


@hypothesis.given(values, st.sampled_from([STEP, TABLE, FIRST]))
def test_a_better_value_never_gives_less_and_all_stay_within_limits(found: list[int], rule: Rank) -> None:
    outcomes = rule.settle(single(*found))
    sign = 1 if rule.order == "highest_first" else -1
    by_value = sorted(outcomes.items(), key=lambda pair: sign * found[int(pair[0])])
    assert all(low.marks <= high.marks for (_, low), (_, high) in pairwise(by_value))
    assert all(0 <= outcome.marks <= rule.full for outcome in outcomes.values())


@hypothesis.given(values, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(found: list[int], random: object) -> None:
    members = single(*found)
    shuffled = list(members.items())
    random.shuffle(shuffled)
    assert STEP.settle(dict(shuffled)) == STEP.settle(members)


@hypothesis.given(values)
def test_the_numbers_of_the_explanation_add_up(found: list[int]) -> None:
    for outcome in STEP.settle(single(*found)).values():
        ((step, places),) = re.findall(r"－([\d.]+)分×(\d+)＝", outcome.explanation)
        assert outcome.marks == max(Decimal(0), 1 - Decimal(step) * int(places))
        assert outcome.explanation.endswith(f"得{outcome.marks.normalize():f}分。")
        assert outcome.marks + outcome.lost == 1


def test_imported_figures_need_no_answer_of_their_own() -> None:
    assert RATE.mark(Answer(MEASURED, figures={"value": "１０００", "base": "1000"})).pending
