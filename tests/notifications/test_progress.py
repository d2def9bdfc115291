"""Daily progress, alarms for the administrator, and what has ended by itself."""

from datetime import date, timedelta

import pytest

from notifications.planning.desk import PastDesk
from notifications.planning.endings import closed_appeals
from notifications.reminders import digest, ended, unreachable
from tests.newcomers import add as newcomer
from tests.notifications.post_room import Job, add, notices, people, reading, run
from tests.worlds import COUNTIES, Stage, World, Worlds, at, full_answers
from tests.worlds.corrected_ranking import corrected
from tests.worlds.graced import with_grace
from tests.worlds.stories import handed_up
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.accounts import deactivate
from workflow.commands.appeals import file_appeal
from workflow.commands.contacts import Typed, set_contact
from workflow.commands.extending import grant_extension, revoke_extension
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.posts import grant_post
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.models import Channel, Contact, Delivery, DeliveryState, Extension, Mode
from workflow.queries.reachability import unreachable_units
from workflow.unit_of_work import unit_of_work

TICK = timedelta(microseconds=1)
FIFTH = end_of_day(date(2027, 1, 5))


@pytest.fixture
def world(world_at: Worlds) -> World:
    """12 December: 甲东县 has handed up."""
    return world_at.variant("one_county_up", Stage.SELF_EVALUATION, handed_up)


def test_who_looks_after_others_is_told_once_a_working_day_how_far_they_are(world: World) -> None:
    runs = [run(world, digest, now) for now in (at(12, 14, 8), at(12, 14), at(12, 14, 15), at(12, 15))]
    assert runs == [0, 4, 0, 4]
    assert people(world) == sorted(["甲市填报员", "甲市负责人", "乙市填报员", "乙市负责人"] * 2)
    [first, *_] = notices(world, "digest")
    assert first.subject == "【每日进度】县级自评：2026年12月14日（星期一）"
    assert "县(市、区)共 3 个：未开始 2，已上报 1。\n" in first.body
    assert "等您这一级办理：签收 1。" in first.body
    assert "逾期" not in first.body


def test_progress_names_who_is_overdue_and_counts_what_waits_for_a_review(world: World) -> None:
    world.do(acknowledge_sheet, world.filler("甲市"), at(1, 3), sheet_id=world.sheet("甲东县").id)
    run(world, digest, at(1, 5))
    body = next(one.body for one in notices(world, "digest") if one.unit_id == world.unit("甲市"))
    assert "未开始 2，已签收 1" in body
    assert "逾期未报：甲南县、甲西县。" in body
    assert "等您这一级办理：审核 1。" in body


def test_there_is_no_progress_on_a_day_off_nor_on_the_day_after(world: World) -> None:
    assert [run(world, digest, now) for now in (at(12, 12, 12), at(12, 13, 12), at(12, 15, 8))] == [0, 0, 0]


