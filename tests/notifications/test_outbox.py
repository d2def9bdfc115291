"""Each copy goes out at most once by itself; what cannot be known is left to people."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from notifications import outbox
from notifications.channels.parcels import Fate, Outcome, Parcel
from notifications.outbox import LEFT_BEHIND
from notifications.outcomes import REFUSALS
from notifications.process import Process
from tests.letters import COUNTIES, Sent, copies, copy_of, engine_of, reachable, run, write
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at
from workflow.models import (
    Channel,
    Contact,
    DeliveryState,
    Mode,
    Notice,
    QuietHours,
    User,
)
from workflow.queries.outbox import NOT_SET_UP
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)


@pytest.fixture
def world(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(outbox, "outdated", lambda *_: {})
    return world_at(Stage.SELF_EVALUATION)


@pytest.fixture
def process(world: World) -> Iterator[Process]:
    made = Process.enter(engine_of(world.session), NOW)
    yield made
    world.session.rollback()
    made.leave(NOW)


def test_what_is_due_leaves_once_and_says_where_it_went(world: World, process: Process) -> None:
    reachable(world, "甲东县", "甲西县")
    write(world, NOW, *COUNTIES)
    server = Sent()
    assert run(world, NOW, server, process) == {"sent": 2}
    assert run(world, at(12, 11), server, process) == {}
    copy = copy_of(world, "甲东县")
    assert (copy.state, copy.answer, copy.attempts) == (DeliveryState.SENT, "SENT said the server", 1)
    assert (copy.claimed_by, copy.ended_at, copy.address) == (process.id, NOW, server.parcels[0].address)
    assert [parcel.subject for parcel in server.parcels] == ["【测试消息】考评"] * 2


def test_a_copy_is_claimed_for_all_to_see_before_anything_leaves(world: World, process: Process) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    seen: list[tuple[DeliveryState, int | None]] = []

    def look(parcel: Parcel) -> Outcome:
        with engine_of(world.session).connect() as other:
            row = other.exec_driver_sql("SELECT state, claimed_by FROM delivery").one()
            seen.append((DeliveryState.of(row[0]), row[1]))
        return Outcome(Fate.SENT, "")

    run(world, NOW, look, process)
    assert seen == [(DeliveryState.SENDING, process.id)]


def test_what_is_refused_for_now_is_tried_again_ever_more_seldom_and_fails_after_a_day(
    world: World, process: Process
) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    server, now, waits = Sent(Fate.LATER), NOW, []
    while (copy := copy_of(world, "甲东县")).state is DeliveryState.QUEUED:
        assert run(world, copy.next_at - timedelta(seconds=1), server, process) == {}
        now = copy.next_at
        run(world, now, server, process)
        waits.append((copy_of(world, "甲东县").next_at - now) // timedelta(minutes=1))
    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert len(server.parcels) == copy.attempts == REFUSALS
    assert timedelta(hours=23) < now - NOW <= timedelta(hours=24)
    assert (copy.state, copy.answer) == (DeliveryState.FAILED, "LATER said the server")


def test_who_is_not_reached_for_days_gets_everything_in_the_end(world: World, process: Process) -> None:
    """Whoever refuses fails after a day of refusals, however long nobody was reached before."""
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    server, now, waits = Sent(*[Fate.UNREACHED] * 80, Fate.LATER), NOW, []
    while (copy := copy_of(world, "甲东县")).state is DeliveryState.QUEUED:
        waits.append((copy.next_at - now) // timedelta(minutes=1))
        now = copy.next_at
        run(world, now, server, process)
    assert waits[:6] == [0, 1, 5, 15, 60, 60]
    assert set(waits[4:]) == {60}
    assert (copy.state, copy.attempts, copy.refusals) == (DeliveryState.FAILED, 80 + REFUSALS, REFUSALS)


@pytest.mark.parametrize(
    ("fate", "state"), [(Fate.NEVER, DeliveryState.FAILED), (Fate.UNKNOWN, DeliveryState.UNKNOWN)]
)
def test_what_failed_or_is_unknown_never_goes_out_again_by_itself(
    world: World, process: Process, fate: Fate, state: DeliveryState
) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    server = Sent(fate, Fate.SENT)
    run(world, NOW, server, process)
    for days in range(40):
        assert run(world, NOW + timedelta(days=days), server, process) == {}
    assert (copy_of(world, "甲东县").state, len(server.parcels)) == (state, 1)


def test_whatever_sending_raises_leaves_the_outcome_unknown(world: World, process: Process) -> None:
    def broken(parcel: Parcel) -> Outcome:
        raise RuntimeError(parcel.address)

    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    assert run(world, NOW, broken, process) == {"unknown": 1}
    assert "不知道对方是否收到（RuntimeError）" in copy_of(world, "甲东县").answer


def test_a_channel_that_is_not_set_up_keeps_nothing_waiting(world: World, process: Process) -> None:
    """After a day, in which a setting that is missing by mistake can be put right."""
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    assert run(world, at(12, 11) - timedelta(seconds=1), None, process) == {}
    assert run(world, at(12, 11), None, process) == {"dropped": 1}
    assert (copy_of(world, "甲东县").answer, run(world, at(12, 11), None, process)) == (NOT_SET_UP, {})


def test_copies_wanted_once_a_day_leave_together(world: World, process: Process) -> None:
    reachable(world, "甲东县", mode=Mode.GATHERED)
    reachable(world, "甲西县")
    for number in range(3):
        write(world, NOW, "甲东县", "甲西县", number=number)
    server = Sent()
    assert run(world, NOW, server, process) == {"sent": 3}
    assert run(world, at(12, 10, 9, 30), server, process) == {"sent": 3}
    day = server.parcels[-1]
    assert (day.subject, len(day.enclosed), len(server.parcels)) == ("今日消息汇总", 3, 4)


def test_what_is_no_longer_true_is_dropped_with_the_reason(
    world: World, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def done(_session: object, _now: datetime, notices: list[Notice]) -> dict[int, str]:
        return {one.id: "已经上报" for one in notices if one.unit_id == world.unit("甲东县")}

    reachable(world, "甲东县", "甲西县")
    write(world, NOW, "甲东县", "甲西县")
    monkeypatch.setattr(outbox, "outdated", done)
    assert run(world, NOW, Sent(), process) == {"dropped": 1, "sent": 1}
    copy = copy_of(world, "甲东县")
    assert (copy.state, copy.answer, copy.attempts) == (DeliveryState.DROPPED, "已经上报", 0)


def change(world: World, statement: object) -> None:
    with unit_of_work(world.session):
        world.session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (lambda: update(Contact).values(mode=Mode.OFF), "收件人已设为不发送"),
        (lambda: update(Contact).values(address=""), "收件人没有填写地址"),
        (lambda: update(User).values(active=False), "收件人的账号已停用"),
    ],
)
def test_who_wants_nothing_any_more_gets_nothing(
    world: World, process: Process, meanwhile: Callable[[], object], reason: str
) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    change(world, meanwhile())
    assert run(world, NOW, Sent(), process) == {"dropped": 1}
    assert copy_of(world, "甲东县").answer == reason


def test_a_copy_goes_to_the_address_that_holds_now(world: World, process: Process) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    change(world, update(Contact).values(address="new@example.cn"))
    server = Sent()
    run(world, NOW, server, process)
    assert server.parcels[0].address == copy_of(world, "甲东县").address == "new@example.cn"


def test_keys_of_robots_are_not_kept_in_the_outbox(world: World, process: Process) -> None:
    reachable(world, "甲东县", channel=Channel.DINGTALK, address="0123456789abcdef SECfedcba98")
    write(world, NOW, "甲东县")
    run(world, NOW, Sent(), process, Channel.DINGTALK)
    assert copy_of(world, "甲东县").address == "…cdef"


def test_quiet_hours_put_off_whatever_comes_but_a_test(world: World, process: Process) -> None:
    reachable(world, "甲东县", "甲西县")
    write(world, NOW, "甲东县", "甲西县")
    with unit_of_work(world.session):
        for unit in ("甲东县", "甲西县"):
            world.session.add(QuietHours(user_id=world.filler(unit).user_id, first=8, last=14))
    change(world, update(Notice).where(Notice.unit_id == world.unit("甲西县")).values(kind="test"))
    assert run(world, NOW, Sent(), process) == {"put_off": 1, "sent": 1}
    assert copy_of(world, "甲东县").next_at == at(12, 10, 14)


def begin_sending(world: World, process: Process) -> None:
    """Die after the claim: the process exists no more when the outcome is to be written."""

    def die(parcel: Parcel) -> Outcome:
        raise SystemExit

    with pytest.raises(SystemExit):
        run(world, NOW, die, process)


def test_what_a_dead_process_had_in_hand_is_unknown(world: World) -> None:
    reachable(world, *COUNTIES)
    write(world, NOW, *COUNTIES)
    first = Process.enter(engine_of(world.session), NOW)
    begin_sending(world, first)
    first.leave(NOW)
    second = Process.enter(engine_of(world.session), NOW)
    assert run(world, NOW, Sent(), second) == {"unknown": 1, "sent": 4}
    assert [copy.answer for copy in copies(world) if copy.state is DeliveryState.UNKNOWN] == [LEFT_BEHIND]
    world.session.rollback()
    second.leave(NOW)


def test_what_an_earlier_run_of_this_process_left_is_unknown_too(world: World, process: Process) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    begin_sending(world, process)
    assert run(world, NOW, Sent(), process) == {"unknown": 1}


def test_a_run_without_work_takes_three_statements_and_one_with_work_a_fixed_number_each(
    world: World, process: Process
) -> None:
    with counted_statements() as idle:
        run(world, NOW, Sent(), process)
    assert len(idle) <= 4
    reachable(world, *COUNTIES, mode=Mode.GATHERED)
    for number in range(20):
        write(world, NOW, "甲东县", number=number)
    with counted_statements() as busy:
        run(world, at(12, 11), Sent(), process)
    assert len([line for line in busy if line.startswith("SELECT")]) <= 7
