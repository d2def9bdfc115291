"""Document 003 as a scheme: its uneven marks, its rules, its figures and everything it contradicts."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from states.cycle import CycleStage
from workflow.errors import Invalid
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.scheme.checks import findings, open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin
from workflow.scheme.marking import mark_item
from workflow.scheme.tree import Node

XUNDIAN: Scheme = builtin("xundian-zhengti-zhichu")

MARKS = {
    "A11": 3, "A12": 3, "A13": 3, "A14": 4, "A15": 3, "A16": 2, "A17": 2, "A18": 2,
    "A21a": 2, "A21b": 2, "A21c": 2, "A22a": 4, "A22b": 2, "A22c": 2, "A22d": 2,
    "B11": 4,
    "C11": 5, "C12": 5, "C13": 3, "C14": 3, "C15": 4, "C16": 4,
    "C21": 5, "C31": 2, "C41": 2, "C51": 2,
    "C61": 2, "C62": 2, "C63": 8, "C64": 1, "C65": 1,
    "C71": 2, "C72": 4, "C81": 1, "C82": 2,
}  # fmt: skip

PRINTED = {
    "A1": 22, "A2": 16, "B1": 4, "C1": 24, "C2": 5, "C3": 2, "C4": 2, "C5": 2, "C6": 14, "C7": 4,
    "C8": 2, "C9": 2,
}  # fmt: skip

SELF_MARKS = {**MARKS, "A14": 3, "C12": 4, "C13": 2, "C64": 0, "C72": 3}

FOUND = {
    "L01": "C7 C8",
    "L02": "B11 C11 C12 C21 C63 C81",
    "L03": "full_mark",
    "L04": "A14.public A14.enterprise C15.materials C16.agreements C63.failings",
    "L05": "C15.materials",
    "L06": "bands.良 bands.中",
    "L07": "A12.payment A22d.employees A22d.residents",
    "L08": "C82.assistance",
    "L09": "A13 A14 C65 C3 C72.satisfaction C9 C82 source.附件5",
    "L10": "A11.above_mean A14 A22a.indices C12.rate calendar",
    "L12": "A12.payment A12.violation C41.cases C51.cases",
    "L13": "A12 bands.优 source.附件1",
    "L14": "C72",
    "L15": "A11 C41 source.附件2",
    "L17": "A15 C81 source.附件2",
    "L18": "A14 A17.reporting C14.settlement C16.agreements C51.cases C63.inspections",
}

COUNTS = {
    "issued": "20", "valid": "20",
    "q1_a": "20", "q1_b": "0", "q1_c": "0", "q2_a": "20", "q2_b": "0", "q2_c": "0",
    "q3_a": "20", "q3_b": "0", "q3_c": "0", "q4_a": "20", "q4_b": "0", "q4_c": "0",
    "q5_a": "18", "q5_b": "0", "q5_c": "2", "q6_a": "18", "q6_b": "2", "q6_c": "0",
    "q7_a": "20", "q7_b": "0", "q7_c": "0", "q8_a": "20", "q8_b": "0", "q8_c": "0",
    "q9_a": "16", "q9_b": "4", "q9_c": "0", "q10_a": "17", "q10_c": "3", "q10_d": "0",
}  # fmt: skip


def number(label: str) -> int:
    return next(item.number for item in XUNDIAN.items if item.label == label)


def labelled(place: str) -> str:
    """A place as the document names it: the item's label, the code of a heading."""
    part, dot, key = place.partition(".")
    if part.isdigit():
        return f"{XUNDIAN.item(int(part)).label}{dot}{key}"
    return place.split("/")[-1][:2] if "/" in place else place


def headings() -> list[Node]:
    return [path[-1] for node in XUNDIAN.categories for path, item in node.walk() if item is None]


def test_every_indicator_stands_in_order_with_its_mark() -> None:
    assert {item.label: item.marks for item in XUNDIAN.items} == MARKS
    assert [item.number for item in XUNDIAN.items] == list(range(1, 36))
    assert XUNDIAN.full_mark == sum(MARKS.values()) == 100


def test_headings_keep_the_figures_that_the_document_prints() -> None:
    printed = {node.title[:2]: node.marks for node in headings() if node.marks is not None}
    assert printed == PRINTED
    assert sum(PRINTED.values()) == 99


def test_every_indicator_says_where_its_figures_come_from() -> None:
    sources = Counter(item.data_source for item in XUNDIAN.items)
    assert sources["基金财务管理科"] == 7
    assert sources["稽核科"] == 5
    assert None not in sources


def test_what_the_document_leaves_open_or_contradicts_is_found_and_nothing_else() -> None:
    found: dict[str, list[str]] = {}
    for finding in findings(XUNDIAN):
        found.setdefault(finding.code, []).append(labelled(finding.place))
    assert {code: sorted(places) for code, places in found.items()} == {
        code: sorted(places.split()) for code, places in FOUND.items()
    }


def test_every_finding_has_its_interpretation_and_every_interpretation_its_finding() -> None:
    assert open_findings(XUNDIAN) == ()
    settled = {(entry.code, place) for entry in XUNDIAN.interpretations for place in entry.places}
    assert settled == {(finding.code, finding.place) for finding in findings(XUNDIAN)}


