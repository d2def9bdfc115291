"""What waits in a unit about its own sheet."""

import pytest

from tests.worlds import Stage, TownAt, World, Worlds, at, towns
from tests.worlds.stories import COUNTY, acknowledged, filled, handed_up, returned, to_sign
from workflow.actor import Actor
from workflow.queries.todo.sheet import sheet_todos

DAY_15 = at(12, 15)


def titles(world: World, actor: Actor, now=DAY_15) -> list[str]:
    return [todo.title for todo in sheet_todos(world.session, actor, now)]


@pytest.mark.parametrize(
    ("story", "for_filler", "for_signer"),
    [
        (filled, ["填报评定表"], []),
        (to_sign, [], ["核对并签发评定表"]),
        (handed_up, [], []),
        (acknowledged, [], []),
        (returned, ["按退回意见修改评定表"], []),
    ],
)
def test_a_sheet_waits_for_whoever_holds_the_pen(
    world_at: Worlds, story, for_filler: list[str], for_signer: list[str]
) -> None:
    world = world_at.variant(f"county_story_{story.__name__}", Stage.SELF_EVALUATION, story)
    assert titles(world, world.filler(COUNTY)) == for_filler
    assert titles(world, world.signer(COUNTY)) == for_signer


def test_what_is_left_and_what_was_asked_stands_beside_it(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    (todo,) = sheet_todos(world.session, world.filler(COUNTY), DAY_15)
    assert (todo.detail, todo.late) == ("已填 0 / 43 项", False)
    assert todo.due_at == at(1, 1, 0)
    assert (todo.url_endpoint, todo.url_args) == ("county.sheet", {"sheet_id": world.sheet(COUNTY).id})
    returned(world)
    (todo,) = sheet_todos(world.session, world.filler(COUNTY), at(1, 5))
    assert todo.detail.startswith("退回意见点到 2 项")
    assert todo.late


def test_nothing_waits_before_the_window_opens_nor_for_other_posts(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    assert titles(world, world.filler(COUNTY), at(11, 20)) == []
    assert titles(world, world.chief) == []


def test_a_prefecture_fills_its_own_level_when_the_consolidation_opens(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    assert titles(world, world.filler("丙市")) == []
    assert titles(world, world.filler("丙市"), at(1, 5)) == ["填报本级评定表"]


def test_when_the_prefecture_has_handed_up_nothing_can_be_filled_any_more(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    assert titles(world, world.filler("乙东县"), at(1, 25)) == []


def test_the_count_is_of_the_items_that_the_unit_has(town_at: TownAt) -> None:
    world = town_at(towns.evaluating_by_group)
    details = {
        name: [todo.detail for todo in sheet_todos(world.session, towns.person(world, name), at(1, 5))]
        for name in ("甲镇填报员", "丙园填报员")
    }
    assert details == {"甲镇填报员": ["已填 0 / 2 项"], "丙园填报员": ["已填 0 / 3 项"]}
