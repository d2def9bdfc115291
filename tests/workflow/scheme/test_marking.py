"""An item's mark comes from its answers or from its findings, within floor and cap."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.scheme.small import SMALL, changed
from workflow.errors import Invalid, NotFound
from workflow.rules.kinds.answers import MEASURED, NOT_OCCURRED, Answer, Line
from workflow.scheme.loader import builtin, load
from workflow.scheme.marking import assessed_item, mark_item

SCHEME = load(SMALL)
FIRST, SECOND = SCHEME.item(1), SCHEME.item(2)
LINE = Line("情形", "原因")
HUBEI = builtin("hubei-jingban")


def test_an_item_is_the_sum_of_its_components() -> None:
    mark = mark_item(FIRST, {"done": Answer("yes"), "cases": Answer("counted", (Line("情形", "原因", 3),))})
    assert mark.marks == Decimal("1.5")
    assert mark.outcomes["cases"].line_amounts == (Decimal("1.5"),)
    assert mark.explanation.splitlines() == [
        "做到：满分1分；已做到，得1分。",
        "问题：每项扣0.5分×3=1.5分；满分2分；清点后扣1.5分，共1.5分；得0.5分。",
        "第1项：1＋0.5＝1.5分，本项得1.5分。",
    ]


def test_all_errors_of_an_item_are_told_at_once_at_their_fields() -> None:
    with pytest.raises(Invalid) as refusal:
        mark_item(FIRST, {"done": Answer("no", (Line("情形", ""),)), "cases": Answer("")})
    assert set(refusal.value.errors) == {"done-lines-0-reason", "cases-value"}


def test_a_component_without_answer_is_an_error_not_a_mark() -> None:
    with pytest.raises(Invalid) as refusal:
        mark_item(FIRST, {"done": Answer("yes")})
    assert refusal.value.errors == {"cases-value": "这一要点还没有作答"}


def test_an_answer_to_an_unknown_component_is_not_found() -> None:
    with pytest.raises(NotFound, match="第2项没有评分要点“other”"):
        mark_item(SECOND, {"judged": Answer("2", note="理由"), "other": Answer("yes")})


def test_only_what_may_not_occur_can_be_said_not_to_have_occurred() -> None:
    answer = Answer(NOT_OCCURRED, note="全年没有")
    assert mark_item(SECOND, {"judged": answer}).marks == 2
    with pytest.raises(Invalid) as refusal:
        mark_item(FIRST, {"done": answer, "cases": Answer("counted")})
    assert set(refusal.value.errors) == {"done-value"}


def test_an_item_whose_components_give_more_than_its_marks_is_clipped_and_says_so() -> None:
    item = load(changed("kind: award, marks: 1", "kind: award, marks: 2")).item(1)
    mark = mark_item(item, {"done": Answer("yes"), "cases": Answer("counted")})
    assert mark.marks == 3
    assert mark.explanation.endswith("第1项：2＋2＝4分，限于3分，本项得3分。")


@pytest.mark.parametrize(("floor", "marks"), [("0", "0"), ("-1", "-1"), ("none", "-2")])
def test_the_floor_of_the_item_limits_components_that_fall_below_zero(floor: str, marks: str) -> None:
    text = changed("floor: 0\n              causes", "floor: none\n              causes").replace(
        "marks: 3\n", f"marks: 3\n        floor: {floor}\n"
    )
    cases = Answer("counted", (Line("情形", "原因", 8),))
    assert mark_item(load(text).item(1), {"done": Answer("no", (LINE,)), "cases": cases}).marks == Decimal(
        marks
    )


@pytest.mark.parametrize(("quantum", "marks"), [("0.01", "0.67"), ("0.1", "0.7"), ("0.0001", "0.6667")])
def test_marks_that_a_rule_divides_are_rounded_to_the_step_of_the_scheme(quantum: str, marks: str) -> None:
    done = "{kind: proportion, marks: 1, actual: {text: 完成数}, target: {text: 任务数}}"
    text = changed("{kind: award, marks: 1}", done).replace("categories:", f"quantum: {quantum}\ncategories:")
    figures = Answer(MEASURED, figures={"actual": "2", "target": "3"})
    mark = mark_item(load(text).item(1), {"done": figures, "cases": Answer("counted")}, grounds=False)
    assert mark.outcomes["done"].marks == Decimal(marks)


def test_an_assessed_item_is_full_less_the_counted_findings() -> None:
    mark = assessed_item(FIRST, {"cases": [Decimal("0.5"), Decimal(1)]})
    assert mark.marks == Decimal("1.5")
    assert "评定扣0.5分、1分，共1.5分" in mark.explanation
    assert assessed_item(FIRST, {}).marks == 3


def test_findings_on_one_component_never_eat_into_another() -> None:
    assert assessed_item(FIRST, {"cases": [Decimal(50)]}).marks == 1


@pytest.mark.parametrize("number", [11, 12, 19, 20, 30, 38, 39, 40, 41, 42, 43])
def test_per_case_items_of_document_004_reach_zero_where_the_table_says(number: int) -> None:
    zero_at = {11: 10, 12: 10, 19: 20, 20: 10, 30: 6, 38: 6, 39: 10, 40: 4, 41: 15, 42: 5, 43: 5}[number]
    item = HUBEI.item(number)
    (component,) = item.components

    def marks(count: int) -> Decimal:
        return mark_item(item, {component.key: Answer("counted", (Line("情形", "原因", count),))}).marks

    assert marks(zero_at - 1) > 0
    assert marks(zero_at) == marks(zero_at + 1) == 0


costs = st.lists(st.decimals(0, 5, places=2), max_size=5)


@given(st.fixed_dictionaries({"done": costs, "cases": costs}))
def test_an_assessed_mark_stays_within_floor_and_cap_and_its_terms_add_up(
    findings: dict[str, list[Decimal]],
) -> None:
    mark = assessed_item(FIRST, findings)
    assert 0 <= mark.marks <= FIRST.marks
    last = mark.explanation.splitlines()[-1]
    terms = [Decimal(term) for term in re.findall(r"[\d.]+", last.split("：")[1].split("＝")[0])]
    assert sum(terms) == mark.marks


def line_lists(count: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[Line, ...]]:
    return st.lists(st.builds(Line, st.just("情形"), st.just("原因"), count), max_size=4).map(tuple)


@given(line_lists(st.integers(1, 9)), st.booleans())
def test_a_self_mark_stays_within_floor_and_cap(lines: tuple[Line, ...], done: bool) -> None:
    answers = {"done": Answer("yes") if done else Answer("no", (LINE,)), "cases": Answer("counted", lines)}
    mark = mark_item(FIRST, answers)
    assert 0 <= mark.marks <= FIRST.marks
    assert mark.marks == sum(outcome.marks for outcome in mark.outcomes.values())