def test_who_has_settled_everything_or_handed_up_hears_no_more(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    run(world, digest, at(1, 5))
    assert people(world) == ["示范省评定负责人"], "the counties are accepted; the reports are to come"
    later = world_at(Stage.HANDED_UP)
    run(later, digest, at(1, 25))
    assert people(later) == ["示范省评定负责人"]
    [top] = notices(later, "digest")
    assert "市(州)共 3 个：已上报 3。\n等您这一级办理：签收 3。" in top.body
    assert run(world_at(Stage.RATING), digest, at(2, 2)) == 0


def contact(world: World, unit: str, post: Post, mode: Mode = Mode.AT_ONCE) -> None:
    user_id = world.actor(unit, post).user_id
    told = {"address": "somebody@example.cn", "changed_at": at(12, 1)}
    add(world, Contact(user_id=user_id, channel=Channel.MAIL, mode=mode, **told))


def test_a_unit_without_a_signer_alarms_the_administrator_on_each_day_of_reminders(world: World) -> None:
    admin = world.actor("示范省", Post.ADMIN)
    world.do(deactivate, admin, at(12, 2), user_id=world.signer("甲南县").user_id)
    world.do(deactivate, admin, at(12, 2), user_id=world.signer("甲东县").user_id)
    runs = [run(world, unreachable, now) for now in (at(12, 15), at(12, 16), at(12, 17), at(12, 24))]
    assert runs == [1, 1, 0, 1]
    assert set(people(world)) == {"示范省系统管理员"}
    newest = notices(world, "unreachable")[-1]
    assert newest.subject == "【联系不上】县级自评：1 个单位"
    assert "· 甲南县：没有在任的负责人\n" in newest.body
    assert "甲东县" not in newest.body, "it owes nothing any more"


def test_without_any_address_in_the_whole_system_the_inbox_reaches_everybody(world: World) -> None:
    assert run(world, unreachable, at(12, 16)) == 0


def test_whoever_turns_copies_off_does_not_alarm_the_whole_province(world: World) -> None:
    typed = {"channel": Channel.MAIL, "mode": Mode.OFF, "typed": Typed("")}
    world.do(set_contact, world.filler("甲西县"), at(12, 12), **typed)
    assert run(world, unreachable, at(12, 16)) == 0
    assert unreachable_units(world.session, world.unit("示范省"), at(12, 16)) == []


def test_the_alarm_names_whom_the_outbox_names(world: World) -> None:
    contact(world, "乙东县", Post.SIGNER)
    run(world, unreachable, at(12, 16))
    shown = {one.name for one in unreachable_units(world.session, world.unit("示范省"), at(12, 16))}
    named = "".join(one.body for one in notices(world, "unreachable"))
    assert {name for name in shown | {"乙东县"} if f"· {name}：" in named} == shown - {"甲东县"}


def test_once_addresses_are_used_a_signer_without_one_is_not_reached(world: World) -> None:
    for unit in ("甲西县", "乙东县"):
        contact(world, unit, Post.SIGNER)
    contact(world, "甲南县", Post.SIGNER, Mode.OFF)
    contact(world, "乙南县", Post.FILLER)
    run(world, unreachable, at(12, 16))
    [alarm] = [one for one in notices(world, "unreachable") if one.entry == "self_evaluation"]
    silent = "负责人没有设置站外接收方式"
    assert f"· 甲南县：{silent}\n· 乙南县：{silent}\n" in alarm.body
    assert "甲西县" not in alarm.body


@pytest.mark.parametrize(
    ("states", "reached"),
    [
        ((DeliveryState.FAILED,), False),
        ((DeliveryState.SENT, DeliveryState.FAILED), False),
        ((DeliveryState.FAILED, DeliveryState.SENT), True),
        ((DeliveryState.SENT, DeliveryState.QUEUED), True),
        ((DeliveryState.FAILED, DeliveryState.QUEUED), False),
        ((DeliveryState.FAILED, DeliveryState.UNKNOWN), False),
        ((DeliveryState.UNKNOWN,), True),
    ],
)
def test_a_signer_whose_newest_copy_failed_is_not_reached(
    world: World, states: tuple[DeliveryState, ...], reached: bool
) -> None:
    for unit in ("甲南县", "甲西县", "乙东县", "乙南县"):
        contact(world, unit, Post.SIGNER)
    run(world, digest, at(12, 14))
    signer = world.signer("甲南县").user_id or 0
    with unit_of_work(world.session):
        for notice, state in zip(notices(world, "digest"), states, strict=False):
            notice.recipient_id, notice.unit_id = signer, notice.id
            row = Delivery(notice_id=notice.id, channel=Channel.MAIL, state=state, next_at=at(12, 14))
            world.session.add(row)
            world.session.flush()
    run(world, unreachable, at(12, 16))
    named = "".join(one.body for one in notices(world, "unreachable") if one.entry == "self_evaluation")
    assert ("· 甲南县：最近发给负责人的消息没有送达" in named) is not reached


def _extended(world: World) -> Extension:
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "entry": "self_evaluation"}
    given = {"until": FIFTH, "reason": "受灾", "document_number": "演示〔2027〕3号"}
    row: Extension = world.do(grant_extension, world.signer("甲市"), at(12, 30), **about, **given)
    return row


def test_when_an_extension_has_run_out_the_unit_and_the_level_above_are_told_once(world: World) -> None:
    _extended(world)
    assert [run(world, ended, now) for now in (FIFTH - TICK, FIFTH, FIFTH + TICK, at(1, 9))] == [0, 4, 0, 0]
    assert people(world) == sorted(["甲南县填报员", "甲南县负责人", "甲市填报员", "甲市负责人"])
    own, *_, above = notices(world, "extension_ended")
    assert own.day == date(2027, 1, 5)
    assert "延期后的截止时间：2027年1月5日（星期二）24:00 前（北京时间）；文号：演示〔2027〕3号。" in own.body
    assert "现在仍可以补报，标明逾期，请尽快办理。" in own.body
    assert "请督促办理；仍不能办完的，可以再次准予延期。" in above.body
    assert (own.page, above.page) == ("county.sheet", "prefecture.board")


def test_within_a_declared_grace_what_comes_is_not_called_late(world: World) -> None:
    with_grace(world)
    _extended(world)
    run(world, ended, FIFTH)
    own = notices(world, "extension_ended")[0]
    assert "宽限 30 分钟，至 2027年1月6日（星期三）00:30；文号" in own.body
    assert "宽限期内上报的不记逾期，请尽快办理。" in own.body
    assert "标明逾期" not in own.body


