"""Document 000 as a scheme: its marks, its groups and targets, its money, its contradictions."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

from workflow.commands.unit_file import parse_units
from workflow.rules.kinds.rank import Rank
from workflow.rules.kinds.share import Share
from workflow.scheme.checks import findings, open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin

RUGAO: Scheme = builtin("rugao-zhenqu")
DATA = Path(__file__).parents[2] / "cases/rugao-zhenqu"

PARTS = {
    1: "1 1 1 1 1 1 1 1 1 1", 2: "0 3 2 3 2", 3: "5 5", 4: "0 10", 5: "10", 6: "10", 7: "10", 8: "15",
    9: "15", 10: "0", 11: "0",
}  # fmt: skip


def targets(metric: str) -> dict[str, int]:
    with (DATA / "metrics.csv").open(encoding="utf-8") as file:
        return {row["单位"]: int(row["数值"]) for row in csv.DictReader(file) if row["指标"] == metric}


def test_seven_items_of_ten_and_two_of_fifteen_make_a_hundred() -> None:
    assert Counter(item.marks for item in RUGAO.items) == {10: 7, 15: 2, 0: 2}
    assert sum(item.marks for item in RUGAO.items) == RUGAO.full_mark == 100


def test_every_item_is_the_sum_of_its_parts() -> None:
    parts = {
        item.number: " ".join(f"{component.full:f}" for component in item.components) for item in RUGAO.items
    }
    assert parts == PARTS


def test_bonus_and_malus_stand_outside_the_full_mark() -> None:
    bonus, malus = RUGAO.items[-2:]
    assert (bonus.floor, bonus.highest) == (0, 2)
    assert (malus.floor, malus.highest) == (None, 0)
    assert {RUGAO.factors[item.number] for item in (bonus, malus)} == {0}


def test_places_step_down_by_half_and_by_a_quarter() -> None:
    ranks = [component.rule for component in RUGAO.item(3).components]
    assert all(isinstance(rule, Rank) and rule.condition == "completed" for rule in ranks)
    steps = {"主功能区": Decimal("0.5"), "镇": Decimal("0.25")}
    assert [rule.by_group for rule in ranks if isinstance(rule, Rank)] == [steps, steps]
    share = RUGAO.component(7, "projects").rule
    assert isinstance(share, Share)
    assert share.by_group == {"主功能区": Decimal("0.4"), "镇": Decimal("0.2")}
    assert share.step_applies == "per_project"


def test_four_zones_and_ten_towns_have_both_targets() -> None:
    units = parse_units((DATA / "units.csv").read_bytes())
    subjects = [unit for unit in units if unit.level == "township"]
    assert Counter(unit.group for unit in subjects) == {"主功能区": 4, "镇": 10}
    assert {group.name for group in RUGAO.groups} == {unit.group for unit in subjects}
    for metric, total in (("employee_target", 20_000), ("resident_target", 780_300)):
        assert list(targets(metric)) == [unit.name for unit in subjects]
        assert sum(targets(metric).values()) == total


def test_the_sums_that_the_document_reports_are_those_of_the_units() -> None:
    sums = {entry.place: [int(figure) for figure in entry.sum or ()] for entry in RUGAO.statements}
    assert sums == {
        f"metrics.{metric}": list(targets(metric).values())
        for metric in ("employee_target", "resident_target")
    }


def test_prizes_and_subsidies_are_those_of_part_four() -> None:
    overall, *single = RUGAO.consequences.prizes
    assert sum(place.count * place.amount for place in overall.places) == 100_000
    assert [[place.amount for place in prize.places] for prize in single] == [[7000, 5000, 3000]] * 3
    assert all(prize.open_list for prize in single)
    basic, organising, employees = RUGAO.consequences.subsidies
    assert basic.each == Decimal("1.5")
    assert [(tier.at_least, tier.amount, tier.stated) for tier in organising.tiers] == [
        (0, 60_000, True),
        (80_000, 80_000, False),
    ]
    assert (employees.each, employees.above) == (20, 30)


def test_a_county_rates_its_towns_which_hand_nothing_up() -> None:
    assert (RUGAO.procedure.levels.assessor, RUGAO.procedure.levels.subject) == ("county", "township")
    assert RUGAO.procedure.stages == ("rating", "deliberation")
    assert RUGAO.procedure.rating == "answers"


def test_every_contradiction_is_found_and_settled_by_a_post() -> None:
    assert Counter(finding.code for finding in findings(RUGAO)) == {
        "L02": 1, "L04": 8, "L07": 1, "L08": 2, "L09": 4, "L10": 8, "L11": 4, "L12": 2, "L16": 2, "L17": 4,
        "L18": 6, "L19": 3,
    }  # fmt: skip
    assert open_findings(RUGAO) == ()
    assert {entry.author for entry in RUGAO.interpretations} == {"如皋市医疗保障工作目标考核小组办公室"}
