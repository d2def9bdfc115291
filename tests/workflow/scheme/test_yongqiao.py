"""Document 002 as a scheme: leaves at three depths, no rule anywhere, figures that do not all agree."""

from decimal import Decimal

from states.cycle import CycleStage
from workflow.rules.kinds.judgement import Judgement
from workflow.scheme.checks import findings, open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin

YONGQIAO: Scheme = builtin("yongqiao-jiuzhu")

MARKS = [6, 4, 10, 3, 6, 4, 3, 4, 6, 4, 25, 9, 8, 8]


def test_the_four_parts_make_a_hundred() -> None:
    assert [(node.title, node.marks, node.total) for node in YONGQIAO.categories] == [
        ("投入", 20, 20),
        ("过程", 30, 30),
        ("产出", 25, 25),
        ("效果", 25, 25),
    ]
    assert [item.marks for item in YONGQIAO.items] == MARKS


def test_leaves_stand_at_different_depths() -> None:
    depths = {item.title: len(YONGQIAO.path(item.number)) for item in YONGQIAO.items}
    assert {title for title, depth in depths.items() if depth == 1} == {
        "资金落实", "项目产出", "社会效益", "可持续影响", "社会公众或受益对象满意度",
    }  # fmt: skip
    assert sum(depth == 2 for depth in depths.values()) == 9


def test_every_leaf_is_judged_because_no_rule_is_written() -> None:
    rules = [component.rule for item in YONGQIAO.items for component in item.components]
    assert all(isinstance(rule, Judgement) and rule.basis is None for rule in rules)
    without_rule = [finding.place for finding in findings(YONGQIAO) if finding.code == "L08"]
    assert len(without_rule) == 14


def test_what_the_document_contradicts_is_found_and_settled() -> None:
    found = {(one.code, one.place) for one in findings(YONGQIAO) if one.code != "L08"}
    assert found == {
        ("L09", "8"), ("L09", "14"), ("L09", "效果"),
        ("L10", "11"), ("L10", "14"), ("L10", "bands.优"), ("L10", "calendar"),
        ("L13", "full_mark"), ("L13", "1"), ("L13", "3"),
        ("L15", "6"), ("L15", "11"),
    }  # fmt: skip
    assert open_findings(YONGQIAO) == ()
    settled = {(entry.code, place) for entry in YONGQIAO.interpretations for place in entry.places}
    assert settled == {(finding.code, finding.place) for finding in findings(YONGQIAO)}


def test_rates_are_computed_again_from_their_amounts() -> None:
    wrong = {one.place: (one.first, one.second) for one in findings(YONGQIAO) if one.code == "L15"}
    assert wrong == {"11": ("100", "98.54"), "6": ("97", "100")}


def test_the_money_in_place_is_the_sum_of_its_four_sources() -> None:
    statement = next(entry for entry in YONGQIAO.statements if entry.place == "3")
    assert statement.reported == sum(statement.sum or ()) == Decimal("7096.40")


def test_a_unit_evaluates_itself_without_consolidation_rating_and_publicity() -> None:
    skipped = {CycleStage.CONSOLIDATION, CycleStage.RATING, CycleStage.PUBLICITY}
    assert YONGQIAO.procedure.skipped == skipped
    assert [band.name for band in YONGQIAO.consequences.bands] == ["优", "良", "中", "差"]
