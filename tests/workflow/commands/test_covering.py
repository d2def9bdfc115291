"""代理: two hold a post for a while; what is arranged is taken back; who is missing is told."""

from datetime import date, timedelta

import pytest

from states.sheet import SHEET
from tests.newcomers import (
    NEW_FILLER,
    NEW_SIGNER,
    NOON,
    acting,
    covered,
    given,
    held,
    newcomers,
    posts,
)
from tests.refusals import turned_away, why_not
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.handing_over import appoint_cover, call_off, hand_over
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet
from workflow.commands.posts import end_post
from workflow.errors import Forbidden, Hidden, Invalid
from workflow.queries.flow import passages
from workflow.queries.holders import holders
from workflow.queries.staffing import vacancies
from workflow.queries.todo import todo


@pytest.fixture
def world(world_at: Worlds) -> World:
    """January: the counties of 甲市 are accepted, two newcomers have arrived there as signers."""
    return world_at.variant("newcomers", Stage.COUNTIES_ACCEPTED, newcomers)


def test_who_filled_does_not_sign_however_they_came_to_the_post(world: World) -> None:
    world.fill("甲市", full_answers(world.scheme), at(1, 14))
    world.do(finish_sheet, world.filler("甲市"), at(1, 14), sheet_id=world.sheet("甲市").id)
    world.do(appoint_cover, world.signer("甲市"), NOON, **covered(world, Post.SIGNER, "甲市填报员"))
    shown = submission_digest(world.session, world.sheet("甲市"))
    sheet = {"sheet_id": world.sheet("甲市").id, "shown_digest": shown}
    cover = acting(world, "甲市填报员", Post.SIGNER)
    assert why_not(world, submit_sheet, cover, NOON, **sheet) == [
        ("甲市填报员填过本表，填报人与签发人不能为同一人", "本单位另一位负责人")
    ]




def test_a_cover_acts_beside_the_holder_until_its_last_day_and_is_named_in_the_flow(world: World) -> None:
    world.do(appoint_cover, world.filler("甲市"), NOON, **covered(world))
    end = end_of_day(date(2027, 1, 20))
    assert (Post.FILLER, True) in posts(world, NEW_FILLER, end - timedelta(microseconds=1))
    assert (Post.FILLER, True) not in posts(world, NEW_FILLER, end)
    assert (Post.FILLER, False) in posts(world, "甲市填报员", end)
    sheet = {"sheet_id": world.sheet("甲市").id}
    world.fill("甲市", full_answers(world.scheme), at(1, 15, 13))
    world.do(finish_sheet, acting(world, NEW_FILLER, Post.FILLER), at(1, 16), **sheet)
    way = passages(world.session, SHEET, world.sheet("甲市").id)
    assert [(one.trigger.label, one.person, one.cover) for one in way] == [
        ("开始填报", "甲市填报员", False),
        ("送签", NEW_FILLER, True),
    ]
    colleagues = holders(world.session, world.unit("甲市"), NOON)
    assert [(one.name, one.covers) for one in colleagues if one.covers] == [(NEW_FILLER, "甲市填报员")]


def test_a_cover_ends_with_the_post_it_covers(world: World) -> None:
    world.do(appoint_cover, world.filler("甲市"), NOON, **covered(world))
    ended = at(1, 17)
    holding_id = held(world, "甲市填报员", Post.FILLER).id
    world.do(end_post, world.actor("示范省", Post.ADMIN), ended, holding_id=holding_id)
    assert (Post.FILLER, True) in posts(world, NEW_FILLER, ended - timedelta(microseconds=1))
    assert (Post.FILLER, True) not in posts(world, NEW_FILLER, ended)


def test_a_post_that_is_handed_over_already_is_not_handed_over_again(world: World) -> None:
    filler = world.filler("甲市")
    ahead = given(world, on=date(2027, 1, 25))
    world.do(hand_over, filler, NOON, **ahead)
    again = {**ahead, "to_user_id": held(world, NEW_SIGNER, Post.SIGNER).user_id, "on": NOON.date()}
    assert why_not(world, hand_over, filler, NOON, **again) == [
        ("这个岗位已经安排了转办", "原任本人或系统管理员撤销那次转办后")
    ]
    world.do(call_off, filler, NOON, holding_id=held(world, NEW_FILLER, Post.FILLER).id)
    world.do(hand_over, filler, NOON, **again)
    assert (Post.FILLER, False) in posts(world, NEW_SIGNER, NOON)


