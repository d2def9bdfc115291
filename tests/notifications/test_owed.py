"""A copy is sent only while what it reminds of is owed, by the deadline that it names."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from notifications.owed import no_longer_owed, none_below_owes
from notifications.reminders import escalate, remind
from tests.notifications.post_room import Job, notices, run
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.calendar import edit_calendar, end_acceptance
from workflow.commands.extending import grant_extension
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.liaison import register_liaison
from workflow.commands.missing import decide_zero
from workflow.models import Notice
from workflow.scheme.calendar import DateRange
from workflow.unit_of_work import unit_of_work

Check = Callable[..., dict[int, str]]

TICK = timedelta(microseconds=1)
SEVEN, DUE = at(12, 24), end_of_day(date(2026, 12, 31))


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def reasons(world: World, now: datetime, kind: str = "reminder", unit: str = "甲南县") -> list[str | None]:
    """Why the newest notices of a unit are not to be sent any more, for filler and signer."""
    own = [one for one in notices(world, kind) if one.unit_id == world.unit(unit)][-2:]
    found = no_longer_owed(world.session, now, own)
    return [found.get(one.id) for one in own]


def hand_up(world: World) -> None:
    world.fill("甲南县", full_answers(world.scheme), at(12, 24, 10))
    world.hand_up("甲南县", at(12, 24, 10))


def withdraw(world: World) -> None:
    hand_up(world)
    about = {"sheet_id": world.sheet("甲南县").id, "reason": "漏写"}
    world.do(withdraw_sheet, world.signer("甲南县"), at(12, 24, 11), **about)


def move_deadline(world: World) -> None:
    days = {"self_evaluation": DateRange(date(2026, 12, 1), date(2027, 1, 8))}
    admin = world.actor("示范省", Post.ADMIN)
    world.do(edit_calendar, admin, at(12, 24, 10), cycle_id=world.cycle_id, days=days, reason="顺延")


def extend(world: World) -> None:
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "entry": "self_evaluation"}
    until = end_of_day(date(2027, 1, 5))
    given = {"until": until, "reason": "受灾", "document_number": "1号"}
    world.do(grant_extension, world.signer("甲市"), at(12, 24, 10), **about, **given)


def nothing(_: World) -> None:
    pass


@pytest.mark.parametrize(
    ("meanwhile", "now", "reason"),
    [
        (nothing, at(12, 24, 12), None),
        (nothing, at(12, 28) - TICK, None),
        (nothing, at(12, 28), "已有更新的提醒"),
        (nothing, DUE, "已过截止时间"),
        (nothing, at(1, 4), "已有更新的提醒"),
        (hand_up, at(12, 24, 12), "已上报"),
        (withdraw, at(12, 24, 12), "提醒之后又有变动，以新的通知为准"),
        (
            move_deadline,
            at(12, 24, 12),
            "期限已调整为2027年1月8日（星期五）24:00 前（北京时间）",
        ),
        (extend, at(12, 24, 12), "期限已调整为2027年1月5日（星期二）24:00 前（北京时间）"),
    ],
)
def test_a_reminder_that_waits_is_looked_at_again(
    world: World, meanwhile: Callable[[World], None], now: datetime, reason: str | None
) -> None:
    run(world, remind, SEVEN)
    meanwhile(world)
    assert reasons(world, now) == [reason, reason]


def test_an_overdue_reminder_ends_with_the_next_with_a_decision_and_with_the_acceptance(world: World) -> None:
    run(world, remind, at(1, 4))
    assert reasons(world, at(1, 5) - TICK, "overdue") == [None, None]
    assert reasons(world, at(1, 5), "overdue") == ["已有更新的提醒"] * 2
    ended = {"entry": "self_evaluation", "until": at(1, 4, 12), "reason": "省里汇总"}
    admin = world.actor("示范省", Post.ADMIN)
    world.do(end_acceptance, admin, at(1, 4, 10), cycle_id=world.cycle_id, **ended)
    assert reasons(world, at(1, 4, 12), "overdue") == ["已截止，不再受理"] * 2
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "reason": "未报"}
    world.do(decide_zero, world.signer("甲市"), at(1, 4, 13), **zero)
    assert reasons(world, at(1, 4, 14), "overdue") == ["已按 0 分计"] * 2


def test_a_contact_person_is_registered_rather_than_handed_up(world: World) -> None:
    run(world, remind, SEVEN)
    person = {"name": "李明", "position": "科长", "mobile": "13000000000"}
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙市")}
    world.do(register_liaison, world.filler("乙市"), at(12, 24, 10), **about, **person)
    assert reasons(world, at(12, 24, 12), "overdue", "乙市") == ["已登记"] * 2


@pytest.mark.parametrize(
    ("meanwhile", "now", "reason"),
    [
        (nothing, at(12, 30), None),
        (extend, at(1, 4), None),
        (hand_up, at(12, 24, 12), "已上报"),
    ],
)
def test_a_nudge_is_true_as_long_as_its_unit_owes_the_work(
    world: World, meanwhile: Callable[[World], None], now: datetime, reason: str | None
) -> None:
    run(world, remind, SEVEN)
    with unit_of_work(world.session):
        for notice in notices(world, "reminder"):
            notice.kind = "nudge"
    meanwhile(world)
    assert reasons(world, now, "nudge") == [reason, reason]


def escalations(world: World, now: datetime, unit: str) -> list[str | None]:
    """Why the escalations to a unit's signer, one a day, are not to be sent any more."""
    signer = world.signer(unit).user_id
    own = [
        one
        for one in notices(world, "escalation")
        if (one.entry, one.recipient_id) == ("self_evaluation", signer)
    ]
    found = none_below_owes(world.session, now, own)
    return [found.get(one.id) for one in own]


