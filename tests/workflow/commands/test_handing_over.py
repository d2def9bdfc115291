"""转办: the post passes at one instant, with the work, and never gives more than it held."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from notifications.jobs import pass_drafts_on
from states.engine import Refused
from tests.newcomers import (
    NEW_FILLER,
    NEW_SIGNER,
    NOON,
    WHY,
    acting,
    add,
    covered,
    given,
    held,
    newcomers,
    posts,
    user,
)
from tests.refusals import turned_away
from tests.threads import at_once
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import Post
from workflow.clock import start_of_day
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_over import appoint_cover, hand_over
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet
from workflow.errors import Forbidden, Hidden, Invalid
from workflow.models import EntryHand, Event, ItemDraft, PostHolding, User
from workflow.queries.holders import handing_page
from workflow.queries.todo import todo


@pytest.fixture
def world(world_at: Worlds) -> World:
    """January: the counties of 甲市 are accepted, two newcomers have arrived there as signers."""
    return world_at.variant("newcomers", Stage.COUNTIES_ACCEPTED, newcomers)


def draft(world: World, name: str, item: int) -> None:
    place = {"sheet_id": world.sheet("甲市").id, "item": item, "user_id": user(world, name)}
    world.session.add(ItemDraft(**place, version=0, boxes="{}", saved_at=at(1, 14)))
    world.session.commit()


def drafts(world: World) -> set[tuple[int, str]]:
    world.session.rollback()
    rows = world.session.execute(select(ItemDraft.item, User.name).join(User, User.id == ItemDraft.user_id))
    return {(row.item, row.name) for row in rows}


def test_a_hand_over_in_the_middle_of_january(world: World) -> None:
    """Filler and signer of 甲市 leave at noon with work half done; the new ones bring it to the end."""
    filler, admin = world.filler("甲市"), world.actor("示范省", Post.ADMIN)
    arriving = add(world, "赴任负责人", "arriving")
    world.fill("甲市", {2: full_answers(world.scheme)[2]}, at(1, 14))
    draft(world, "甲市填报员", 11)
    [waiting] = [item for item in todo(world.session, filler, NOON) if item.url_endpoint == "county.sheet"]
    world.do(hand_over, filler, NOON, **given(world))
    world.do(hand_over, admin, NOON, **given(world, Post.SIGNER, to_user_id=arriving, on=date(2027, 1, 16)))
    assert posts(world, "甲市负责人", NOON) == {(Post.SIGNER, False)}
    assert posts(world, "甲市负责人", at(1, 16, 0)) == set()
    assert posts(world, "甲市填报员", NOON) == set()
    assert posts(world, NEW_FILLER, NOON) == {(Post.SIGNER, False), (Post.FILLER, False)}
    assert posts(world, NEW_FILLER, NOON - timedelta(seconds=1)) == {(Post.SIGNER, False)}
    assert drafts(world) == {(11, NEW_FILLER)}
    new_filler = acting(world, NEW_FILLER, Post.FILLER)
    assert waiting in todo(world.session, new_filler, NOON)
    left = {number: answer for number, answer in full_answers(world.scheme).items() if number != 2}
    items = [ItemInput(number, 0, answer) for number, answer in left.items()]
    sheet = {"sheet_id": world.sheet("甲市").id}
    world.do(save_items, new_filler, at(1, 17), items=items, **sheet)
    world.do(finish_sheet, new_filler, at(1, 17), **sheet)
    shown = submission_digest(world.session, world.sheet("甲市"))
    new_signer = acting(world, "赴任负责人", Post.SIGNER)
    assert [item.title for item in todo(world.session, new_signer, at(1, 18))] == [
        "登记联络员",
        "核对并签发本级评定表",
    ]
    world.do(submit_sheet, new_signer, at(1, 18), shown_digest=shown, **sheet)
    hands = select(User.name).join(EntryHand, EntryHand.user_id == User.id)
    hands = hands.where(EntryHand.sheet_id == world.sheet("甲市").id)
    assert set(world.session.scalars(hands)) == {"甲市填报员", NEW_FILLER}
    names = world.session.scalars(select(Event.actor_name).where(Event.name == "sheet.save_items"))
    assert {"甲市填报员", NEW_FILLER} <= set(names)


def test_one_event_says_who_gave_what_to_whom_and_why(world: World) -> None:
    taken = world.do(hand_over, world.filler("甲市"), NOON, **given(world))
    [event] = world.session.scalars(select(Event).where(Event.name == "post.hand_over"))
    assert (event.reason, event.unit_id, event.object_id) == (WHY, world.unit("甲市"), taken.id)
    assert f'"user_id":{user(world, "甲市填报员")}' in event.before
    assert f'"user_id":{user(world, NEW_FILLER)}' in event.after


def test_a_hand_over_arranged_ahead_begins_at_midnight_and_brings_the_drafts_with_the_clock(
    world: World,
) -> None:
    midnight = start_of_day(date(2027, 1, 20))
    draft(world, "甲市填报员", 11)
    world.do(hand_over, world.filler("甲市"), NOON, **given(world, on=date(2027, 1, 20)))
    draft(world, "甲市填报员", 12)
    draft(world, NEW_FILLER, 12)
    before, filling = midnight - timedelta(microseconds=1), (Post.FILLER, False)
    assert filling in posts(world, "甲市填报员", before)
    assert filling not in posts(world, NEW_FILLER, before)
    assert posts(world, "甲市填报员", midnight) == set()
    assert filling in posts(world, NEW_FILLER, midnight)
    assert pass_drafts_on(world.session, before) == 0
    assert pass_drafts_on(world.session, midnight) == 1
    assert pass_drafts_on(world.session, midnight) == 0
    assert drafts(world) == {(11, NEW_FILLER), (12, "甲市填报员"), (12, NEW_FILLER)}


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (lambda world: world.signer("甲市"), Forbidden),
        (lambda world: world.filler("乙市"), Hidden),
        (lambda world: world.filler("甲东县"), Hidden),
        (lambda world: world.chief, Forbidden),
        (lambda world: world.actor("示范省", Post.AUDITOR), Forbidden),
    ],
)
def test_nobody_gives_away_the_post_of_another(world: World, actor: Any, error: type[Exception]) -> None:
    turned_away(world, error, hand_over, actor(world), NOON, **given(world))
    turned_away(world, error, appoint_cover, actor(world), NOON, **covered(world))


def test_the_administrator_hands_over_for_everybody_also_to_an_account_without_a_post(world: World) -> None:
    admin, fresh = world.actor("示范省", Post.ADMIN), add(world, "新来的", "fresh")
    about = {**given(world), "to_user_id": fresh}
    turned_away(world, Invalid, hand_over, world.filler("甲市"), NOON, **about)
    world.do(hand_over, admin, NOON, **about)
    assert posts(world, "新来的", NOON) == {(Post.FILLER, False)}


def test_posts_of_the_administration_are_not_handed_over(world: World) -> None:
    admin, auditor = world.actor("示范省", Post.ADMIN), held(world, "示范省审计员", Post.AUDITOR)
    about = {**given(world), "holding_id": auditor.id}
    refusal = turned_away(world, Forbidden, hand_over, admin, NOON, **about)
    assert refusal.text == "审计员岗位不转办，由另一位系统管理员授予和终止。"
    about = {**given(world), "to_user_id": admin.user_id}
    assert "不能变更本人的岗位" in turned_away(world, Forbidden, hand_over, admin, NOON, **about).text


@pytest.mark.parametrize(
    ("more", "field", "text"),
    [
        ({"on": None}, "on", "填写转办自哪一天起。"),
        ({"on": date(2027, 1, 14)}, "on", "填写的是2027年1月14日（星期四），早于今天：岗位不能倒签。"),
        ({"on": date(2029, 1, 14)}, "on", "填写的是2029年1月14日（星期日），离今天超过一年：核对年份。"),
        ({"reason": " "}, "reason", "写明转办的原因，例如工作调动、离任。"),
        ({"to_user_id": 9999}, "to_user_id", "选本单位的另一个在用账号；没有的，由系统管理员添加。"),
    ],
)
def test_what_a_hand_over_needs(world: World, more: dict[str, Any], field: str, text: str) -> None:
    refusal = turned_away(world, Invalid, hand_over, world.filler("甲市"), NOON, **given(world, **more))
    assert refusal.errors == {field: text}


def test_people_of_other_units_and_posts_that_clash_are_refused(world: World) -> None:
    stranger = given(world, to="甲东县填报员")
    refusal = turned_away(world, Invalid, hand_over, world.filler("甲市"), NOON, **stranger)
    assert refusal.errors == {"to_user_id": "选本单位的另一个在用账号；没有的，由系统管理员添加。"}
    chief, admin = held(world, "示范省评定负责人", Post.CHIEF), world.actor("示范省", Post.ADMIN)
    about = {"holding_id": chief.id, "to_user_id": admin.user_id, "on": NOON.date(), "reason": WHY}
    refusal = turned_away(world, Invalid, hand_over, world.chief, NOON, **about)
    assert refusal.errors == {
        "to_user_id": "示范省系统管理员现任系统管理员，不能兼任评定负责人：先终止原岗位，或授予另一人。"
    }
    same = given(world, Post.SIGNER, NEW_SIGNER)
    refusal = turned_away(world, Invalid, hand_over, world.signer("甲市"), NOON, **same)
    assert refusal.errors == {"to_user_id": "甲市新负责人已担任甲市的负责人。"}


def test_a_rater_passes_on_the_same_division(world: World) -> None:
    rater = world.rater(1)
    holding = held(world, rater.name, Post.RATER)
    about = {"holding_id": holding.id, "to_user_id": world.chief.user_id, "on": NOON.date(), "reason": WHY}
    taken = world.do(hand_over, rater, NOON, **about)
    assert (taken.post, taken.unit_id) == (Post.RATER, holding.unit_id)
    assert taken.division_id == holding.division_id is not None


def test_of_two_hand_overs_at_once_one_is_made(world: World) -> None:
    first, second = given(world), given(world, to=NEW_SIGNER)
    filler, admin = world.filler("甲市"), world.actor("示范省", Post.ADMIN)
    today = {"on": at(1, 21).date()}
    outcomes = at_once(world, (hand_over, filler, first | today), (hand_over, admin, second | today))
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1, outcomes
    world.session.rollback()
    unit = (PostHolding.unit_id == world.unit("甲市"), PostHolding.post == Post.FILLER)
    live = [one for one in world.session.scalars(select(PostHolding).where(*unit)) if one.live(at(1, 22))]
    assert len(live) == 1


def test_the_page_offers_the_people_of_the_unit_alone(world: World) -> None:
    page = handing_page(world.session, world.filler("甲市"), held(world, "甲市填报员", Post.FILLER).id, NOON)
    names = [name.split("（")[0] for name in page.successors.values()]
    assert names == [NEW_FILLER, NEW_SIGNER, "甲市负责人"]