def test_handing_over_ends_the_covers_too(world: World) -> None:
    world.do(appoint_cover, world.filler("甲市"), NOON, **covered(world, to=NEW_SIGNER))
    later = {"first": date(2027, 2, 1), "last": date(2027, 2, 5)}
    world.do(appoint_cover, world.filler("甲市"), NOON, **{**covered(world, to=NEW_SIGNER), **later})
    world.do(hand_over, world.filler("甲市"), at(1, 16), **given(world, on=date(2027, 1, 16)))
    for moment in (at(1, 16), at(2, 2)):
        assert (Post.FILLER, True) not in posts(world, NEW_SIGNER, moment)


def test_what_a_cover_needs(world: World) -> None:
    for last, text in (
        (None, "填写代理到哪一天为止。"),
        (date(2027, 1, 14), "填写的是2027年1月14日（星期四），早于开始的日期。"),
        (date(2029, 1, 14), "填写的是2029年1月14日（星期日），离今天超过一年：核对年份。"),
    ):
        about = {**covered(world), "last": last}
        refusal = turned_away(world, Invalid, appoint_cover, world.filler("甲市"), NOON, **about)
        assert refusal.errors == {"last": text}


def test_a_cover_gives_nothing_on_and_an_ended_post_is_given_by_nobody(world: World) -> None:
    cover = world.do(appoint_cover, world.filler("甲市"), NOON, **covered(world))
    about = {**given(world, to=NEW_SIGNER), "holding_id": cover.id}
    actor = acting(world, NEW_FILLER, Post.FILLER)
    assert why_not(world, hand_over, actor, NOON, **about) == [
        ("代理的岗位不能再转办或请人代理", "原任本人或系统管理员")
    ]
    ended = given(world, to=NEW_SIGNER)
    world.do(hand_over, world.filler("甲市"), NOON, **ended)
    admin = world.actor("示范省", Post.ADMIN)
    assert why_not(world, hand_over, admin, NOON, **ended) == [("这个岗位已经终止或还没有开始", "系统管理员")]


def test_what_is_arranged_ahead_is_taken_back_and_a_cover_ended(world: World) -> None:
    filler = world.filler("甲市")
    ahead = world.do(hand_over, filler, NOON, **given(world, on=date(2027, 1, 20)))
    turned_away(world, Forbidden, call_off, world.signer("甲市"), NOON, holding_id=ahead.id)
    turned_away(world, Hidden, call_off, world.filler("乙市"), NOON, holding_id=ahead.id)
    world.do(call_off, filler, NOON, holding_id=ahead.id)
    assert (Post.FILLER, False) in posts(world, "甲市填报员", at(1, 25))
    assert (Post.FILLER, False) not in posts(world, NEW_FILLER, at(1, 25))
    cover = world.do(appoint_cover, filler, NOON, **covered(world))
    world.do(call_off, filler, at(1, 16), holding_id=cover.id)
    assert (Post.FILLER, True) not in posts(world, NEW_FILLER, at(1, 16))
    begun = world.do(hand_over, filler, at(1, 17), **given(world, on=date(2027, 1, 17)))
    assert why_not(world, call_off, world.actor("示范省", Post.ADMIN), at(1, 18), holding_id=begun.id) == [
        ("只有还没有开始的转办和没有结束的代理可以撤销", "系统管理员在账号页面终止岗位")
    ]


def test_a_unit_without_anybody_is_named_now_and_from_the_day_a_post_ends(world: World) -> None:
    world.do(hand_over, world.actor("示范省", Post.ADMIN), NOON, **given(world))
    assert vacancies(world.session, world.cycle_id, NOON) == []
    holding = held(world, "甲东县负责人", Post.SIGNER)
    holding.until = at(1, 25)
    world.session.commit()
    [coming] = vacancies(world.session, world.cycle_id, NOON)
    assert (coming.unit, coming.post, coming.since) == ("甲东县", Post.SIGNER, at(1, 25))
    [now] = vacancies(world.session, world.cycle_id, at(1, 26))
    assert (now.unit, now.post, now.since) == ("甲东县", Post.SIGNER, None)
    admin = world.actor("示范省", Post.ADMIN)
    [ahead] = [item for item in todo(world.session, admin, NOON) if item.url_endpoint == "admin.cycle"]
    assert (ahead.title, ahead.due_at, ahead.late) == ("1 个单位将没有人填报或签发", at(1, 25), False)
    [gone] = [item for item in todo(world.session, admin, at(1, 26)) if item.url_endpoint == "admin.cycle"]
    assert (gone.title, gone.late) == ("1 个单位没有人填报或签发", True)
    assert "甲东县（负责人）" in gone.detail