def test_what_was_returned_in_an_extension_is_not_said_never_to_have_come(world: World) -> None:
    _extended(world)
    world.fill("甲南县", full_answers(world.scheme), at(12, 30, 10))
    world.hand_up("甲南县", at(12, 30, 10))
    about = {"sheet_id": world.sheet("甲南县").id}
    world.do(acknowledge_sheet, world.filler("甲市"), at(1, 3), **about)
    world.do(draft_remark, world.filler("甲市"), at(1, 3), **about, item=2, text="写明依据")
    world.do(return_sheet, world.signer("甲市"), at(1, 3), **about)
    run(world, ended, FIFTH)
    told = notices(world, "extension_ended")
    assert len(told) == 4
    assert all("延期已经到期，材料退回修改后还没有重报。" in one.body for one in told)


def test_who_comes_to_the_post_after_an_extension_has_run_out_is_not_told_of_it(world: World) -> None:
    _extended(world)
    run(world, ended, FIFTH)
    seat = {"user_id": newcomer(world, "新来的人", "newcomer"), "unit_id": world.unit("甲南县")}
    world.do(grant_post, world.actor("示范省", Post.ADMIN), at(1, 20), **seat, post=Post.FILLER)
    assert run(world, ended, at(1, 20, 10)) == 0


def test_an_extension_that_was_taken_back_ends_in_silence(world: World) -> None:
    extension = _extended(world)
    world.do(revoke_extension, world.signer("甲市"), at(1, 2), extension_id=extension.id, reason="已恢复")
    assert run(world, ended, FIFTH) == 0


def test_who_hands_up_in_an_extension_is_told_nothing_also_not_after_a_withdrawal(world: World) -> None:
    _extended(world)
    world.fill("甲南县", full_answers(world.scheme), at(1, 4))
    world.hand_up("甲南县", at(1, 4))
    assert run(world, ended, FIFTH) == 0
    sheet = {"sheet_id": world.sheet("甲南县").id, "reason": "漏写"}
    world.do(withdraw_sheet, world.signer("甲南县"), at(1, 7), **sheet)
    assert run(world, ended, at(1, 8)) == 0


def test_the_chief_is_told_when_appeals_can_no_longer_be_filed_and_how_many_wait(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    about = {"run_id": world.run.id, "unit_id": world.unit("甲市"), "item": 11, "statement": "见附件"}
    world.do(file_appeal, world.signer("甲市"), at(3, 8), **about)
    until = world.run.publicity_until
    assert until is not None
    assert [run(world, ended, now) for now in (until - TICK, until, at(3, 20))] == [0, 1, 0]
    [told] = notices(world, "appeals_closed")
    assert people(world) == ["示范省评定负责人"]
    assert "24:00 前（北京时间）。\n共提出 1 件，还有 1 件没有答复；答复完才能通报。" in told.body
    assert told.page == "province.appeals"


def test_in_the_publicity_of_a_correction_its_own_appeals_are_counted_and_at_its_own_end(
    world_at: Worlds,
) -> None:
    world = world_at.variant("corrected", Stage.PUBLICITY, corrected)
    seat = {"user_id": newcomer(world, "新来的人", "newcomer"), "unit_id": world.unit("示范省")}
    world.do(grant_post, world.actor("示范省", Post.ADMIN), at(4, 5), **seat, post=Post.CHIEF)
    until = world.run.publicity_until
    assert until is not None
    assert run(world, ended, at(4, 5, 10)) == 0, "appeals against the correction can be filed"
    about = {"run_id": world.run.id, "unit_id": world.unit("甲市"), "statement": "见附件"}
    for item in (11, 12):
        world.do(file_appeal, world.signer("甲市"), at(4, 6), **about, item=item)
    assert run(world, ended, until) == 2
    assert "共提出 2 件，还有 2 件没有答复" in notices(world, "appeals_closed")[0].body
    past = PastDesk(world.session, world.cycle_id)
    first, second = (letter for now in (at(3, 13, 0), until) for letter in closed_appeals(past, now)[:1])
    assert (first.context["count"], second.context["count"]) == ("1", "2")


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PUBLISHED])
def test_nobody_is_told_before_the_publicity_or_after_the_circular(world_at: Worlds, stage: Stage) -> None:
    assert run(world_at(stage), ended, at(4, 1)) == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize("job", [digest, unreachable, ended])
def test_statements_do_not_grow_with_the_units_and_are_few_where_nothing_is_due(
    world_at: Worlds, job: Job
) -> None:
    readings = []
    for units in (("甲南县",), ("甲南县", "甲西县", "乙东县", "乙南县")):
        world = world_at.variant("one_county_up", Stage.SELF_EVALUATION, handed_up)
        contact(world, "甲东县", Post.SIGNER)
        for unit in set(COUNTIES["甲市"] + COUNTIES["乙市"]) - {*units, "甲东县"}:
            world.fill(unit, full_answers(world.scheme), at(12, 13))
            world.hand_up(unit, at(12, 13))
        _extended(world)
        readings.append([reading(world, job, now) for now in (at(1, 6), at(1, 6, 10))])
    assert readings[0] == readings[1]
    assert readings[0][1] < 15
