"""Moving a year on says who has not handed up, and holds nobody back: the dates rule."""

import pytest

from states.engine import Refused
from tests.worlds import Stage, TownAt, Worlds, at, towns
from tests.worlds.stories import handed_up
from workflow.actor import COMMAND_LINE
from workflow.commands.cycle import advance_cycle
from workflow.commands.missing import decide_zero
from workflow.queries.rating_facts import unratable
from workflow.queries.rating_matrix import rating_matrix
from workflow.queries.unfinished import not_handed_up, unfinished_text


def test_units_that_evaluate_themselves_are_named_until_they_have_handed_up(town_at: TownAt) -> None:
    world = town_at(towns.evaluating_before_rating)
    assert not_handed_up(world.session, world.cycle_id) == ["甲镇", "乙镇", "丙园", "丁园"]
    assert unfinished_text(world.session, world.cycle_id) == (
        "还有 4 个乡镇没有上报评定表：甲镇、乙镇、丙园、丁园。"
        "进入下一阶段后仍可补报，截止日不变，逾期的标明逾期。"
    )


def test_once_the_stage_is_left_nothing_is_said(town_at: TownAt) -> None:
    world = town_at(towns.rated_too_early)
    assert unfinished_text(world.session, world.cycle_id) == ""


def test_where_units_consolidate_first_those_below_are_named_then_their_reports(world_at: Worlds) -> None:
    world = world_at.variant("county_story_handed_up", Stage.SELF_EVALUATION, handed_up)
    below = not_handed_up(world.session, world.cycle_id)
    assert "甲东县" not in below
    assert "还有" in unfinished_text(world.session, world.cycle_id)
    consolidating = world_at(Stage.HANDED_UP)
    assert consolidating.cycle.stage.value == "consolidation"
    assert not_handed_up(consolidating.session, consolidating.cycle_id) == []


def test_who_is_decided_to_count_as_zero_is_waited_for_no_more(town_at: TownAt) -> None:
    world = town_at(towns.evaluating_before_rating)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙镇"), "reason": "逾期不报"}
    world.do(decide_zero, towns.chief(world), at(4, 1), **about)
    assert "乙镇" not in not_handed_up(world.session, world.cycle_id)


def test_out_of_the_rating_the_refusal_names_what_leads_on(town_at: TownAt) -> None:
    world = town_at(towns.rated_too_early)
    with pytest.raises(Refused) as refusal:
        world.do(advance_cycle, COMMAND_LINE, at(4, 2), cycle_id=world.cycle_id, reason="提前")
    assert str(refusal.value) == (
        "年度评定当前状态是“县级评定”，此时不能进入下一阶段：先计算排名、提交会议审议，年度随之进入“会议审议”"
        "（评定负责人可处理）"
    )


def test_a_unit_without_consolidation_is_held_up_by_its_self_evaluation(town_at: TownAt) -> None:
    world = town_at(towns.rated_too_early)
    reasons = unratable(world.session, world.assessment("乙镇"), at(4, 2))
    assert [reason.text for reason in reasons] == ["该单位的自评没有审核通过，也没有作出缺报决定"]
    assert unratable(world.session, world.assessment("甲镇"), at(4, 2)) == ()


def test_every_cell_that_nobody_rated_is_counted(town_at: TownAt) -> None:
    world = town_at(towns.rated_too_early)
    matrix = rating_matrix(world.session, towns.chief(world), world.cycle_id)
    assert (matrix.waiting, matrix.unsettled) == (12, ("乙镇", "丙园", "丁园"))
