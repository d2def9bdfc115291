"""The small province's year comes out as the documents' arithmetic says, through real commands."""

from fractions import Fraction

from states.cycle import CycleStage
from states.ranking import RankingStage
from tests.worlds import Stage, World, Worlds
from workflow.queries.runs import RunLine, run_lines


def lines(world: World) -> dict[str, RunLine]:
    return {line.name: line for line in run_lines(world.session, world.run.id)}


def test_self_and_final_scores_come_out_exactly(world_at: Worlds) -> None:
    found = lines(world_at(Stage.COMPUTED))
    assert {name: (line.own, line.mean, line.self_score) for name, line in found.items()} == {
        "甲市": (95, 92, Fraction("93.2")),
        "乙市": (96, 92, Fraction("93.6")),
        "丙市": (98, None, 98),
    }
    assert {name: (line.province, line.special, line.final) for name, line in found.items()} == {
        "甲市": (90, 1, Fraction("92.28")),
        "乙市": (Fraction("92.5"), 1, Fraction("93.94")),
        "丙市": (91, 0, Fraction("93.8")),
    }


def test_lines_stand_in_rank_order(world_at: Worlds) -> None:
    found = run_lines(world_at(Stage.COMPUTED).session, 1)
    assert [(line.rank, line.name) for line in found] == [(1, "乙市"), (2, "丙市"), (3, "甲市")]


def test_a_prefecture_without_counties_is_told_to_count_its_own_level_in_full(world_at: Worlds) -> None:
    told = lines(world_at(Stage.COMPUTED))["丙市"].terms["self"]["lines"]
    assert told[0] == "无下辖县(市、区)，自评按本级100%计"


def test_the_year_ends_published(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    assert world.cycle.stage is CycleStage.PUBLISHED
    assert world.run.stage is RankingStage.PUBLISHED
