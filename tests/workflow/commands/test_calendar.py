"""Moving a stage shows what moves with it before it is stored; late work is accepted until a declared end."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.refusals import turned_away, why_not
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import Actor, Post
from workflow.clock import end_of_day
from workflow.commands.calendar import edit_calendar, end_acceptance
from workflow.commands.extending import grant_extension
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.liaison import register_liaison
from workflow.commands.missing import decide_zero
from workflow.commands.rating import rate_item
from workflow.errors import Forbidden, Invalid, Stale
from workflow.models import Event
from workflow.queries.calendars import carried_on, days_of
from workflow.queries.replanning import plan, plan_digest
from workflow.queries.windows import cycle_calendar
from workflow.scheme.calendar import DateRange

FIFTH = DateRange(date(2026, 12, 1), date(2027, 1, 5))
EARLIER = DateRange(date(2027, 1, 1), date(2027, 1, 29))
LONG = DateRange(date(2027, 2, 1), date(2027, 3, 31))
TENTH = end_of_day(date(2027, 1, 10))
TICK = timedelta(microseconds=1)
WHY = "省里 1 月中旬汇总"
ENDED = f"逾期的受理至 2027年1月10日（星期日）24:00（北京时间），原因：{WHY}，已经停止受理"
LATER = "系统管理员延后受理逾期材料的时间，或上级准予延期"


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def admin(world: World) -> Actor:
    return world.actor("示范省", Post.ADMIN)


def change(world: World, **more: Any) -> dict[str, Any]:
    days = {"self_evaluation": FIFTH}
    return {"cycle_id": world.cycle_id, "days": days, "reason": "寒潮停课", **more}


def ended(world: World, until: datetime | None = TENTH, **more: Any) -> dict[str, Any]:
    return {"cycle_id": world.cycle_id, "entry": "self_evaluation", "until": until, "reason": WHY, **more}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({"self_evaluation": FIFTH}, ("2027-01-05", "2027-02-05", "2027-03-05")),
        ({"consolidation": EARLIER}, ("2026-12-31", "2027-01-29", "2027-02-26")),
        ({"self_evaluation": FIFTH, "rating": LONG}, ("2027-01-05", "2027-02-05", "2027-03-31")),
        ({}, ("2026-12-31", "2027-01-31", "2027-02-28")),
    ],
)
def test_later_stages_follow_by_as_many_days_unless_they_were_changed_themselves(
    world: World, typed: dict[str, DateRange], after: tuple[str, ...]
) -> None:
    held = days_of(world.session, world.cycle_id)
    carried = carried_on(held, {**held, **typed}, at(12, 10))
    assert tuple(own.last.isoformat() for own in carried.values()) == ("2026-10-09", *after)


@pytest.mark.sqlite_only
def test_first_days_that_have_come_stay_and_those_ahead_follow(world: World) -> None:
    held = days_of(world.session, world.cycle_id)
    carried = carried_on(held, {**held, "self_evaluation": FIFTH}, at(1, 3))
    assert carried["consolidation"] == DateRange(date(2027, 1, 1), date(2027, 2, 5))
    assert carried["rating"] == DateRange(date(2027, 2, 6), date(2027, 3, 5))


def test_a_plan_lists_every_entry_and_what_hangs_on_it_and_stores_nothing(world: World) -> None:
    world.fill("甲东县", full_answers(world.scheme))
    world.hand_up("甲东县", at(1, 2))
    entry = {"cycle_id": world.cycle_id, "entry": "self_evaluation", "document_number": "1号"}
    for unit, day in (("甲南县", 4), ("甲西县", 8)):
        about = {"unit_id": world.unit(unit), "until": end_of_day(date(2027, 1, day)), "reason": "受灾"}
        world.do(grant_extension, world.signer("甲市"), at(1, 2), **entry, **about)
    world.do(end_acceptance, admin(world), at(1, 2), **ended(world))
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙东县"), "reason": "未报"}
    world.do(decide_zero, world.signer("乙市"), at(1, 2), **zero)
    planned = plan(world.session, world.cycle_id, {"self_evaluation": FIFTH}, at(1, 2))
    assert [(entry.title, entry.moved) for entry in planned.entries] == [
        ("登记联络员", False),
        ("县级自评", True),
        ("市州汇总", False),
        ("省级评定", False),
    ]
    moved = planned.entries[1]
    assert (moved.open_before, moved.open_after) == (TENTH, TENTH + timedelta(days=5))
    assert [line.unit for line in planned.overtaken] == ["甲南县"]
    assert [line.unit for line in planned.standing] == ["甲西县"]
    assert planned.no_longer_late == ("甲东县", "乙东县", "乙南县")
    assert planned.late == ()
    assert planned.zeros == ("乙东县",)
    assert any("市州汇总的截止日 2027年1月31日（星期日）不是工作日" in text for text in planned.warnings)
    assert days_of(world.session, world.cycle_id)["self_evaluation"].last == date(2026, 12, 31)


def test_what_was_confirmed_is_stored_with_both_versions_and_the_end_of_acceptance_follows(
    world: World,
) -> None:
    world.do(end_acceptance, admin(world), at(12, 2), **ended(world))
    shown = plan(world.session, world.cycle_id, {"self_evaluation": FIFTH}, at(12, 2)).digest
    world.do(edit_calendar, admin(world), at(12, 3), **change(world, shown=shown))
    county = cycle_calendar(world.session, world.cycle_id).windows["self_evaluation"]
    assert (county.due_at, county.open_until) == (end_of_day(FIFTH.last), TENTH + timedelta(days=5))
    [event] = world.session.scalars(select(Event).where(Event.name == "cycle.edit_calendar"))
    assert '"self_evaluation":["2026-12-01","2026-12-31"]' in event.before
    assert '"self_evaluation":["2026-12-01","2027-01-05"]' in event.after
    assert event.reason == "寒潮停课"


@pytest.mark.parametrize("meanwhile", ["days", "acceptance"])
def test_a_confirmation_is_refused_when_the_calendar_changed_meanwhile(world: World, meanwhile: str) -> None:
    shown = plan_digest(world.session, world.cycle_id, {"self_evaluation": FIFTH})
    if meanwhile == "days":
        other = {"rating": DateRange(date(2027, 2, 1), date(2027, 3, 5))}
        world.do(edit_calendar, admin(world), at(12, 3), **change(world, days=other))
    else:
        world.do(end_acceptance, admin(world), at(12, 3), **ended(world))
    stale = change(world, shown=shown)
    refusal = turned_away(world, Stale, edit_calendar, admin(world), at(12, 4), **stale)
    assert refusal.text == "日程在您核对之后有变动，重新打开“调整日程”，按最新的日程核对后再确认。"


def test_what_is_confirmed_is_what_was_shown(world: World) -> None:
    shown = plan_digest(world.session, world.cycle_id, {"self_evaluation": FIFTH})
    other = {"self_evaluation": DateRange(FIFTH.first, date(2027, 1, 6))}
    turned_away(
        world, Stale, edit_calendar, admin(world), at(12, 4), **change(world, days=other, shown=shown)
    )


def test_only_the_administrator_moves_stages_and_ends_the_acceptance(world: World) -> None:
    for actor in (world.chief, world.actor("示范省", Post.RATER)):
        turned_away(world, Forbidden, edit_calendar, actor, at(12, 4), **change(world))
        turned_away(world, Forbidden, end_acceptance, actor, at(12, 4), **ended(world))


def test_after_a_published_ranking_nothing_moves(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    over = [("年度评定当前状态是“已通报”，日程不再变动", "")]
    assert why_not(world, end_acceptance, admin(world), at(4, 2), **ended(world, at(9, 1))) == over
    assert why_not(world, edit_calendar, admin(world), at(4, 2), **change(world)) == over


def save(world: World, now: datetime, unit: str = "甲东县") -> None:
    answers = [ItemInput(2, 0, full_answers(world.scheme)[2])]
    world.do(save_items, world.filler(unit), now, sheet_id=world.sheet(unit).id, items=answers)


def filling(world: World, unit: str = "甲东县") -> dict[str, Any]:
    answers = [ItemInput(2, 0, full_answers(world.scheme)[2])]
    return {"sheet_id": world.sheet(unit).id, "items": answers}


def test_late_work_is_taken_to_the_last_moment_and_then_only_under_an_extension(world: World) -> None:
    world.do(end_acceptance, admin(world), at(12, 2), **ended(world))
    save(world, TENTH - TICK)
    [(text, who)] = why_not(world, save_items, world.filler("甲南县"), TENTH, **filling(world, "甲南县"))
    assert text == f"已截止：{ENDED}，如需补报联系甲市 000-00990100"
    assert who == LATER
    about = {"unit_id": world.unit("甲南县"), "until": TENTH + timedelta(days=2)}
    told = {"entry": "self_evaluation", "reason": "受灾", "document_number": "2号"}
    world.do(grant_extension, world.signer("甲市"), TENTH, cycle_id=world.cycle_id, **about, **told)
    save(world, TENTH + timedelta(days=2) - TICK, "甲南县")
    why_not(world, save_items, world.filler("甲南县"), TENTH + timedelta(days=2), **filling(world, "甲南县"))


def test_the_end_of_acceptance_goes_into_the_history_and_can_be_taken_back(world: World) -> None:
    world.do(end_acceptance, admin(world), at(12, 2), **ended(world))
    world.do(end_acceptance, admin(world), TENTH, **ended(world, None, reason="改为正常受理"))
    save(world, TENTH)
    first, second = world.session.scalars(
        select(Event).where(Event.name == "cycle.end_acceptance").order_by(Event.seq)
    )
    assert (first.reason, second.reason) == (WHY, "改为正常受理")
    assert '"open_until":"2027-01-10 16:00:00+00:00"' in first.after
    assert '"open_until":null' in second.after


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"reason": " "}, "reason", "写明理由，填报单位在页面上能看到。"),
        ({"entry": "publicity"}, "entry", "本年度的日程没有这个阶段，选列出的一个。"),
        ({"until": None}, "until", "和现在的规定一样，没有改动。"),
        (
            {"until": end_of_day(date(2026, 12, 30))},
            "until",
            "填写的是2026年12月30日（星期三）24:00，早于这个阶段的期限（2026年12月31日（星期四）24:00）："
            "停止受理不能早于期限。",
        ),
        ({"until": at(12, 3)}, "until", "填写的是2026年12月3日（星期四）09:00，已经过去：填今后的日期。"),
        (
            {"until": end_of_day(date(2028, 12, 31))},
            "until",
            "填写的是2028年12月31日（星期日）24:00，离期限超过一年：核对年份。",
        ),
    ],
)
def test_what_the_end_of_acceptance_needs(
    world: World, given: dict[str, Any], field: str, text: str
) -> None:
    about = {**ended(world), **given}
    refusal = turned_away(world, Invalid, end_acceptance, admin(world), at(12, 5), **about)
    assert refusal.errors == {field: text}


def test_a_contact_person_is_named_late_until_the_end_and_replaced_at_any_time(world: World) -> None:
    world.do(end_acceptance, admin(world), at(12, 2), **ended(world, at(12, 5), entry="liaison"))
    person = {"name": "联络员甲", "position": "科长", "mobile": "13800000000"}
    named = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲市"), **person}
    world.do(register_liaison, world.filler("甲市"), at(12, 4), **named)
    world.do(register_liaison, world.filler("甲市"), at(12, 9), **named)
    other = {**named, "unit_id": world.unit("乙市")}
    [(text, who)] = why_not(world, register_liaison, world.filler("乙市"), at(12, 9), **other)
    assert "逾期的受理至 2026年12月5日（星期六）09:00（北京时间）" in text
    assert who == LATER


def test_the_rating_ends_too_until_the_administrator_moves_the_end(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    march = end_of_day(date(2027, 3, 3))
    world.do(end_acceptance, admin(world), at(2, 5), **ended(world, march, entry="rating"))
    about = {"assessment_id": world.assessment("甲市").id, "item": 2, "version": 0, "findings": ()}
    assert [who for _, who in why_not(world, rate_item, world.rater(2), march, **about)] == [
        "系统管理员延后受理逾期材料的时间"
    ]
    world.do(rate_item, world.rater(2), march - TICK, **about)
