"""Document 004 as a scheme: complete, with its marks, its rules and its dates."""

from collections import Counter
from decimal import Decimal

import pytest

from workflow.errors import NotFound
from workflow.rules.kinds.answers import EventClaim
from workflow.rules.kinds.award import Award
from workflow.rules.kinds.per_case import PerCase
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin
from workflow.scheme.tree import Node

HUBEI: Scheme = builtin("hubei-jingban")

PROJECTS = {
    "经办体系建设": 4, "队伍建设": 3, "行风建设": 2, "品牌建设": 1,
    "内控管理": 10, "基金财务管理": 8, "医药费用审核": 10, "基金支付": 6, "稽核检查": 6,
    "医药机构定点申请": 7, "协议管理": 11,
    "网上办事": 3, "服务模式": 5, "服务提升": 8, "疫情防控": 4,
    "政务清单": 3, "业务标准化": 7, "档案管理": 2,
}  # fmt: skip

MARKS = [
    4, 3, 2, 1,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2,
    3, 4, 3, 2, 3, 3,
    3, 2, 3, 2, 2, 2, 2, 4,
    3, 2, 2, 3, 1, 1,
]  # fmt: skip

AWARDS = {
    2: "2 1", 3: "1 1", 4: "0.5 0.5", 5: "1 1", 6: "1 1", 7: "1 1", 8: "1 1", 9: "1 1", 10: "1 1",
    13: "1 1", 14: "1 2", 15: "2 1", 16: "1 1", 17: "1 1", 18: "1 1", 21: "1 1", 22: "2", 23: "1 1",
    24: "2 1", 25: "2 1 1", 26: "1 1 1", 27: "2", 28: "2 1", 29: "3", 31: "2", 32: "2 1", 33: "1 1",
    34: "2", 35: "1 1", 36: "1 1",
}  # fmt: skip

PENALTIES = {
    11: "0.2", 12: "0.2", 19: "0.1", 20: "0.2", 30: "0.5", 38: "0.5", 39: "0.2", 40: "0.5",
    41: "0.2", 42: "0.2", 43: "0.2",
}  # fmt: skip


def components(kind: str) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {}
    for item in HUBEI.items:
        rules = [component.rule for component in item.components if component.rule.kind == kind]
        if rules:
            found[item.number] = list(rules)
    return found


def test_five_categories_make_a_hundred() -> None:
    assert [(node.title, node.marks, node.total) for node in HUBEI.categories] == [
        ("经办能力建设", 10, 10),
        ("制度机制建设", 40, 40),
        ("定点医药机构申请和管理", 18, 18),
        ("优化便民服务", 20, 20),
        ("标准化和规范化", 12, 12),
    ]
    assert HUBEI.full_mark == sum(item.marks for item in HUBEI.items) == 100


def test_eighteen_projects_have_the_marks_of_their_items() -> None:
    projects = [child for category in HUBEI.categories for child in category.children]
    assert all(isinstance(project, Node) for project in projects)
    assert {project.title: project.total for project in projects if isinstance(project, Node)} == PROJECTS


def test_forty_three_items_stand_in_order_with_their_marks() -> None:
    assert [item.number for item in HUBEI.items] == list(range(1, 44))
    assert [item.marks for item in HUBEI.items] == MARKS
    assert all(item.floor == 0 and item.highest == item.marks for item in HUBEI.items)


def test_sub_awards_are_those_of_the_document() -> None:
    awards = components("award")
    assert {number: [Decimal(text) for text in texts.split()] for number, texts in AWARDS.items()} == {
        number: [rule.full for rule in rules if isinstance(rule, Award)] for number, rules in awards.items()
    }


def test_penalties_are_those_of_the_document() -> None:
    rules = components("per_case")
    assert {number: Decimal(text) for number, text in PENALTIES.items()} == {
        number: rule.penalty() for number, [rule] in rules.items() if isinstance(rule, PerCase)
    }


def test_the_two_remaining_items_are_a_choice_and_a_judgement() -> None:
    assert list(components("choice")) == [1]
    assert list(components("judgement")) == [37]
    kinds = Counter(component.rule.kind for item in HUBEI.items for component in item.components)
    assert kinds == {"award": 57, "per_case": 11, "choice": 1, "judgement": 1}


def test_conditional_parts_may_be_said_not_to_have_occurred() -> None:
    conditional = {
        f"{item.number}.{component.key}"
        for item in HUBEI.items
        for component in item.components
        if component.may_not_occur
    }
    assert conditional == {
        "9.admission", "9.evaluation", "14.refusal", "23.breach", "23.transfer", "24.single_notice",
        "25.failed_applicants",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "events", "marks"),
    [
        (44, "basically_completed basically_completed", "2"),
        (44, "basically_completed completed", "3"),
        (44, "carried_over completed", "4"),
        (44, "completed completed completed completed completed completed", "5"),
        (45, "honour", "2"),
        (45, "honour honour honour honour honour", "5"),
        (47, "summons", "-2"),
        (47, "summons summons summons summons summons", "-5"),
    ],
)
def test_special_items_count_as_the_document_says(number: int, events: str, marks: str) -> None:
    rule = HUBEI.special_item(number).rule
    assert rule.total([EventClaim(event) for event in events.split()]).marks == Decimal(marks)


def test_negative_factors_are_typed_down_to_minus_five() -> None:
    rule = HUBEI.special_item(46).rule
    claims = [EventClaim("incident", Decimal(-3)), EventClaim("incident", Decimal("-2.5"))]
    assert rule.total(claims).marks == -5


def test_special_items_stand_outside_the_hundred() -> None:
    assert [item.number for item in HUBEI.special] == [44, 45, 46, 47]
    limits = [(item.rule.floor, item.rule.cap) for item in HUBEI.special]
    assert limits == [(0, 5), (0, 5), (-5, 0), (-5, 0)]


def test_weights_and_consequences_are_those_of_the_document() -> None:
    weights = HUBEI.weights
    assert [str(weight) for weight in (weights.own, weights.counties)] == ["0.4", "0.6"]
    assert [str(weight) for weight in (weights.self_score, weights.province)] == ["0.4", "0.6"]
    assert (HUBEI.consequences.bottom, HUBEI.consequences.years) == (5, 2)


def test_items_and_components_are_found_by_number_and_key() -> None:
    assert HUBEI.item(37).title == "大厅疫情防控"
    assert HUBEI.component(1, "coverage").full == 4
    assert [node.title for node in HUBEI.path(11)] == ["制度机制建设", "基金财务管理"]
    assert [entry.code for entry in HUBEI.interpretations_of(30)] == ["L04", "L10"]
    assert [entry.code for entry in HUBEI.interpretations_of(46)] == ["L08"]


@pytest.mark.parametrize(
    "look", [lambda: HUBEI.item(44), lambda: HUBEI.special_item(43), lambda: HUBEI.component(1, "x")]
)
def test_what_is_not_in_the_scheme_is_not_found(look: object) -> None:
    with pytest.raises(NotFound):
        look()


def test_every_item_carries_its_clause_in_its_own_words() -> None:
    assert len({item.clause for item in HUBEI.items}) == 43
    assert len({item.title for item in HUBEI.items}) == 43
