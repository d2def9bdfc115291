"""Reminders reach who still owes something, once, on time, and stop when the work is done."""

from datetime import date, datetime, timedelta

import pytest

from notifications.letters import Page
from notifications.planning.desk import Desk
from notifications.planning.reminding import reminders
from notifications.reminders import escalate, remind
from tests.newcomers import add, held, user
from tests.notifications.post_room import Job, notices, people, posted, reading, run
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.graced import with_grace
from workflow.actor import CLOCK, Post
from workflow.clock import end_of_day, local_date
from workflow.commands.accounts import deactivate
from workflow.commands.calendar import edit_calendar
from workflow.commands.cycle import advance_cycle
from workflow.commands.extending import grant_extension
from workflow.commands.handing_over import appoint_cover
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.liaison import register_liaison
from workflow.commands.missing import decide_zero
from workflow.commands.posts import grant_post
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.scheme.calendar import DateRange

TICK = timedelta(microseconds=1)
SEVEN = at(12, 24)
"""A week before 31 December, at nine."""


def _without_liaisons(world: World) -> None:
    """1 December: the contact persons are registered, so that only forms are owed."""
    for unit in ("甲市", "乙市", "丙市"):
        about = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit)}
        person = {"name": "李明", "position": "科长", "mobile": "13000000000"}
        world.do(register_liaison, world.filler(unit), at(12, 1), **about, **person)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at.variant("without_liaisons", Stage.SELF_EVALUATION, _without_liaisons)


def hand_up(world: World, unit: str, now: datetime) -> None:
    world.fill(unit, full_answers(world.scheme), now)
    world.hand_up(unit, now)


def extend(world: World, unit: str, now: datetime, until: datetime) -> None:
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "entry": "self_evaluation"}
    given = {"until": until, "reason": "受灾", "document_number": "1号"}
    world.do(grant_extension, world.chief, now, **about, **given)


def test_early_the_filler_alone_is_reminded_and_from_a_week_before_the_signer_too(world: World) -> None:
    assert run(world, remind, at(12, 16)) == 5
    fillers = ["乙东县填报员", "乙南县填报员", "甲东县填报员", "甲南县填报员", "甲西县填报员"]
    assert people(world) == fillers
    assert run(world, remind, SEVEN) == 10
    assert posted(world)[5:7] == [
        ("reminder", "甲东县填报员", "【到期提醒】甲东县：县级自评还剩 7 天"),
        ("reminder", "甲东县负责人", "【到期提醒】甲东县：县级自评还剩 7 天"),
    ]


def test_where_nobody_fills_the_signer_is_reminded_from_the_first_day_on(world: World) -> None:
    admin = world.actor("示范省", Post.ADMIN)
    world.do(deactivate, admin, at(12, 2), user_id=world.filler("甲南县").user_id)
    run(world, remind, at(12, 16))
    assert "甲南县负责人" in people(world)


def test_a_reminder_comes_once_however_often_and_whenever_the_job_runs(world: World) -> None:
    moments = [SEVEN - TICK, SEVEN, SEVEN + TICK, at(12, 24, 23), at(12, 25), SEVEN, at(12, 26), SEVEN]
    assert [run(world, remind, now) for now in moments] == [5, 10, 0, 0, 0, 0, 0, 0]


def test_a_clock_that_is_set_back_brings_no_reminder_twice_and_none_of_the_future(world: World) -> None:
    assert [run(world, remind, now) for now in (SEVEN, at(12, 16), at(12, 10), SEVEN)] == [10, 5, 5, 0]
    subjects = {subject for _, name, subject in posted(world) if name == "甲东县填报员"}
    assert len(subjects) == 3


def test_what_was_missed_is_caught_up_once_says_so_and_counts_the_days_from_now(world: World) -> None:
    assert run(world, remind, at(12, 27, 20)) == 10
    [first, *_] = notices(world, "reminder")
    assert (first.day, first.planned_for) == (date(2026, 12, 24), SEVEN)
    assert first.subject == "【到期提醒】甲东县：县级自评还剩 4 天"
    assert "本消息应于 2026年12月24日（星期四）09:00:00 发出" in first.body


def _comes(world: World, unit: str, now: datetime) -> None:
    """Somebody new is given the post of a unit's filler."""
    seat = {"user_id": add(world, "新来的人", "newcomer"), "unit_id": world.unit(unit), "post": Post.FILLER}
    world.do(grant_post, world.actor("示范省", Post.ADMIN), now, **seat)


def _covers(world: World, unit: str, now: datetime) -> None:
    """Somebody who holds another post of the unit covers for its filler."""
    to_user_id, day = world.signer(unit).user_id, local_date(now)
    holding = {"holding_id": held(world, f"{unit}填报员", Post.FILLER).id, "to_user_id": to_user_id}
    term = {"first": day, "last": day, "reason": "休假"}
    world.do(appoint_cover, world.actor("示范省", Post.ADMIN), now, **holding, **term)


