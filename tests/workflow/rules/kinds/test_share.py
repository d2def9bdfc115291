"""share: marks split over the year's projects, as in item 7 of document 000."""

import re
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflow.rules.kinds.wrong_figures import given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import MEASURED, NOT_OCCURRED, Answer, Line, Member
from workflow.rules.kinds.share import Share

FIGURES: dict[str, object] = {
    "projects": {"text": "重点工作项目数", "unit": "个", "whole": "true"},
    "completion": {"text": "完成率", "unit": "%"},
}
STEPS = {"主功能区": "0.4", "镇": "0.2"}
RANKED = Share(marks="10", **FIGURES, by="rank", by_group=STEPS, step_applies="per_project", floor="none")
ONCE = Share(marks="10", **FIGURES, by="rank", by_group=STEPS, step_applies="once", floor="0")
PLAIN = Share(marks="10", **FIGURES, by="completion")


def done(*rates: object) -> Answer:
    return given(projects=str(len(rates)), completion="、".join(map(str, rates)))


def group(name: str, size: int, projects: int) -> dict[str, Member]:
    """Units that fall behind one another on every project."""
    return {f"{name}{place}": Member(done(*[100 - place] * projects), name) for place in range(size)}


@pytest.mark.parametrize(
    ("projects", "last_zone", "last_town"), [(1, "8.8", "8.2"), (5, "4", "1"), (9, "-0.8", "-6.2")]
)
def test_a_step_per_project_is_lost_on_every_project(projects: int, last_zone: str, last_town: str) -> None:
    outcomes = RANKED.settle(group("主功能区", 4, projects) | group("镇", 10, projects))
    assert outcomes["主功能区0"].marks == outcomes["镇0"].marks == 10
    assert outcomes["主功能区3"].marks == Decimal(last_zone)
    assert outcomes["镇9"].marks == Decimal(last_town)


@pytest.mark.parametrize("projects", [1, 5, 9])
def test_a_step_that_applies_once_is_lost_on_the_mean(projects: int) -> None:
    outcomes = ONCE.settle(group("主功能区", 4, projects) | group("镇", 10, projects))
    assert (outcomes["主功能区3"].marks, outcomes["镇9"].marks) == (Decimal("8.8"), Decimal("8.2"))


def test_the_floor_holds_the_sum_of_all_projects() -> None:
    floored = RANKED.model_copy(update={"floor": Decimal(0)})
    outcome = floored.settle(group("镇", 10, 9))["镇9"]
    assert outcome.marks == 0
    assert outcome.explanation.endswith("10分－0.2分×81＝-6.2分，减至0分为止，得0分。")


def test_the_floor_is_named_only_where_it_holds() -> None:
    even = Share(marks="1", **FIGURES, by="rank", step="0.5", step_applies="per_project", floor="0")
    members = {"甲": Member(done(100, 100)), "乙": Member(done(90, 90))}
    assert even.settle(members)["乙"].explanation.endswith("1分－0.5分×2＝0分，得0分。")


def test_units_are_ranked_on_each_project_by_itself() -> None:
    outcomes = RANKED.settle({"甲": Member(done(100, 50), "镇"), "乙": Member(done(90, 60), "镇")})
    assert [outcome.marks for outcome in outcomes.values()] == [Decimal("9.8"), Decimal("9.8")]
    assert outcomes["甲"].explanation == (
        "2个项目完成率100%、50%；在镇2个单位中各项目名次依次为1、2，10分－0.2分×1＝9.8分，得9.8分。"
    )


def test_the_mean_may_decide() -> None:
    outcomes = ONCE.settle({"甲": Member(done(100, 50), "镇"), "乙": Member(done(90, 70), "镇")})
    assert [outcome.marks for outcome in outcomes.values()] == [Decimal("9.8"), 10]
    assert "平均完成率列第2名，10分－0.2分×1＝9.8分" in outcomes["甲"].explanation


@pytest.mark.parametrize(
    ("rates", "marks"),
    [((100,), "10"), ((100, 0), "5"), ((120, 80), "9"), ((50, 50, 100), "6.67"), ((0,), "0")],
)
def test_completion_brings_its_part_of_each_share(rates: tuple[int, ...], marks: str) -> None:
    outcome = PLAIN.mark(done(*rates))
    assert (outcome.marks, outcome.lost) == (Decimal(marks), 10 - Decimal(marks))


def test_completion_explains_itself() -> None:
    figures = {"projects": "2", "completion": "８０ 100"}
    outcome = PLAIN.score(Answer(MEASURED, (Line("一个项目滞后", "审批未完"),), figures=figures))
    assert outcome.explanation == ("2个项目完成率80%、100%，每项以100%为限；10分÷2×1.8＝9分，得9分。")
    assert not PLAIN.waits


def test_before_the_group_is_known_the_marks_are_pending() -> None:
    outcome = RANKED.score(done(100, 90))
    assert outcome.pending
    assert outcome.explanation == "2个项目完成率100%、90%；待全部单位的数据齐备后计分。"


