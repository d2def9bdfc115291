"""The chief gives items to divisions."""

import pytest
from sqlalchemy import func, select

from tests.worlds import Stage, World, Worlds, at
from workflow.commands.assignment import assign_items
from workflow.errors import Forbidden, Invalid
from workflow.models import Division, Event
from workflow.queries.assignments import assignable_items, assignments, own_items


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.RATING)


def division(world: World, name: str) -> int:
    return world.session.scalars(select(Division.id).where(Division.name == name)).one()


def assign(world: World, items: dict[int, int]) -> None:
    wanted = {item: [division] for item, division in items.items()}
    world.do(assign_items, world.chief, at(2, 2), cycle_id=world.cycle_id, divisions_by_item=wanted)


def test_items_with_marks_and_the_negative_factors_can_be_assigned(world: World) -> None:
    assert assignable_items(world.scheme) == (*range(1, 44), 46, 47)


def test_an_assigned_item_moves_and_the_others_stay(world: World) -> None:
    assign(world, {11: division(world, "服务处")})
    standing = assignments(world.session, world.cycle_id)
    assert {item: [row.name for row in standing[item]] for item in (10, 11, 24)} == {
        10: ["基金处"],
        11: ["服务处"],
        24: ["服务处"],
    }
    assert 11 in own_items(world.session, world.cycle_id, world.rater(24))


def test_assigning_the_same_again_notes_nothing(world: World) -> None:
    before = world.session.scalar(select(func.count(Event.seq)))
    assign(world, {11: division(world, "基金处")})
    assert world.session.scalar(select(func.count(Event.seq))) == before


def test_unknown_items_and_divisions_are_told_at_their_fields(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        assign(world, {44: division(world, "基金处"), 11: 999, 12: division(world, "基金处")})
    assert set(refusal.value.errors) == {"item-44", "item-11"}


def test_a_rater_cannot_assign_items(world: World) -> None:
    with pytest.raises(Forbidden):
        world.do(assign_items, world.rater(11), at(2, 2), cycle_id=world.cycle_id, divisions_by_item={})
