"""L04, L08, L10, L12: what single rules and items leave open."""

import pytest

from tests.workflow.scheme.checks.found import figures, found
from tests.workflow.scheme.small import changed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("              floor: 0\n", "", [("L04", "1.cases", "第1项“问题”：没有写明扣到多少分为止")]),
        (", basis: 酌情打分", "", [("L08", "2.judged", "第2项“酌情”：有分值，没有写明怎样计分")]),
        (
            "first: 2, further: 1",
            "range: {lowest: 0, highest: 5, increment: 1}",
            [("L08", "3.honour", "第3项“加分”：没有写明“表彰”每件计多少分")],
        ),
        (
            "text: 问题",
            "text: 问题\n            outside_list: 省级清单",
            [("L10", "1.cases", "第1项的清点范围是省级清单，文件没有附清单")],
        ),
    ],
)
def test_a_rule_reports_what_it_leaves_open_at_its_own_place(
    old: str, new: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(changed(old, new)) == expected


def test_one_case_that_costs_more_than_the_mark_is_found() -> None:
    assert [entry[:2] for entry in figures(changed("penalty: 0.5", "penalty: 6"))] == [("L05", "1.cases")]


def test_an_item_without_floor_or_cap_is_found_once() -> None:
    below = changed("        marks: 3\n", "        marks: 3\n        floor: none\n")
    assert figures(below) == [("L12", "1", "3分", "不保底")]
    above = changed("        marks: 3\n", "        marks: 3\n        cap: none\n")
    assert figures(above) == [("L12", "1", "3分", "不封顶")]
    both = below.replace("              floor: 0\n", "              floor: none\n")
    assert [entry[:2] for entry in figures(both)] == [("L12", "1.cases")]


def test_the_document_s_own_label_names_the_item() -> None:
    text = changed("              floor: 0\n", "").replace("number: 1\n", "number: 1\n        code: A11\n")
    assert found(text) == [("L04", "1.cases", "第A11项“问题”：没有写明扣到多少分为止")]


RANKED = "{kind: rank, marks: 2, step: 0.5, floor: 0, ties: shared, value: {text: 参保率}}"
ANSWERED = "procedure: {rating: answers}\nweights"


def test_a_rule_that_compares_units_is_found_where_the_assessor_only_takes_off() -> None:
    ranked = changed("{kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}", RANKED)
    assert ("L16", "2.judged", "rating: findings", "rank") in figures(ranked)
    assert not [entry for entry in figures(ranked.replace("weights", ANSWERED, 1)) if entry[0] == "L16"]
