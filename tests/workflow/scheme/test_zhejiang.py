"""Document 001 as a scheme: its marks, its bonus, its contradictions with their interpretations."""

from collections import Counter
from decimal import Decimal

from workflow.scheme.checks import findings, open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin

TOWNS: Scheme = builtin("zhejiang-xiangzhen")

MARKS = {"1": 10, "2": 10, "3a": 5, "3b": 5, "4a": 10, "4b": 15, "5": 15, "6": 10, "7": 5, "8": 15, "9": 0}

PARTS = {
    "1": "1 2 2 5", "2": "5 5", "3a": "5", "3b": "5", "4a": "5 3 2", "4b": "15",
    "5": "2 2 2 3 4 2", "6": "10", "7": "5", "8": "15",
}  # fmt: skip


def test_the_ten_leaves_add_up_to_the_full_mark() -> None:
    assert {item.label: item.marks for item in TOWNS.items} == MARKS
    assert sum(MARKS.values()) == TOWNS.full_mark == 100


def test_every_leaf_is_the_sum_of_its_parts() -> None:
    parts = {
        item.label: " ".join(f"{component.full:f}" for component in item.components)
        for item in TOWNS.items[:-1]
    }
    assert parts == PARTS


def test_the_bonus_stands_outside_the_full_mark_between_nothing_and_ten() -> None:
    bonus = TOWNS.items[-1]
    assert (bonus.marks, bonus.floor, bonus.highest) == (0, 0, 10)
    assert TOWNS.factors[bonus.number] == 0
    assert {component.full for component in bonus.components} == {Decimal(0)}
    assert {component.rule.lowest for component in bonus.components} == {Decimal(0)}


def test_a_county_rates_its_towns_which_hand_nothing_up() -> None:
    assert (TOWNS.procedure.levels.assessor, TOWNS.procedure.levels.subject) == ("county", "township")
    assert TOWNS.procedure.stages == ("rating", "deliberation")
    assert TOWNS.procedure.rating == "answers"


def test_every_contradiction_is_found_and_settled_by_a_post() -> None:
    assert Counter(finding.code for finding in findings(TOWNS)) == {
        "L01": 2, "L03": 1, "L04": 1, "L07": 4, "L08": 4, "L09": 1, "L10": 2, "L11": 1, "L12": 4,
        "L16": 1, "L18": 1,
    }  # fmt: skip
    assert open_findings(TOWNS) == ()
    assert {entry.author for entry in TOWNS.interpretations} == {"县医保局考核工作负责人"}


def test_the_letter_o_of_the_document_is_noted_and_no_figure_of_the_scheme() -> None:
    (note,) = (entry for entry in TOWNS.contradictions if entry.first == "O.5分")
    assert note.second == "0.5分"
    assert "O.5" not in TOWNS.text.partition("contradictions:")[0]