def test_who_takes_a_post_over_gets_the_current_reminder_and_not_as_if_it_came_late(world: World) -> None:
    run(world, remind, SEVEN)
    _comes(world, "甲东县", at(12, 26, 10))
    assert run(world, remind, at(12, 26, 10, 1)) == 1
    newest = notices(world, "reminder")[-1]
    assert (newest.recipient_id, newest.planned_for) == (user(world, "新来的人"), SEVEN)
    assert newest.subject == "【到期提醒】甲东县：县级自评还剩 5 天"
    assert "迟到" not in newest.body


def test_a_cover_that_begins_gets_the_current_reminder_likewise(world: World) -> None:
    run(world, remind, at(12, 16))
    _covers(world, "甲东县", at(12, 18, 10))
    assert run(world, remind, at(12, 18, 10, 1)) == 1
    newest = notices(world, "reminder")[-1]
    assert newest.recipient_id == world.signer("甲东县").user_id
    assert "迟到" not in newest.body


def test_after_a_stop_who_held_the_post_is_told_that_it_comes_late_and_a_newcomer_is_not(
    world: World,
) -> None:
    _comes(world, "甲东县", at(12, 26, 10))
    run(world, remind, at(12, 27, 20))
    own = [one for one in notices(world, "reminder") if one.unit_id == world.unit("甲东县")]
    late = {one.recipient_id for one in own if "因系统停运迟到" in one.body}
    assert late == {world.filler("甲东县").user_id, world.signer("甲东县").user_id}
    assert {one.recipient_id for one in own} == {*late, user(world, "新来的人")}


def test_what_the_level_above_was_told_before_is_not_told_to_who_comes_later(world: World) -> None:
    before = run(world, escalate, at(1, 4))
    _comes(world, "甲市", at(1, 4, 10))
    assert [run(world, escalate, now) for now in (at(1, 4, 11), at(1, 5))] == [0, before + 1]


def test_three_days_of_silence_across_the_deadline_leave_no_word_of_days_left(world: World) -> None:
    run(world, remind, at(12, 30))
    run(world, remind, at(1, 2, 10))
    own = [(kind, subject) for kind, name, subject in posted(world) if name == "甲东县填报员"]
    assert own == [
        ("reminder", "【到期提醒】甲东县：县级自评还剩 1 天"),
        ("overdue", "【逾期提醒】甲东县：县级自评逾期第 2 天"),
    ], "that of Friday, 1 January, whose holidays are not known yet"


def test_who_has_handed_up_or_counts_as_zero_is_not_reminded(world: World) -> None:
    hand_up(world, "甲东县", at(12, 23))
    run(world, remind, SEVEN)
    assert {name[:3] for name in people(world)} == {"甲南县", "甲西县", "乙东县", "乙南县"}
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "reason": "未报"}
    world.do(decide_zero, world.signer("甲市"), at(1, 4, 8), **zero)
    run(world, remind, at(1, 4))
    assert {name[:3] for name in people(world, "overdue")} == {"甲西县", "乙东县", "乙南县"}


def test_what_is_owed_again_is_reminded_of_from_its_next_moment_on(world: World) -> None:
    hand_up(world, "甲东县", at(12, 23))
    about = {"sheet_id": world.sheet("甲东县").id, "reason": "漏写"}
    world.do(withdraw_sheet, world.signer("甲东县"), at(12, 25), **about)
    run(world, remind, at(12, 25, 12))
    assert "甲东县填报员" not in people(world)
    run(world, remind, at(12, 28))
    assert people(world).count("甲东县填报员") == 1


def test_a_deadline_that_moves_takes_its_reminders_along_and_makes_none_up(world: World) -> None:
    run(world, remind, SEVEN)
    days = {"self_evaluation": DateRange(date(2026, 12, 1), date(2027, 1, 8))}
    admin = world.actor("示范省", Post.ADMIN)
    world.do(edit_calendar, admin, at(12, 25), cycle_id=world.cycle_id, days=days, reason="停机顺延")
    assert run(world, remind, at(12, 25, 12)) == 0
    assert run(world, remind, at(12, 28)) == 0, "T-3 of the old deadline"
    run(world, remind, at(1, 1))
    assert [subject for _, name, subject in posted(world) if name == "甲东县填报员"] == [
        "【到期提醒】甲东县：县级自评还剩 7 天",
        "【到期提醒】甲东县：县级自评还剩 7 天",
    ]


def test_an_extension_that_ends_between_two_runs_ends_the_one_and_begins_the_other(world: World) -> None:
    extend(world, "甲南县", at(12, 30), end_of_day(date(2027, 1, 5)))
    end = end_of_day(date(2027, 1, 5))
    for now in (at(1, 4), at(1, 5), end - TICK, end, at(1, 6)):
        run(world, remind, now)
    own = [(kind, subject) for kind, name, subject in posted(world) if name == "甲南县填报员"]
    assert own == [
        ("reminder", "【到期提醒】甲南县：县级自评还剩 1 天"),
        ("reminder", "【到期提醒】甲南县：县级自评今天截止"),
        ("overdue", "【逾期提醒】甲南县：县级自评逾期第 1 天"),
    ]
    extended = [one.subject for one in notices(world, "overdue") if "（已延期）" in one.body]
    assert set(extended) == {"【逾期提醒】甲南县：县级自评逾期第 1 天"}