@pytest.mark.parametrize(
    ("code", "place", "first", "second"),
    [
        ("L01", "C7", "4分", "6分"),
        ("L01", "C8", "2分", "1分"),
        ("L02", "B11", "4分", "5分"),
        ("L02", "C11", "5分", "8分"),
        ("L02", "C63", "8分", "10分"),
        ("L03", "full_mark", "100分", "99分"),
        ("L13", "A12", "2023年", "2020年"),
        ("L14", "C72", "3", "3.87"),
        ("L15", "A11", "101.05", "101.07"),
        ("L15", "C41", "336", "337"),
        ("L15", "source.附件2", "71", "71.62"),
    ],
)
def test_a_finding_names_both_figures(code: str, place: str, first: str, second: str) -> None:
    found = [one for one in findings(XUNDIAN) if (one.code, labelled(one.place)) == (code, place)]
    assert [(one.first, one.second) for one in found] == [(first, second)]


def test_the_reported_marks_of_all_indicators_add_up_to_ninety_five() -> None:
    total = next(entry for entry in XUNDIAN.statements if entry.place == "full_mark")
    rows = total.sum or ()
    assert total.reported == sum(rows) == 95
    # The one indicator with two rows in the table, B11, stands there with both.
    b11 = number("B11") - 1
    assert [*rows[:b11], rows[b11] + rows[b11 + 1], *rows[b11 + 2 :]] == list(SELF_MARKS.values())


def test_most_figures_of_the_report_come_out_again() -> None:
    wrong = Counter(finding.code for finding in findings(XUNDIAN))
    assert wrong["L14"] + wrong["L15"] == 4
    assert len(XUNDIAN.statements) == 27


def test_the_questionnaire_gives_three_point_eight_seven() -> None:
    rule = XUNDIAN.component(number("C72"), "satisfaction").rule
    outcome = rule.reckon(Answer(MEASURED, figures=COUNTS))
    assert outcome.marks == Decimal("3.87")
    assert "1935分" in outcome.explanation
    assert "96.75分" in outcome.explanation
    statement = next(entry for entry in XUNDIAN.statements if entry.component)
    assert (dict(statement.figures or {}), statement.reported) == (COUNTS, 3)


def test_a_question_whose_answers_do_not_add_up_is_refused() -> None:
    rule = XUNDIAN.component(number("C72"), "satisfaction").rule
    with pytest.raises(Invalid) as refused:
        rule.reckon(Answer(MEASURED, figures={**COUNTS, "q10_c": "2"}))
    assert list(refused.value.errors) == ["figures-q10_a"]


def test_grades_are_half_open_and_say_what_follows() -> None:
    bands = XUNDIAN.consequences.bands
    assert [(band.name, band.at_least, band.at_most) for band in bands] == [
        ("优", 90, None),
        ("良", 80, 89),
        ("中", 60, 79),
        ("差", None, None),
    ]
    ways = ("直接进入", "协商", "重新报送", "不得进入")
    assert all(way in (band.follows or "") for way, band in zip(ways, bands, strict=True))


def test_a_unit_evaluates_itself_without_consolidation_rating_and_publicity() -> None:
    procedure = XUNDIAN.procedure
    assert (procedure.levels.assessor, procedure.levels.subject, procedure.levels.below) == (
        "county", "unit", None,
    )  # fmt: skip
    assert procedure.skipped == {CycleStage.CONSOLIDATION, CycleStage.RATING, CycleStage.PUBLICITY}
    assert (XUNDIAN.weights.self_score, XUNDIAN.weights.province) == (1, 0)


@pytest.mark.parametrize(("amount", "taken"), [("0.1", True), ("0.5", True), ("0.6", False), ("0.05", False)])
def test_a_wrong_table_costs_what_its_severity_says_within_the_range(amount: str, taken: bool) -> None:
    rule = XUNDIAN.component(number("A18"), "statistics").rule
    line = Line("报表", "数据错误", cause="wrong", amount=Decimal(amount))
    answer = Answer("counted", lines=(line,))
    if taken:
        assert rule.reckon(answer).marks == 2 - Decimal(amount)
    else:
        with pytest.raises(Invalid):
            rule.reckon(answer)


def test_missing_the_gate_of_an_indicator_leaves_it_nothing() -> None:
    item = XUNDIAN.item(number("C31"))
    answers = {component.key: component.rule.full_answer for component in item.components}
    given = {key: answer for key, answer in answers.items() if answer}
    assert mark_item(item, given).marks == 2
    line = Line("审批", "没有按准入标准审批")
    missed = {**given, "approval": replace(given["approval"], value="missed", lines=(line,))}
    assert mark_item(item, missed).marks == 0


def test_only_three_indicators_may_become_negative_and_only_one_is_without_a_cap() -> None:
    assert [item.label for item in XUNDIAN.items if item.floor is None] == ["A12", "C41", "C51"]
    assert [item.label for item in XUNDIAN.items if item.highest is None] == ["A12"]
    above = {item.label: item.highest for item in XUNDIAN.items if item.highest not in (None, item.marks)}
    assert above == {"A11": 5, "A14": 7, "A15": 5}
