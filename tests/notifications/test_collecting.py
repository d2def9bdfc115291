"""The job: everything once, whatever breaks off, fails or runs twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications import collecting, faults, messages
from notifications.collecting import JOB, collect_events, letters_of
from notifications.happenings import Happening
from notifications.letters import Recipient
from tests.newcomers import add, user
from tests.notifications.told import told_letters, world_of
from tests.statements import counted_statements
from tests.worlds import Stage, TownAt, World, Worlds, at, towns
from tests.worlds.eventful import COUNTY, autumn, nudged, whole_year
from workflow.actor import CLOCK, Actor, Post
from workflow.clock import local_date
from workflow.commands.accounts import deactivate
from workflow.commands.cycle import advance_cycle
from workflow.commands.posts import end_post, grant_post
from workflow.models import Event, EventCursor, Notice, PostHolding

NOW = at(3, 21)


def notices(world: World, *kinds: str) -> list[Notice]:
    """The notices in all inboxes, of these kinds."""
    wanted = select(Notice).order_by(Notice.id).execution_options(populate_existing=True)
    found = world.session.scalars(wanted.where(Notice.kind.in_(kinds)) if kinds else wanted).all()
    return list(found)


def told_so_far(world: World) -> int:
    """Up to which event the history has been told."""
    return world.session.scalars(select(EventCursor.seq)).one()


def test_a_second_run_and_another_scheduler_add_nothing(world_at: Worlds) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    first = collect_events(world.session, at(12, 2))
    assert first["notices"] == len(notices(world)) > 0
    assert told_so_far(world) == world.session.scalar(select(func.max(Event.seq)))
    assert collect_events(world.session, at(12, 3)) == {"events": 0, "notices": 0, "faults": 0}


def test_what_is_told_names_its_event_its_day_and_where_it_is_settled(world_at: Worlds) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    collect_events(world.session, at(12, 2))
    event = world.session.scalars(select(Event).where(Event.name == "nudge.send")).one()
    told = notices(world, "nudge")
    filler, signer = world.filler(COUNTY), world.signer(COUNTY)
    assert [one.recipient_id for one in told] == [filler.user_id, signer.user_id]
    for one in told:
        assert (one.event_seq, one.day, one.planned_for) == (event.seq, local_date(event.at), event.at)
        assert (one.entry, one.unit_id) == ("self_evaluation", world.unit(COUNTY))
        assert (one.page, one.page_args) == ("county.sheet", f'{{"sheet_id":{world.sheet(COUNTY).id}}}')
        assert "\r" not in one.body
        assert "\x07" not in one.body
        assert "附言：请于 10 日前补报\nBcc: somebody <b>抓紧</b>\n" in one.body
        assert "因系统停运迟到" not in one.body


def test_a_name_with_line_breaks_begins_no_line_of_its_own(world_at: Worlds) -> None:
    world = world_of(world_at, autumn)
    collect_events(world.session, at(12, 7))
    granted = [one for one in notices(world, "post_granted") if "新来的" in one.body]
    assert [one.body.split("\n")[0] for one in granted] == ["新来的 <i>人</i>："]


def test_events_are_told_batch_by_batch(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(world_at, whole_year)
    monkeypatch.setattr(collecting, "BATCH", 7)
    counts = collect_events(world.session, NOW)
    told = world.session.scalars(select(Event.seq).where(Event.name.in_(messages.MESSAGES))).all()
    assert counts["events"] == len(told)
    assert counts["notices"] == len(notices(world))
    assert told_so_far(world) == world.session.scalar(select(func.max(Event.seq)))


def test_a_kill_in_between_loses_nothing_and_doubles_nothing(
    world_at: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(world_at, whole_year)
    expected = len(told_letters(world_at, whole_year)[1])
    monkeypatch.setattr(collecting, "BATCH", 20)
    real, runs = collecting.post, iter(range(1000))

    def killed(*given: object) -> int:
        added: int = real(*given)  # type: ignore[arg-type]
        if next(runs) % 2:
            raise KeyboardInterrupt
        return added

    monkeypatch.setattr(collecting, "post", killed)
    for _ in range(50):
        before = told_so_far(world)
        try:
            collect_events(world.session, NOW)
        except KeyboardInterrupt:
            assert len(notices(world)) == len(
                {(n.event_seq, n.unit_id, n.recipient_id) for n in notices(world)}
            )
            assert told_so_far(world) >= before
        else:
            break
    assert len(notices(world)) == expected
    assert faults.pending(world.session, JOB) == []


def test_an_event_that_fails_holds_no_other_up_and_is_tried_again(
    world_at: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    seq = world.session.scalars(select(Event.seq).where(Event.name == "nudge.send")).one()

    def broken(_happening: Happening, _to: Recipient) -> dict[str, str]:
        raise KeyError("no words")

    whole = messages.MESSAGES
    monkeypatch.setattr(
        messages, "MESSAGES", {**whole, "nudge.send": replace(whole["nudge.send"], says=broken)}
    )
    counts = collect_events(world.session, at(12, 2))
    assert counts["faults"] == 1
    assert faults.pending(world.session, JOB) == [f"event {seq}"]
    assert notices(world, "nudge") == []
    assert len(notices(world, "stage_begun")) > 0
    assert collect_events(world.session, at(12, 2))["faults"] == 1
    monkeypatch.setattr(messages, "MESSAGES", whole)
    assert collect_events(world.session, at(12, 2)) == {"events": 0, "notices": 2, "faults": 0}
    assert faults.pending(world.session, JOB) == []


def test_who_left_or_whose_account_is_out_of_use_is_not_written_to(world_at: Worlds) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    admin, filler, signer = world.actor("示范省", Post.ADMIN), world.filler(COUNTY), world.signer(COUNTY)
    held = select(PostHolding.id).where(PostHolding.user_id == filler.user_id)
    world.do(end_post, admin, at(12, 3), holding_id=world.session.scalars(held).one())
    world.do(deactivate, admin, at(12, 3), user_id=signer.user_id)
    collect_events(world.session, at(12, 4))
    assert notices(world, "nudge") == []


def test_who_comes_to_a_post_after_something_has_happened_is_not_told_of_it(world_at: Worlds) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    seat = {"user_id": add(world, "新来的人", "newcomer"), "unit_id": world.unit(COUNTY), "post": Post.FILLER}
    world.do(grant_post, world.actor("示范省", Post.ADMIN), at(12, 3), **seat)
    collect_events(world.session, at(12, 3))
    told = {one.recipient_id for one in notices(world, "nudge")}
    assert told == {world.filler(COUNTY).user_id, world.signer(COUNTY).user_id}
    [own] = notices(world, "post_granted")[-1:]
    assert own.recipient_id == user(world, "新来的人")


@pytest.mark.parametrize(("actor", "late"), [(CLOCK, True), (None, False)])
def test_a_stage_that_the_clock_begins_after_a_stop_is_told_as_late_and_one_begun_by_hand_is_not(
    world_at: Worlds, actor: Actor | None, late: bool
) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    collect_events(world.session, at(12, 1))
    who, why = actor or world.actor("示范省", Post.ADMIN), "" if actor else "时钟停运"
    world.do(advance_cycle, who, at(1, 5, 10), cycle_id=world.cycle_id, reason=why)
    collect_events(world.session, at(1, 5, 10, 1))
    told = notices(world, "stage_begun")[-1]
    assert "“市州汇总”已经开始" in told.body
    assert ("本消息应于 2027年1月1日（星期五）00:00:00 发出，因系统停运迟到" in told.body) is late
    assert told.planned_for == (at(1, 1, 0) if late else at(1, 5, 10))


def test_where_nothing_is_consolidated_one_message_tells_of_sheet_and_report(town_at: TownAt) -> None:
    world = town_at(towns.evaluated)
    assert collect_events(world.session, at(2, 1))["faults"] == 0
    came = notices(world, "submitted")
    assert {one.page for one in came} == {"province.report"}
    assert all("评定表" in one.subject for one in came)
    own = notices(world, "acknowledged", "accepted")
    assert own
    assert {one.page for one in own} == {"county.sheet"}
    assert len({(one.kind, one.unit_id, one.recipient_id) for one in own}) == len(own)


@pytest.mark.parametrize("moment", [towns.computed, towns.in_publicity, towns.evaluating_before_rating])
def test_other_documents_are_told_without_a_fault(town_at: TownAt, moment: Callable[[World], None]) -> None:
    world = town_at(moment)
    counts = collect_events(world.session, at(4, 1))
    assert counts["faults"] == 0
    assert counts["notices"] > 0


def test_what_a_clock_says_keeps_nothing_back(world_at: Worlds) -> None:
    world = world_of(world_at, whole_year)
    collect_events(world.session, at(12, 1))
    assert told_so_far(world) == world.session.scalar(select(func.max(Event.seq)))


def test_statements_do_not_grow_with_the_number_of_events(world_at: Worlds) -> None:
    world = world_of(world_at, whole_year)
    events = world.session.scalars(select(Event).order_by(Event.seq)).all()
    few = [event for event in events if event.name in messages.MESSAGES][-3:]
    costs = []
    for chosen in (few, events):
        letters_of(world.session, NOW, chosen)
        with counted_statements() as statements:
            letters_of(world.session, NOW, chosen)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 16


def test_a_run_in_which_nothing_has_happened_is_one_statement(world_at: Worlds) -> None:
    world = world_at(Stage.PEOPLE)
    collect_events(world.session, at(10, 2))
    with counted_statements() as statements:
        collect_events(world.session, at(10, 3))
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_two_schedulers_at_the_same_moment_tell_everything_once(
    world_at: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(world_at, whole_year)
    expected = len(told_letters(world_at, whole_year)[1])
    monkeypatch.setattr(collecting, "BATCH", 10)
    engine, together = world.session.get_bind(), Barrier(2)
    world.session.rollback()

    def collect() -> int:
        with Session(engine) as session:
            together.wait()
            return collect_events(session, NOW)["notices"]

    with ThreadPoolExecutor(2) as threads:
        told = [run.result() for run in [threads.submit(collect) for _ in range(2)]]
    assert sum(told) == len(notices(world)) == expected