@pytest.mark.parametrize("text", ["90、80,70", "90 80 70", "９０，80；70", " 90/80/70 "])
def test_a_list_may_be_written_in_several_ways(text: str) -> None:
    answer = given(projects="3", completion=text)
    assert PLAIN.mark(answer).marks == 8
    assert PLAIN.tidied(answer).figures == {"projects": "3", "completion": "90 80 70"}


@pytest.mark.parametrize(
    ("figures", "errors"),
    [
        ({}, {"projects": "还没有填写重点工作项目数", "completion": "还没有填写完成率"}),
        ({"projects": "0", "completion": "90"}, {"projects": "应为1以上的整数"}),
        ({"projects": "1.5", "completion": "90"}, {"projects": "应为整数"}),
        ({"projects": "2", "completion": "90"}, {"completion": "完成率有1个数，重点工作项目数是2"}),
        ({"projects": "2", "completion": "90 O"}, {"completion": "第2个：完成率读到“O”"}),
        ({"projects": "2", "completion": "NaN 1e309"}, {"completion": "第1个："}),
        ({"projects": "1", "completion": "-5"}, {"completion": "不能小于0"}),
        ({"projects": "1", "completion": "5", "others": "1"}, {"others": "没有数据“others”"}),
    ],
)
def test_wrong_figures_are_refused_at_their_boxes(figures: dict[str, str], errors: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        RANKED.mark(given(**figures))
    assert set(refusal.value.errors) == {f"figures-{name}" for name in errors}
    for name, message in errors.items():
        assert message in refusal.value.errors[f"figures-{name}"]


def test_units_with_different_numbers_of_projects_cannot_be_ranked() -> None:
    with pytest.raises(Invalid, match="不一致（1、2）"):
        RANKED.settle({"甲": Member(done(100), "镇"), "乙": Member(done(90, 70), "镇")})


def test_a_unit_without_projects_has_full_marks_and_no_place() -> None:
    members = {"甲": Member(done(90), "镇"), "乙": Member(Answer(NOT_OCCURRED), "镇")}
    assert [outcome.marks for outcome in RANKED.settle(members).values()] == [10, 10]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"by": "rank"}, "递减分没有写"),
        ({"by": "completion", "step": "0.4"}, "递减分写了"),
        ({"by": "place"}, "rank"),
        ({"by": "rank", "step": "0"}, "大于0"),
        ({"by": "rank", "step": "1", "floor": "11"}, "下限11高于满分10"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Share(**{"marks": "10", **FIGURES, **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert RANKED.describe() == (
        "10分按项目数平均分配，各项目分别按完成率在本组内排名，第1名得满分，"
        "其后每名递减主功能区0.4分、镇0.2分，下不保底。"
    )
    assert PLAIN.describe() == "10分按项目数平均分配，每个项目按完成率计分，以100%为限。"


def test_the_rule_says_what_it_leaves_open() -> None:
    silent = Share(marks="10", **FIGURES, by="rank", by_group=STEPS)
    assert [doubt.code for doubt in silent.doubts()] == ["L16", "L16"]
    assert [rule for rule in (RANKED, ONCE, PLAIN) if list(rule.doubts())] == []


def test_a_form_asks_for_the_list_in_one_box() -> None:
    assert [figure.key for figure in RANKED.asked.figures] == ["projects", "completion"]
    completion = {"text": "完成率", "unit": "%", "metric": "completion"}
    imported = Share(marks="10", projects=FIGURES["projects"], completion=completion, by="completion")
    assert [figure.key for figure in imported.asked.figures] == ["projects"]


rates = st.lists(st.lists(st.integers(0, 120), min_size=3, max_size=3), min_size=1, max_size=6)


@hypothesis.given(rates)
def test_the_order_of_units_does_not_matter(found: list[list[int]]) -> None:
    members = {str(index): Member(done(*row), "镇") for index, row in enumerate(found)}
    for rule in (RANKED, ONCE):
        assert rule.settle(dict(reversed(members.items()))) == rule.settle(members)


@hypothesis.given(rates)
def test_the_numbers_of_the_explanation_add_up(found: list[list[int]]) -> None:
    members = {str(index): Member(done(*row), "镇") for index, row in enumerate(found)}
    for outcome in RANKED.settle(members).values():
        (listed,) = re.findall(r"依次为([\d、]+)，", outcome.explanation)
        assert outcome.marks == 10 - Decimal("0.2") * sum(int(place) - 1 for place in listed.split("、"))
        assert outcome.marks + outcome.lost == 10


@hypothesis.given(st.lists(st.integers(0, 120), min_size=1, max_size=6), st.integers(0, 20))
def test_more_completion_never_brings_less(found: list[int], more: int) -> None:
    better = PLAIN.mark(done(found[0] + more, *found[1:])).marks
    assert 0 <= PLAIN.mark(done(*found)).marks <= better <= 10
