"""L06, L07, L10, L11, L19, L20: grades, prizes, subsidies, groups and silent points."""

import pytest

from tests.workflow.scheme.checks.found import figures, found
from tests.workflow.scheme.small import SMALL, changed

BOTTOM = "consequences: {bottom: 5, years: 2, text: 约谈}\n"


def with_results(block: str, metrics: str = "") -> str:
    return changed(BOTTOM, f"consequences:\n  bottom: 5\n{block}{metrics}")


def bands(*lines: str) -> str:
    return with_results("  bands:\n" + "".join(f"    - {{{line}}}\n" for line in lines))


def test_a_grade_printed_in_whole_marks_leaves_a_gap_for_decimals() -> None:
    text = bands("name: 优, at_least: 90", "name: 良, at_least: 80, at_most: 89", "name: 差, at_least: 0")
    assert found(text) == [
        ("L06", "bands.良", "等次“良”至89分，“优”从90分起，两者之间带小数的得分没有等次")
    ]


def test_a_grade_that_ends_where_the_next_begins_overlaps_with_it() -> None:
    text = bands("name: 优, at_least: 90", "name: 良, at_least: 0, at_most: 90")
    assert figures(text) == [("L07", "bands.良", "“良”至90分", "“优”从90分起")]


def test_no_gap_is_found_where_it_is_no_wider_than_the_step_of_a_mark() -> None:
    assert found(bands("name: 优, at_least: 90", "name: 良, at_least: 0, at_most: 89.99")) == []
    assert found(bands("name: 优, at_least: 90", "name: 良, at_least: 0")) == []


def test_marks_below_the_lowest_grade_have_none() -> None:
    assert figures(bands("name: 优, at_least: 90", "name: 良, at_least: 60")) == [
        ("L06", "bands.良", "60分", "")
    ]


def test_a_lowest_grade_from_zero_leaves_out_totals_below_zero_where_marks_can_fall_so_low() -> None:
    grades = bands("name: 优, at_least: 90", "name: 良, at_least: 0")
    sinking = grades.replace("marks: 3\n", "marks: 3\n        floor: -1\n")
    assert ("L06", "bands.良", "0分", "") in figures(sinking)
    assert figures(grades) == []
    assert "L06" not in [code for code, *_ in figures(sinking.replace("良, at_least: 0", "良"))]


def test_prizes_leave_ties_open_and_perhaps_their_own_list() -> None:
    places = "[{title: 一等, count: 1, amount: 7000}]"
    block = f"  prizes:\n    - {{title: 单项奖, open_list: true, places: {places}}}\n"
    assert figures(with_results(block)) == [
        ("L11", "prizes", "", ""),
        ("L19", "prizes.单项奖", "单项奖", "等"),
    ]


METRICS = "metrics: [{key: people, title: 参保人数, unit: 人}]\n"


@pytest.mark.parametrize(("stated", "expected"), [("true", []), ("false", ["subsidies.组织补助"])])
def test_a_size_on_the_bound_of_two_lump_sums_belongs_to_neither(stated: str, expected: list[str]) -> None:
    tiers = f"[{{at_least: 0, amount: 60000}}, {{at_least: 80000, amount: 80000, stated: {stated}}}]"
    block = f"  subsidies:\n    - {{title: 组织补助, actual: people, size: people, tiers: {tiers}}}\n"
    found = figures(with_results(block, METRICS))
    assert [place for _, place, _, _ in found] == expected
    assert all((first, second) == ("60000元", "80000元") for _, _, first, second in found)


def test_a_group_needs_a_basis() -> None:
    text = SMALL.replace("settings:\n", "groups: [{name: 区, basis: 附件}, {name: 镇}]\nsettings:\n")
    assert found(text) == [("L10", "groups.镇", "文件没有写明哪些单位属于“镇”")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  mean: simple\n", ("L10", "settings.mean", "文件没有写明各县(市、区)自评得分怎样合成")),
        ("  rounding: half_up_for_display\n", ("L11", "settings.rounding", "文件没有写明得分怎样取舍位数")),
        (
            "  without_counties: own_only\n",
            (
                "L20",
                "settings.without_counties",
                "文件没有写明没有下辖县(市、区)的单位怎样计自评得分",
            ),
        ),
    ],
)
def test_what_the_document_passes_over_is_found(line: str, expected: tuple[str, str, str]) -> None:
    assert found(changed(line, "")) == [expected]


ALONE = """\
procedure:
  levels: {assessor: county, subject: unit}
  stages: [self_evaluation, deliberation]
weights: {self_score: 1, province: 0}
calendar:
  self_evaluation: {last: 01-31, next_year: true}
"""


def test_a_unit_about_itself_is_not_asked_about_counties_ties_or_rounding() -> None:
    head, rest = SMALL.split("weights:")[0], SMALL.split("counted_in: working_days}\n")[1]
    text = head + ALONE + rest.replace(BOTTOM, "")
    settings = text[text.index("settings:") : text.index("categories:")]
    assert found(text.replace(settings, "")) == []
