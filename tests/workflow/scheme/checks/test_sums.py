"""L01–L03: sums that do not come out, for all units or for a group that has its own items."""

import pytest

from tests.workflow.scheme.checks.found import figures, found
from tests.workflow.scheme.small import changed, grouped


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "title: 甲类\n    marks: 5",
            "title: 甲类\n    marks: 4",
            [
                ("L01", "甲类", "标题“甲类”写4分，所含各项合计5分"),
                ("L03", "full_mark", "满分写5分，各标题分值合计4分"),
            ],
        ),
        (
            "title: 乙目\n",
            "title: 乙目\n        marks: 3\n",
            [("L01", "甲类/乙目", "标题“乙目”写3分，所含各项合计2分")],
        ),
        ("kind: award, marks: 1", "kind: award, marks: 2", [("L02", "1", "第1项分值3分，各评分要点合计4分")]),
        ("marks: 2, increment", "marks: 1, increment", [("L02", "2", "第2项分值2分，各评分要点合计1分")]),
        ("full_mark: 5", "full_mark: 100", [("L03", "full_mark", "满分写100分，各项分值合计5分")]),
    ],
)
def test_a_sum_that_does_not_come_out_names_both_figures(
    old: str, new: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(changed(old, new)) == expected


def test_headings_without_a_figure_lend_that_of_the_headings_below_them() -> None:
    text = changed("title: 甲类\n    marks: 5", "title: 甲类").replace(
        "title: 乙目\n", "title: 乙目\n        marks: 3\n"
    )
    assert figures(text) == [("L01", "甲类/乙目", "3分", "2分"), ("L03", "full_mark", "5分", "6分")]


def test_weights_of_headings_and_items_enter_the_full_mark() -> None:
    heavy = changed("title: 甲类\n    marks: 5", "title: 甲类\n    weight: 2")
    assert figures(heavy) == [("L03", "full_mark", "5分", "10分")]
    assert figures(heavy.replace("full_mark: 5", "full_mark: 10")) == []
    item = changed("number: 1\n", "number: 1\n        weight: 2\n").replace("full_mark: 5", "full_mark: 8")
    assert figures(item) == [("L01", "甲类", "5分", "8分"), ("L03", "full_mark", "8分", "5分")]


BONUS = """\
  - title: 加分
    bonus: true
    marks: 10
    children:
      - number: 3
        title: 奖励
        clause: 奖励加分
        marks: 0
        cap: 2
        components: [{key: prize, text: 获奖, rule: {kind: award, marks: 2, bonus: true}}]
special:
"""


def test_a_bonus_is_outside_every_sum() -> None:
    text = changed("special:\n", BONUS)
    assert found(text.replace("  - number: 3\n    title: 加分", "  - number: 4\n    title: 加分")) == []


def test_a_group_with_its_own_items_is_added_up_for_itself() -> None:
    text = grouped().replace("- number: 2\n", "- number: 2\n            groups: [镇]\n")
    assert found(text) == [
        ("L01", "甲类", "标题“甲类”（区）写5分，所含各项合计3分"),
        ("L03", "full_mark", "满分写5分，各项分值（区）合计3分"),
    ]


def test_what_all_groups_share_is_told_once() -> None:
    text = grouped().replace("- number: 2\n", "- number: 2\n            groups: [镇, 区]\n")
    assert figures(text.replace("full_mark: 5", "full_mark: 6")) == [("L03", "full_mark", "6分", "5分")]


def test_components_for_single_groups_make_up_the_mark_in_each() -> None:
    both = grouped().replace(
        "- {key: done, text: 做到, rule: {kind: award, marks: 1}}",
        "- {key: town, text: 镇做到, groups: [镇], rule: {kind: award, marks: 1}}\n"
        "          - {key: zone, text: 区做到, groups: [区], rule: {kind: award, marks: 2}}",
    )
    assert found(both) == [("L02", "1", "第1项（区）分值3分，各评分要点合计4分")]


GROWING = "rule: {kind: delta, marks: 2, highest: 3, up: 0.5, actual: {text: 今年}, last: {text: 上年}}"


@pytest.mark.parametrize(
    ("marks", "second"), [("3", None), ("2", None), ("4", "2分"), ("1", "2分"), ("2.5", "2分")]
)
def test_an_item_whose_last_marks_are_earned_by_growth_adds_up(marks: str, second: str | None) -> None:
    text = changed("rule: {kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}", GROWING).replace(
        "clause: 酌情打分\n            marks: 2", f"clause: 酌情打分\n            marks: {marks}"
    )
    said = [one[3] for one in figures(text) if one[0] == "L02"]
    assert said == ([] if second is None else [second])


THREE = "groups: [{name: 区, basis: 附件}, {name: 镇, basis: 附件}, {name: 乡, basis: 附件}]\nsettings:\n"


def test_a_finding_names_all_groups_that_it_holds_for() -> None:
    text = changed("settings:\n", THREE).replace(
        "title: 第二项\n", "title: 第二项\n            groups: [区]\n"
    )
    assert found(text) == [
        ("L01", "甲类", "标题“甲类”（镇、乡）写5分，所含各项合计3分"),
        ("L03", "full_mark", "满分写5分，各项分值（镇、乡）合计3分"),
    ]
    assert figures(text)[1] == ("L03", "full_mark", "5分", "3分（镇、乡）")
