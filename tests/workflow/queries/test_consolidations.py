"""Self scores of document 004, 四(二), through the commands: 40 % own level, 60 % mean of the counties."""

from fractions import Fraction

import pytest

from states.report import ReportStage
from states.sheet import SheetStage
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.missing import decide_zero
from workflow.commands.report_review import revoke_report
from workflow.points import shown
from workflow.queries.consolidations import PrefectureTerms, consolidations, prefecture_terms
from workflow.rules.consolidation import Consolidation


def terms(world: World, unit: str) -> PrefectureTerms:
    world.session.rollback()
    return prefecture_terms(world.session, world.cycle_id)[world.unit(unit)]


def score(world: World, unit: str) -> Consolidation:
    found = terms(world, unit).consolidation(world.scheme)
    assert found is not None
    return found


def test_own_95_and_counties_96_92_88_make_93_20(world_at: Worlds) -> None:
    found = score(world_at(Stage.HANDED_UP), "甲市")
    assert (found.own, found.mean, found.self_score) == (95, 92, Fraction("93.2"))
    assert shown(found.self_score) == "93.20"
    assert found.lines == (
        "本级得分 95 × 40% = 38",
        "甲东县 96 分，占自评得分的 20%",
        "甲南县 92 分，占自评得分的 20%",
        "甲西县 88 分，占自评得分的 20%",
        "县(市、区)平均 (96 + 92 + 88) ÷ 3 = 92",
        "县(市、区)部分 92 × 60% = 55.2",
        "自评得分 38 + 55.2 = 93.2，显示为 93.20",
    )


def test_own_96_and_counties_90_94_make_93_60(world_at: Worlds) -> None:
    found = score(world_at(Stage.HANDED_UP), "乙市")
    assert (found.own, found.mean, found.self_score) == (96, 92, Fraction("93.6"))


def test_without_counties_the_own_level_counts_in_full(world_at: Worlds) -> None:
    found = score(world_at(Stage.HANDED_UP), "丙市")
    assert (found.mean, found.self_score) == (None, 98)
    assert found.lines[0] == "无下辖县(市、区)，自评按本级100%计"


def test_a_score_is_pending_while_a_term_is_missing(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    found = terms(world, "甲市")
    assert (found.own.stage, found.own.total) == (SheetStage.NOT_STARTED, None)
    assert [(county.code, county.name, county.total) for county in found.counties] == [
        ("990101", "甲东县", 96),
        ("990102", "甲南县", 92),
        ("990103", "甲西县", 88),
    ]
    assert found.consolidation(world.scheme) is None


def test_an_own_sheet_taken_back_makes_the_score_pending_again(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    world.fill("甲市", full_answers(world.scheme), at(1, 10))
    world.hand_up("甲市", at(1, 15))
    assert score(world, "甲市").self_score == Fraction("95.2")
    what = {"sheet_id": world.sheet("甲市").id, "reason": "漏写"}
    world.do(withdraw_sheet, world.signer("甲市"), at(1, 16), **what)
    assert terms(world, "甲市").consolidation(world.scheme) is None


@pytest.mark.parametrize("stage", [Stage.HANDED_UP, Stage.RATING], ids=["handed up", "accepted"])
def test_only_accepted_reports_enter_the_ranking(world_at: Worlds, stage: Stage) -> None:
    world = world_at(stage)
    entering = consolidations(world.session, world.cycle_id)
    assert len(entering) == (3 if stage is Stage.RATING else 0)
    if entering:
        about = {"report_id": world.report("甲市").id, "reason": "漏报"}
        world.do(revoke_report, world.chief, at(2, 2), **about)
        assert world.report("甲市").stage is ReportStage.ACKNOWLEDGED
        assert world.unit("甲市") not in consolidations(world.session, world.cycle_id)


def test_a_prefecture_that_never_reported_enters_with_zero_and_the_reason(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙市"), "reason": "多次催办未报"}
    world.do(decide_zero, world.chief, at(2, 2), **about)
    found = consolidations(world.session, world.cycle_id)
    assert list(found) == [world.unit("乙市")]
    assert found[world.unit("乙市")].self_score == 0
    assert "多次催办未报" in found[world.unit("乙市")].lines[0]


@pytest.mark.sqlite_only
def test_terms_cost_three_statements_for_one_prefecture_and_for_all(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    cycle_id, city = world.cycle_id, world.unit("甲市")
    for unit_id in (None, city):
        with counted_statements() as statements:
            prefecture_terms(world.session, cycle_id, unit_id)
        assert len([statement for statement in statements if statement.startswith("SELECT")]) == 3
