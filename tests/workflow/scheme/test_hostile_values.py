"""What YAML reads as something else, and schemes that do not hold together, are refused with their line."""

import pytest

from tests.workflow.scheme.small import SMALL, changed
from workflow.scheme.loader import load
from workflow.scheme.problems import Problem, SchemeUnreadable


def first(text: str) -> Problem:
    with pytest.raises(SchemeUnreadable) as refused:
        load(text, "x.yaml")
    return refused.value.problems[0]


STRANGE = ["no", "0123", "-01", "12:30", ".nan", ".inf", "2026-01-01", "0x1F", "1_000", "1e309", "~", "O.5"]


@pytest.mark.parametrize("value", STRANGE)
def test_a_number_is_nothing_but_a_number(value: str) -> None:
    problem = first(changed("full_mark: 5", f"full_mark: {value}"))
    assert (problem.line, problem.path) == (5, "full_mark")
    assert "数字" in problem.remedy


@pytest.mark.parametrize("value", STRANGE)
def test_a_figure_of_a_statement_is_nothing_but_a_number(value: str) -> None:
    added = f"statements:\n  - {{place: '1', text: 数字, reported: {value}, sum: [1, 1]}}\n"
    problem = first(SMALL + added)
    assert (problem.line, problem.path) == (58, "statements[0].reported")


@pytest.mark.parametrize("value", ["no", "yes", "True", "0", "1"])
def test_a_yes_or_no_is_true_or_false(value: str) -> None:
    problem = first(changed("may_not_occur: true", f"may_not_occur: {value}"))
    assert (problem.line, problem.path.endswith(".may_not_occur")) == (46, True)


@pytest.mark.parametrize("value", ["2026", "2026-13-01", "2026-02-30", "26-01-01", "2026-1-1", "12:30"])
def test_a_date_is_a_day_that_there_is(value: str) -> None:
    said = f"{{code: L10, places: [full_mark], text: 说明, author: 组长, date: '{value}'}}"
    problem = first(SMALL + f"interpretations:\n  - {said}\n")
    assert (problem.line, problem.path) == (58, "interpretations[0].date")


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("own: 0.4, counties: 0.6", "own: 0.4, counties: 0.5", 6, "own 与 counties 为 0.4 与 0.5"),
        ("self_score: 0.4, province: 0.6", "self_score: 1.4, province: -0.4", 6, "1.4 与 -0.4"),
        ("        marks: 3\n", "", 24, "缺少“marks”"),
        ("        marks: 3\n", "        marks: 0\n", 21, "“甲类”下有项次没有分值"),
        ("        marks: 3\n", "        marks: -3\n", 27, "读到“-3”"),
        ("floor: 0\n              causes", "floor: 9\n              causes", 33, "下限9高于满分2"),
    ],
)
def test_a_scheme_that_does_not_hold_together_is_refused(old: str, new: str, line: int, found: str) -> None:
    problem = first(changed(old, new))
    assert problem.line == line
    assert found in problem.found


def test_nothing_in_a_scheme_can_refer_to_itself() -> None:
    """Names lead to declarations only, and aliases are refused, so there is no circle to find."""
    problem = first("key: &again\n  deeper: *again\n")
    assert (problem.line, "引用" in problem.found) == (1, True)


@pytest.mark.parametrize("escape", [r"\ud800", r"\x00", r"\x01", r"\x85", r"\u009f"])
@pytest.mark.parametrize("text", ['title: "办法{}"', '"办法{}": 值'])
def test_an_escape_writes_nothing_that_no_page_and_no_database_can_keep(escape: str, text: str) -> None:
    assert "控制字符" in first(text.format(escape)).found