def test_within_a_declared_grace_nobody_is_told_to_be_late(world: World) -> None:
    with_grace(world)
    run(world, remind, at(12, 31))
    assert "宽限 30 分钟，至 2027年1月1日（星期五）00:30" in notices(world, "reminder")[0].body
    assert [run(world, job, at(1, 1, 0, 29)) for job in (remind, escalate)] == [0, 0]


def test_each_level_is_told_of_those_right_below_by_one_message_a_working_day(world: World) -> None:
    hand_up(world, "甲东县", at(12, 23))
    hand_up(world, "乙东县", at(12, 23))
    hand_up(world, "乙南县", at(12, 23))
    assert run(world, escalate, at(12, 31)) == 0
    assert [run(world, escalate, now) for now in (at(1, 4), at(1, 4, 12), at(1, 5), at(1, 9))] == [2, 0, 2, 2]
    assert people(world) == sorted(["甲市填报员", "甲市负责人"] * 3)
    [first, *_] = notices(world, "escalation")
    assert first.subject == "【下级逾期】县级自评：2 个县(市、区)逾期未报"
    assert "· 甲南县（逾期第 4 天）\n· 甲西县（逾期第 4 天）\n" in first.body
    assert "甲东县" not in first.body
    assert (first.page, first.unit_id) == ("prefecture.board", world.unit("甲市"))


def test_what_came_in_time_and_was_returned_is_told_apart_from_what_never_came(world: World) -> None:
    hand_up(world, "甲东县", at(12, 23))
    sheet_id = world.sheet("甲东县").id
    world.do(acknowledge_sheet, world.filler("甲市"), at(1, 3), sheet_id=sheet_id)
    world.do(draft_remark, world.filler("甲市"), at(1, 3), sheet_id=sheet_id, item=2, text="写明依据")
    world.do(return_sheet, world.signer("甲市"), at(1, 3), sheet_id=sheet_id)
    run(world, remind, at(1, 4))
    run(world, escalate, at(1, 4))
    [own, *_] = [one for one in notices(world, "overdue") if one.unit_id == world.unit("甲东县")]
    assert "中的材料退回修改后还没有重报，逾期第 4 天。" in own.body
    assert "当前状态：退回修改。" in own.body
    [above, *_] = notices(world, "escalation")
    assert "· 甲东县（退回修改后未重报，逾期第 4 天）\n· 甲南县（逾期第 4 天）\n" in above.body


def test_at_the_top_the_chief_is_told_of_prefectures_and_never_of_their_counties(world: World) -> None:
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    run(world, escalate, at(2, 1))
    chief = [one for one in notices(world, "escalation") if one.unit_id == world.unit("示范省")]
    assert [one.subject for one in chief] == ["【下级逾期】市州汇总：3 个市(州)逾期未报"]
    assert "县" not in chief[0].body
    assert chief[0].page == "province.progress"


def test_each_reminder_leads_to_the_page_where_the_work_is_done(world: World) -> None:
    pages = {
        letter.occasion.unit_id: letter.page
        for letter in reminders(Desk(world.session, world.cycle_id), at(1, 29))
    }
    assert pages[world.unit("甲市")] == Page("prefecture.report", {"report_id": world.report("甲市").id})
    assert pages[world.unit("甲东县")] == Page("county.sheet", {"sheet_id": world.sheet("甲东县").id})


def test_before_october_ends_prefectures_are_reminded_of_their_contact_person(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    letters = reminders(Desk(world.session, world.cycle_id), at(10, 9))
    assert {letter.page.endpoint for letter in letters} == {"prefecture.liaison"}
    assert len(letters) == 6


@pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.IN_DELIBERATION])
def test_nobody_is_reminded_once_the_ranking_lies_with_the_meeting(world_at: Worlds, stage: Stage) -> None:
    world = world_at(stage)
    assert [run(world, job, at(3, 16)) for job in (remind, escalate)] == [0, 0]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("job", [remind, escalate])
def test_statements_do_not_grow_with_the_units_and_are_few_where_nothing_is_due(
    world_at: Worlds, job: Job
) -> None:
    many, few = (world_at.variant("without_liaisons", Stage.SELF_EVALUATION, _without_liaisons) for _ in "12")
    for unit in ("甲南县", "甲西县", "乙东县", "乙南县"):
        hand_up(few, unit, at(12, 2))
    assert reading(many, job, at(1, 5)) == reading(few, job, at(1, 5))
    assert len(posted(many)) > len(posted(few)) > 0
    assert reading(many, job, at(1, 5, 10)) == reading(few, job, at(1, 5, 10)) < 15
