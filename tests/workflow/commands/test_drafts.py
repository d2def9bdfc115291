"""A draft is kept for whoever typed it: no mark, no fact, nobody else's, and gone when the item is saved."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from states.sheet import SheetStage
from tests.refusals import contents, turned_away, why_not
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.stories import COUNTY, returned, to_sign
from workflow.actor import Actor
from workflow.commands.drafts import discard_draft, keep_draft
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import submission_digest
from workflow.errors import Forbidden, Hidden, NotFound
from workflow.models import ItemDraft, Sheet
from workflow.queries.drafts import Draft, draft_of, drafted_items, still_lacking
from workflow.queries.trail import verify_chain
from workflow.rules.kinds.answers import Answer

DECEMBER = at(12, 10)
BOXES = {"2-training-value": "no", "2-training-lines-0-case": "<b>没有计划</b>"}


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def about(world: World, **other: Any) -> dict[str, Any]:
    return {"sheet_id": world.sheet(COUNTY).id, "item": 2, "version": 0, "boxes": BOXES, **other}


def kept(world: World, actor: Actor | None = None, item: int = 2) -> Draft | None:
    actor = actor or world.filler(COUNTY)
    return draft_of(world.session, world.sheet(COUNTY).id, item, actor.user_id)


def test_a_draft_is_kept_as_typed_and_changes_nothing_else(world: World) -> None:
    before, chain = contents(world.session), verify_chain(world.session)
    world.do(keep_draft, world.filler(COUNTY), DECEMBER, **about(world))
    assert kept(world) == Draft(0, BOXES, DECEMBER)
    after = contents(world.session)
    assert {name for name in after if after[name] != before[name]} == {"item_draft"}
    assert verify_chain(world.session) == chain
    assert world.sheet(COUNTY).stage is SheetStage.NOT_STARTED


def test_a_later_draft_takes_the_place_of_the_earlier(world: World) -> None:
    world.do(keep_draft, world.filler(COUNTY), DECEMBER, **about(world))
    later = {"2-training-value": "yes"}
    world.do(keep_draft, world.filler(COUNTY), at(12, 11), **about(world, boxes=later, version=3))
    assert kept(world) == Draft(3, later, at(12, 11))
    assert len(world.session.scalars(select(ItemDraft)).all()) == 1


def test_a_draft_enters_no_digest(world_at: Worlds) -> None:
    world = world_at.variant("county_story_returned", Stage.SELF_EVALUATION, returned)
    before = submission_digest(world.session, world.sheet(COUNTY))
    world.do(keep_draft, world.filler(COUNTY), at(12, 15), **about(world, version=1))
    assert submission_digest(world.session, world.sheet(COUNTY)) == before


def test_each_person_has_a_draft_of_their_own(world: World) -> None:
    filler = world.filler(COUNTY)
    colleague = replace(filler, user_id=world.signer(COUNTY).user_id)
    world.do(keep_draft, filler, DECEMBER, **about(world))
    assert kept(world, colleague) is None
    world.do(keep_draft, colleague, DECEMBER, **about(world, boxes={"2-training-value": "yes"}))
    assert kept(world, filler) == Draft(0, BOXES, DECEMBER)
    item = ItemInput(2, 0, full_answers(world.scheme)[2])
    world.do(save_items, colleague, DECEMBER, sheet_id=world.sheet(COUNTY).id, items=[item])
    assert (kept(world, colleague), kept(world, filler)) == (None, Draft(0, BOXES, DECEMBER))


def test_saving_the_item_ends_its_draft_even_where_nothing_changes(world: World) -> None:
    item = {"items": [ItemInput(2, 0, full_answers(world.scheme)[2])], "sheet_id": world.sheet(COUNTY).id}
    filler = world.filler(COUNTY)
    world.do(save_items, filler, DECEMBER, **item)
    for number in (2, 3):
        world.do(keep_draft, filler, DECEMBER, **about(world, item=number))
    world.do(save_items, filler, DECEMBER, **item)
    assert drafted_items(world.session, world.sheet(COUNTY).id, filler.user_id) == [3]


def test_a_draft_is_given_up_alone(world: World) -> None:
    filler, sheet_id = world.filler(COUNTY), world.sheet(COUNTY).id
    for number in (2, 3):
        world.do(keep_draft, filler, DECEMBER, **about(world, item=number))
    for _ in range(2):
        world.do(discard_draft, filler, DECEMBER, sheet_id=sheet_id, item=2)
    assert drafted_items(world.session, sheet_id, filler.user_id) == [3]


def test_what_a_draft_lacks_is_what_saving_it_would_say(world: World) -> None:
    item, sheet = world.scheme.item(2), world.sheet(COUNTY)
    assert still_lacking(world.session, sheet, item, {"training": Answer("no")}) == {
        "2-training-lines-0-case": "第1条扣分明细缺少情形，写明发生了什么",
        "2-training-lines-0-reason": "第1条扣分明细缺少原因，写明为何扣分",
        "2-integrity-value": "这一要点还没有作答",
    }
    assert still_lacking(world.session, sheet, item, full_answers(world.scheme)[2]) == {}


def test_after_the_sheet_was_handed_on_no_draft_is_written(world_at: Worlds) -> None:
    world = world_at.variant("county_story_to_sign", Stage.SELF_EVALUATION, to_sign)
    assert why_not(world, keep_draft, world.filler(COUNTY), at(12, 12), **about(world)) == [
        ("评定表当前状态是“待签”，此时填报员不能修改", "本单位负责人")
    ]


def test_after_a_return_only_the_named_items_take_drafts(world_at: Worlds) -> None:
    world = world_at.variant("county_story_returned", Stage.SELF_EVALUATION, returned)
    assert why_not(world, keep_draft, world.filler(COUNTY), at(12, 15), **about(world, item=3)) == [
        ("本次退回只要求修改第 2、45 项，第 3 项保持原样", "上级单位在退回意见中点到该项")
    ]


def test_before_the_first_day_no_draft_is_written(world: World) -> None:
    ((text, _),) = why_not(world, keep_draft, world.filler(COUNTY), at(11, 30), **about(world))
    assert text.startswith("填报尚未开始")


def test_nobody_but_the_units_filler_keeps_or_drops_drafts(world: World) -> None:
    item = {"sheet_id": world.sheet(COUNTY).id, "item": 2}
    for command, what in ((keep_draft, about(world)), (discard_draft, item)):
        for actor in (world.signer(COUNTY), world.filler("甲市"), world.chief):
            turned_away(world, Forbidden, command, actor, DECEMBER, **what)
        turned_away(world, Hidden, command, world.filler("甲南县"), DECEMBER, **what)


@pytest.mark.parametrize("number", [0, 44, 99])
def test_an_item_that_the_form_does_not_have_takes_no_draft(world: World, number: int) -> None:
    turned_away(world, NotFound, keep_draft, world.filler(COUNTY), DECEMBER, **about(world, item=number))


def test_the_sheet_of_a_draft_is_the_one_named(world: World) -> None:
    world.do(keep_draft, world.filler(COUNTY), DECEMBER, **about(world))
    other = world.session.scalars(select(Sheet.id).where(Sheet.unit_id == world.unit("甲南县"))).one()
    assert draft_of(world.session, other, 2, world.filler(COUNTY).user_id) is None
