"""Items are saved one by one or many at once; marks follow from answers, and nobody is overwritten."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from states.sheet import SheetStage
from tests.refusals import contents, turned_away, why_not
from tests.worlds import Stage, World, Worlds, answers_losing, at, full_answers
from workflow.actor import Post
from workflow.commands.filling import Conflict, ItemInput, save_items
from workflow.commands.missing import decide_zero
from workflow.errors import Forbidden, Hidden, Invalid, NotFound
from workflow.models import EntryHand, Event
from workflow.queries.sheets import FilledItem, sheet_content
from workflow.rules.kinds.answers import Answer, Line

DECEMBER = at(12, 10)
LACKING = {"training": Answer("no", (Line("没有培训计划", "人员变动"),)), "integrity": Answer("yes")}
WON = {"training": Answer("yes"), "integrity": Answer("yes")}


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def saved(
    world: World, number: int, answers: dict[str, Answer], version: int = 0, **who: object
) -> FilledItem:
    sheet = world.sheet("甲东县")
    content = world.do(
        save_items, who.get("actor") or world.filler("甲东县"), who.get("now") or DECEMBER,
        sheet_id=sheet.id, items=[ItemInput(number, version, answers)],
    )  # fmt: skip
    item: FilledItem = content.items[number]
    return item


def names(world: World) -> list[str]:
    return list(
        world.session.scalars(select(Event.name).where(Event.cycle_id.is_not(None)).order_by(Event.seq))
    )


def test_the_first_save_starts_the_sheet_and_the_mark_follows_from_the_answers(world: World) -> None:
    item = saved(world, 2, LACKING)
    assert (item.mark, item.version, item.saved_by, item.saved_at) == (1, 1, "甲东县填报员", DECEMBER)
    assert item.answers == LACKING
    assert item.amounts == {"training": (Decimal(2),), "integrity": ()}
    assert world.sheet("甲东县").stage is SheetStage.FILLING
    assert names(world)[-2:] == ["sheet.start", "sheet.save_items"]


def test_saving_the_same_again_changes_nothing_whatever_version_the_form_has(world: World) -> None:
    saved(world, 2, LACKING)
    before = contents(world.session)
    assert saved(world, 2, LACKING, version=0, now=DECEMBER + timedelta(hours=1)).version == 1
    assert contents(world.session) == before


def test_a_rewritten_item_has_a_new_version_and_only_the_new_lines(world: World) -> None:
    saved(world, 2, LACKING)
    item = saved(world, 2, WON, version=1)
    assert (item.mark, item.version, item.answers) == (3, 2, WON)


def test_the_history_tells_what_each_changed_item_was_and_what_it_became(world: World) -> None:
    saved(world, 2, LACKING)
    saved(world, 2, WON, version=1)
    blank, change = world.session.scalars(
        select(Event).where(Event.name == "sheet.save_items").order_by(Event.seq)
    )
    assert (json.loads(blank.before), blank.after) == ({}, change.before)
    before, after = json.loads(change.before)["2"], json.loads(change.after)["2"]
    assert [(Decimal(told["mark"]), told["version"]) for told in (before, after)] == [(1, 1), (3, 2)]
    blank_parts = {"count": 1, "cause": None, "amount": None, "flags": []}
    line = {"case": "没有培训计划", "reason": "人员变动", **blank_parts}
    training = {answer["component"]: answer for answer in before["answers"]}["training"]
    assert (training["value"], training["lines"]) == ("no", [line])
    assert [Decimal(amount) for amount in training["amounts"]] == [2]
    assert [answer["value"] for answer in after["answers"]] == ["yes", "yes"]


def test_items_saved_again_unchanged_keep_their_answers_while_others_change(world: World) -> None:
    world.fill("甲东县", full_answers(world.scheme))
    sheet = world.sheet("甲东县")
    before = sheet_content(world.session, sheet.id).items
    items = [ItemInput(number, 1, dict(item.answers)) for number, item in before.items()]
    items = [replace(item, answers=LACKING) if item.number == 2 else item for item in items]
    world.do(save_items, world.filler("甲东县"), DECEMBER, sheet_id=sheet.id, items=items)
    after = sheet_content(world.session, sheet.id).items
    assert after[2].answers == LACKING
    assert {n: i for n, i in after.items() if n != 2} == {n: i for n, i in before.items() if n != 2}


def test_many_items_are_saved_at_once_or_not_at_all(world: World) -> None:
    world.fill("甲东县", answers_losing(world.scheme, Decimal("4.5")))
    content = sheet_content(world.session, world.sheet("甲东县").id)
    assert (len(content.items), world.scheme.total(content.marks)) == (43, Decimal("95.5"))
    sheet = world.sheet("甲南县")
    answers = full_answers(world.scheme)
    answers[2]["training"] = Answer("no")
    answers[11]["problem"] = Answer("counted", (Line("账户混用", "", 0),))
    items = [ItemInput(number, 0, given) for number, given in answers.items()]
    refusal = turned_away(
        world, Invalid, save_items, world.filler("甲南县"), DECEMBER, sheet_id=sheet.id, items=items
    )
    assert set(refusal.errors) == {
        "2-training-lines-0-case",
        "2-training-lines-0-reason",
        "11-problem-lines-0-reason",
        "11-problem-lines-0-count",
    }


@pytest.mark.parametrize("number", [0, 44, 99])
def test_an_item_that_the_form_does_not_have_is_not_found(world: World, number: int) -> None:
    items = [ItemInput(number, 0, WON)]
    turned_away(
        world, NotFound, save_items, world.filler("甲东县"), DECEMBER,
        sheet_id=world.sheet("甲东县").id, items=items,
    )  # fmt: skip


def test_an_answer_left_out_is_asked_for_and_one_too_many_is_not_found(world: World) -> None:
    what = {"sheet_id": world.sheet("甲东县").id}
    actor = world.filler("甲东县")
    short = [ItemInput(2, 0, {"training": Answer("yes")})]
    refusal = turned_away(world, Invalid, save_items, actor, DECEMBER, items=short, **what)
    assert refusal.errors == {"2-integrity-value": "这一要点还没有作答"}
    long = [ItemInput(2, 0, {**WON, "nothing": Answer("yes")})]
    turned_away(world, NotFound, save_items, actor, DECEMBER, items=long, **what)


def test_who_has_saved_is_remembered_once(world: World) -> None:
    saved(world, 2, LACKING)
    saved(world, 2, WON, version=1)
    hands = world.session.scalars(
        select(EntryHand.user_id).where(EntryHand.sheet_id == world.sheet("甲东县").id)
    )
    assert hands.all() == [world.filler("甲东县").user_id]


def test_an_older_version_of_an_item_meets_what_stands_there_now(world: World) -> None:
    saved(world, 2, LACKING)
    stale = [ItemInput(2, 0, WON)]
    colleague = replace(world.filler("甲东县"), user_id=world.signer("甲东县").user_id)
    conflict = turned_away(
        world, Conflict, save_items, colleague, DECEMBER, sheet_id=world.sheet("甲东县").id, items=stale
    )
    assert conflict.current.answers == LACKING
    assert conflict.text == "第2项已由甲东县填报员改过，您的填写还没有保存：对照后决定保留哪一份。"


def test_two_people_on_different_items_are_both_kept(world: World) -> None:
    saved(world, 2, LACKING)
    saved(world, 7, {"risks": Answer("yes"), "traces": Answer("yes")})
    content = sheet_content(world.session, world.sheet("甲东县").id)
    assert {number: item.version for number, item in content.items.items()} == {2: 1, 7: 1}


def test_before_the_first_day_the_deadline_is_told_and_who_can_open_earlier(world: World) -> None:
    what = {"sheet_id": world.sheet("甲东县").id, "items": [ItemInput(2, 0, WON)]}
    last_moment = at(12, 1, 0) - timedelta(microseconds=1)
    assert why_not(world, save_items, world.filler("甲东县"), last_moment, **what) == [
        (
            "填报尚未开始，开始之后的截止时间是2026年12月31日（星期四）24:00 前（北京时间）",
            "系统管理员提前推进年度",
        )
    ]
    assert saved(world, 2, WON, now=at(12, 1, 0)).mark == 3


def test_after_the_deadline_a_county_still_works_until_its_prefecture_has_handed_up(world: World) -> None:
    for unit in ("乙东县", "乙市"):
        world.fill(unit, full_answers(world.scheme), at(1, 5))
        world.hand_up(unit, at(1, 5))
    world.accept("乙东县", at(1, 6))
    world.fill("乙南县", {2: LACKING}, at(1, 10))
    decision = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙南县"), "reason": "两次催办未报"}
    world.do(decide_zero, world.signer("乙市"), at(1, 11), **decision)
    world.submit_report("乙市", at(1, 12))
    what = {"sheet_id": world.sheet("乙南县").id, "items": [ItemInput(2, 1, WON)]}
    assert why_not(world, save_items, world.filler("乙南县"), at(1, 13), **what) == [
        (
            "已截止：乙市已上报汇总，如需补报联系乙市 000-00990200",
            "乙市撤回汇总，或评定负责人退回汇总",
        )
    ]


def test_a_sheet_out_of_the_fillers_hand_says_where_it_lies(world: World) -> None:
    sheet, filler = world.sheet("甲东县"), world.filler("甲东县")
    world.fill("甲东县", full_answers(world.scheme))
    what = {"sheet_id": sheet.id, "items": [ItemInput(2, 1, LACKING)]}
    world.hand_up("甲东县", at(12, 20))
    assert why_not(world, save_items, filler, at(12, 21), **what) == [
        ("评定表当前状态是“已上报”，此时填报员不能修改", "上级单位，或本单位负责人在签收前撤回")
    ]
    world.accept("甲东县", at(12, 22))
    assert why_not(world, save_items, filler, at(12, 23), **what) == [
        ("评定表当前状态是“审核通过”，此时填报员不能修改", "上级单位")
    ]


def test_nobody_but_the_units_filler_writes(world: World) -> None:
    what = {"sheet_id": world.sheet("甲东县").id, "items": [ItemInput(2, 0, WON)]}
    own = turned_away(world, Forbidden, save_items, world.signer("甲东县"), DECEMBER, **what)
    assert own.text == (
        "您当前的岗位是负责人，不能填报项次。可以办理的岗位：本单位填报员。上级单位可退回修改，不可代改。"
    )
    above = turned_away(world, Forbidden, save_items, world.filler("甲市"), DECEMBER, **what)
    assert "不可代改" in above.text
    for stranger in (world.filler("甲南县"), world.filler("乙市")):
        turned_away(world, Hidden, save_items, stranger, DECEMBER, **what)
    for post in (Post.ADMIN, Post.CHIEF):
        turned_away(world, Forbidden, save_items, world.actor("示范省", post), DECEMBER, **what)


def test_a_sheet_that_does_not_exist_is_not_found(world: World) -> None:
    turned_away(world, NotFound, save_items, world.filler("甲东县"), DECEMBER, sheet_id=999_999, items=[])
