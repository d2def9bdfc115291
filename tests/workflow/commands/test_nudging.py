"""催办: whom it reaches, once a day whatever happens, and what the reminded unit sees until it is done."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.refusals import turned_away, why_not
from tests.threads import Act, at_once, overlapping
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import Post
from workflow.clock import start_of_day
from workflow.commands.missing import decide_zero
from workflow.commands.nudging import Nudged, nudge_all, nudge_unit
from workflow.errors import Forbidden, Hidden, Invalid
from workflow.models import Event, Nudge
from workflow.queries.nudges import nudge_desk, reminders
from workflow.queries.trail import verify_chain


def _one_handed_up(world: World) -> None:
    world.fill("甲东县", full_answers(world.scheme))
    world.hand_up("甲东县", at(12, 20))


@pytest.fixture
def world(world_at: Worlds) -> World:
    """December: 甲东县 has handed up, nobody else has."""
    return world_at.variant("one_handed_up", Stage.SELF_EVALUATION, _one_handed_up)


def one(world: World, unit: str = "甲南县", **more: Any) -> dict[str, Any]:
    return {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), **more}


def names(outcome: Nudged) -> tuple[list[str], list[str]]:
    return [entry.name for entry in outcome.now], [entry.name for entry in outcome.before]


def rows(world: World) -> int:
    world.session.rollback()
    return world.session.scalar(select(func.count(Nudge.id))) or 0


def test_one_press_reaches_all_that_still_owe_and_nobody_else(world: World) -> None:
    about = {"cycle_id": world.cycle_id, "text": "明天下班前"}
    outcome = world.do(nudge_all, world.filler("甲市"), at(12, 29), **about)
    assert names(outcome) == (["甲南县", "甲西县"], [])
    events = world.session.scalars(select(Event).where(Event.name == "nudge.send").order_by(Event.seq)).all()
    assert [(event.unit_id, event.reason) for event in events] == [
        (world.unit("甲南县"), "明天下班前"),
        (world.unit("甲西县"), "明天下班前"),
    ]


def test_twenty_presses_and_other_people_leave_one_row_a_day_and_no_error(world: World) -> None:
    for _ in range(10):
        world.do(nudge_all, world.filler("甲市"), at(12, 29), cycle_id=world.cycle_id)
        world.do(nudge_unit, world.signer("甲市"), at(12, 29, 10), **one(world))
    outcome = world.do(nudge_unit, world.chief, at(12, 29, 23, 59), **one(world))
    assert names(outcome) == ([], ["甲南县"])
    assert rows(world) == 2
    desk = nudge_desk(world.session, world.cycle_id, at(12, 29, 23), world.unit("甲市"))
    assert desk.due == frozenset()
    assert [(line.unit, line.by) for line in desk.today] == [
        ("甲南县", "甲市填报员"),
        ("甲西县", "甲市填报员"),
    ]


def test_the_day_is_that_of_shanghai(world: World) -> None:
    midnight = start_of_day(at(12, 30).date())
    for moment in (midnight - timedelta(seconds=1), midnight):
        world.do(nudge_unit, world.signer("甲市"), moment, **one(world))
    assert rows(world) == 2


def test_who_has_handed_up_counts_as_zero_or_is_closed_is_not_reminded(world: World) -> None:
    nothing = [("该单位现在没有要催办的：已经上报、按 0 分计，或不在填报期内", "")]
    assert why_not(world, nudge_unit, world.signer("甲市"), at(12, 29), **one(world, "甲东县")) == nothing
    assert why_not(world, nudge_unit, world.signer("甲市"), at(11, 29), **one(world)) == nothing
    world.do(decide_zero, world.signer("甲市"), at(1, 5), **one(world), reason="未报")
    assert why_not(world, nudge_unit, world.signer("甲市"), at(1, 6), **one(world)) == nothing
    outcome = world.do(nudge_all, world.signer("甲市"), at(1, 6), cycle_id=world.cycle_id)
    assert names(outcome) == (["甲西县"], [])


def test_a_prefecture_is_reminded_of_its_liaison_and_in_january_of_its_report_too(world: World) -> None:
    assert names(world.do(nudge_unit, world.chief, at(12, 29), **one(world, "乙市"))) == (["乙市"], [])
    outcome = world.do(nudge_unit, world.chief, at(1, 29), **one(world, "乙市"))
    assert [entry.entry for entry in outcome.now] == ["liaison", "consolidation"]


@pytest.mark.parametrize(
    ("unit", "post", "error"),
    [
        ("甲南县", Post.FILLER, Forbidden),
        ("甲西县", Post.SIGNER, Hidden),
        ("乙市", Post.SIGNER, Hidden),
        ("示范省", Post.ADMIN, Forbidden),
    ],
)
def test_only_the_level_above_reminds(world: World, unit: str, post: Post, error: type[Exception]) -> None:
    turned_away(world, error, nudge_unit, world.actor(unit, post), at(12, 29), **one(world))


def test_who_has_nobody_below_reminds_nobody(world: World) -> None:
    about = {"cycle_id": world.cycle_id}
    turned_away(world, Hidden, nudge_all, world.signer("丙市"), at(12, 29), **about)
    turned_away(world, Forbidden, nudge_all, world.actor("示范省", Post.RATER), at(12, 29), **about)


def test_words_with_a_nudge_are_few(world: World) -> None:
    about = one(world, text="快" * 201)
    refusal = turned_away(world, Invalid, nudge_unit, world.signer("甲市"), at(12, 29), **about)
    assert refusal.errors == {"text": "附言有 201 个字，最多 200 个。"}


def test_filler_and_signer_see_it_until_the_work_is_done_and_again_after_a_return(world: World) -> None:
    world.do(nudge_unit, world.filler("甲市"), at(12, 28), **one(world, text="第一次"))
    world.do(nudge_unit, world.signer("甲市"), at(12, 29), **one(world, text="第二次"))
    for who in (world.filler("甲南县"), world.signer("甲南县")):
        [seen] = reminders(world.session, who, at(12, 30))
        assert (seen.times, seen.last.title) == (2, "县级自评")
        assert (seen.last.by_unit, seen.last.by, seen.last.text) == ("甲市", "甲市负责人", "第二次")
        assert (seen.url_endpoint, seen.url_args) == ("county.sheet", {"sheet_id": world.sheet("甲南县").id})
    assert reminders(world.session, world.filler("甲西县"), at(12, 30)) == []
    assert reminders(world.session, world.chief, at(12, 30)) == []
    world.fill("甲南县", full_answers(world.scheme), at(12, 30))
    world.hand_up("甲南县", at(12, 30))
    assert reminders(world.session, world.filler("甲南县"), at(12, 31)) == []


def _press(world: World, who: str) -> Act:
    return nudge_all, world.actor(who, Post.SIGNER), {"cycle_id": world.cycle_id}


def test_two_people_who_press_at_once_leave_one_row_for_each_unit(world: World) -> None:
    press = {"cycle_id": world.cycle_id}
    acts: list[Act] = [(nudge_all, world.filler("甲市"), press), (nudge_all, world.signer("甲市"), press)]
    outcomes = at_once(world, *acts)
    assert sorted(len(outcome.now) for outcome in outcomes) == [0, 2], outcomes
    assert rows(world) == 2
    assert verify_chain(world.session).first_broken is None


def test_who_presses_while_another_press_is_not_yet_committed_waits_and_finds_it_done(world: World) -> None:
    press = {"cycle_id": world.cycle_id}
    outcome = overlapping(
        world, (nudge_all, world.filler("甲市"), press), (nudge_unit, world.chief, one(world))
    )
    assert names(outcome) == ([], ["甲南县"])
    assert rows(world) == 2