def reports(world: World, now: datetime, *units: str) -> None:
    for unit in units:
        world.fill(unit, full_answers(world.scheme), now)
        world.hand_up(unit, now)


def test_the_level_above_hears_of_the_overdue_as_long_as_all_who_are_named_are(world: World) -> None:
    reports(world, at(1, 4, 8), "甲南县")
    run(world, escalate, at(1, 4))
    assert [escalations(world, at(1, 4, 10), unit) for unit in ("甲市", "乙市")] == [[None], [None]]
    reports(world, at(1, 4, 11), "乙东县", "乙南县", "甲东县")
    assert escalations(world, at(1, 4, 12), "甲市") == ["名单有变"]
    assert escalations(world, at(1, 4, 12), "乙市") == ["下级没有逾期未报的了"]


def test_of_the_escalations_that_wait_the_newest_alone_is_sent(world: World) -> None:
    run(world, escalate, at(1, 4))
    reports(world, at(1, 4, 15), "甲东县")
    assert escalations(world, at(1, 5) - TICK, "甲市") == ["名单有变"]
    assert escalations(world, at(1, 5), "甲市") == ["已有更新的提醒"]
    run(world, escalate, at(1, 5))
    assert escalations(world, at(1, 5, 9, 5), "甲市") == ["已有更新的提醒", None]


def test_who_is_named_and_has_been_given_time_meanwhile_is_not_overdue(world: World) -> None:
    run(world, escalate, at(1, 4))
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "entry": "self_evaluation"}
    given = {"until": end_of_day(date(2027, 1, 8)), "reason": "受灾", "document_number": "1号"}
    world.do(grant_extension, world.signer("甲市"), at(1, 4, 10), **about, **given)
    assert escalations(world, at(1, 4, 12), "甲市") == ["名单有变"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("check", "job", "now"), [(no_longer_owed, remind, SEVEN), (none_below_owes, escalate, at(1, 4))]
)
def test_looking_again_costs_the_same_for_one_notice_and_for_all(
    world: World, check: Check, job: Job, now: datetime
) -> None:
    run(world, job, now)
    assert world.scheme, "read once in the life of a process"
    found: list[int] = []
    everything = [*world.session.scalars(select(Notice))]
    for own in ([everything[0]], everything):
        with counted_statements() as statements:
            check(world.session, now + timedelta(days=1), own)
        found.append(len([text for text in statements if text.startswith("SELECT")]))
    assert found[1] <= found[0] < 25


def test_nothing_is_asked_of_no_notice_and_of_none_outside_the_years(world: World) -> None:
    assert no_longer_owed(world.session, at(12, 28), []) == {}
    unrelated = Notice(id=1, cycle_id=None, unit_id=1, kind="nudge", entry="")
    assert no_longer_owed(world.session, at(12, 28), [unrelated]) == {}
