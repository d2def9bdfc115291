"""A whole year rated by answers: imported figures, a panel, ranks inside a group; opening to circular."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from states.engine import Refused
from tests.worlds import TownAt, World, at, towns
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.commands.ranking import compute_ranking
from workflow.models import RankingLine
from workflow.points import from_ratio_text


def lines(world: World) -> dict[str, RankingLine]:
    rows = world.session.scalars(select(RankingLine).where(RankingLine.run_id == world.run.id))
    by_id = {row.unit_id: row for row in rows}
    return {town: by_id[world.unit(town)] for town in towns.TOWNS}


def test_a_year_of_towns_comes_out_exactly(town_at: TownAt) -> None:
    found = lines(town_at(towns.published))
    finals = {town: from_ratio_text(line.final) for town, line in found.items()}
    assert finals == {town: Fraction(final) for town, final in towns.FINALS.items()}
    assert {town: line.rank for town, line in found.items()} == {"甲镇": 1, "丁园": 2, "丙园": 3, "乙镇": 4}
    assert {town: line.grade for town, line in found.items()} == {
        "甲镇": "优", "丁园": "优", "丙园": "良", "乙镇": "良",
    }  # fmt: skip
    follows = json.loads(found["甲镇"].terms)["consequences"]
    assert [(prize["title"], prize["amount"]) for prize in follows["prizes"]] == [
        ("综合奖", "30000"), ("覆盖单项奖", "5000"),
    ]  # fmt: skip
    assert follows["subsidies"][0]["amount"] == "39000"


def test_a_run_is_refused_with_all_that_is_missing(town_at: TownAt) -> None:
    world = town_at(towns.county)
    with pytest.raises(Refused) as refusal:
        world.do(compute_ranking, towns.chief(world), at(2, 20), cycle_id=1)
    told = " ".join(reason.text for reason in refusal.value.reasons)
    assert "甲镇、乙镇、丙园、丁园" in told


def test_a_town_is_not_complete_before_its_panel_is(town_at: TownAt) -> None:
    world = town_at(towns.county)
    for town, answers in towns.ANSWERS.items():
        for number, given in answers.items():
            towns.rate(world, town, towns.RatingInput(number, 0, given))
    towns.evaluate(world, "甲评议员", {"甲镇": "30"})
    about = {"cycle_id": 1, "unit_ids": [world.unit("甲镇")]}
    with pytest.raises(Refused) as refusal:
        world.do(check_assessments, towns.chief(world), at(2, 18), **about)
    assert "甲镇：评议人数不够：第3项“领导评议”（1 人，至少 2 人）" in str(refusal.value)


def test_missing_figures_hold_up_the_run_and_nobody_else(town_at: TownAt) -> None:
    world = town_at(towns.answered)
    units = [world.unit(name) for name in towns.TOWNS]
    world.do(check_assessments, towns.chief(world), at(2, 18), cycle_id=1, unit_ids=units)
    with pytest.raises(Refused) as refusal:
        world.do(compute_ranking, towns.chief(world), at(2, 20), cycle_id=1)
    texts = [reason.text for reason in refusal.value.reasons]
    assert texts == [
        "第2项：还没有导入参保人数：填数字，小数不超过四位（甲镇、乙镇、丙园、丁园）",
        "第2项：还没有导入目标任务数：填数字，小数不超过四位（甲镇、乙镇、丙园、丁园）",
    ]
    assert {reason.lifted_by for reason in refusal.value.reasons} == {"系统管理员导入指标数据后"}


def test_figures_imported_after_the_run_make_it_old(town_at: TownAt) -> None:
    world = town_at(towns.computed)
    first = world.run
    towns.import_figures(world, {**towns.FIGURES, "乙镇": ("2000", "1000")}, at(2, 21))
    world.do(compute_ranking, towns.chief(world), at(2, 22), cycle_id=1)
    assert world.run.number == first.number + 1
    assert from_ratio_text(lines(world)["甲镇"].final) == 97, "second in its group now"


def test_an_assessment_that_is_opened_again_takes_marks_again(town_at: TownAt) -> None:
    world = town_at(towns.computed)
    with pytest.raises(Refused):
        towns.evaluate(world, "甲评议员", {"甲镇": "10"}, version=1)
    about = {"assessment_id": world.assessment("甲镇").id, "reason": "评议有误"}
    world.do(reopen_assessment, towns.chief(world), at(2, 21), **about)
    assert towns.evaluate(world, "甲评议员", {"甲镇": "10"}, version=1) == 1


def test_self_sheets_with_a_rank_are_settled_in_the_run(town_at: TownAt) -> None:
    world = town_at(towns.evaluated)
    assert {world.sheet(town).total for town in towns.TOWNS} == {Decimal(3)}, "the rank is pending"
    world.do(compute_ranking, towns.chief(world), at(2, 20), cycle_id=1)
    found = lines(world)
    finals = {town: from_ratio_text(line.final) for town, line in found.items()}
    assert finals == {"甲镇": 5, "乙镇": Fraction(9, 2), "丙园": Fraction(9, 2), "丁园": 6}
    own = json.loads(found["丙园"].terms)["own"]["tree"]
    assert own[0]["children"][1]["marks"] == "1.5"
