"""What cannot be judged is put off and noted, and holds nothing else up."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from notifications import outbox
from notifications.outbox import JUDGED_AGAIN, NOT_JUDGED
from notifications.process import Process
from notifications.status import clock_status
from tests.letters import Sent, copies, engine_of, reachable, run, write
from tests.worlds import Stage, World, Worlds, at
from workflow.models import (
    JobFault,
    Mode,
    Notice,
)
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


def change(world: World, statement: object) -> None:
    with unit_of_work(world.session):
        world.session.execute(statement)  # type: ignore[call-overload]


def spoilt(world: World, unit: str) -> Callable[..., dict[int, str]]:
    """Judge everything to be true, but break over the notices about a unit."""

    def judge(_session: object, _now: datetime, notices: list[Notice]) -> dict[int, str]:
        if any(one.unit_id == world.unit(unit) for one in notices):
            raise LookupError("nowhere")
        return {}

    return judge


@pytest.mark.parametrize("mode", [Mode.AT_ONCE, Mode.GATHERED])
def test_a_copy_that_cannot_be_judged_holds_no_other_up_and_is_noted_until_it_can(
    world: World, process: Process, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    reachable(world, "甲东县", mode=mode)
    for number in range(3):
        write(world, NOW, "甲东县", number=number)
    bad = copies(world)[1]
    change(world, update(Notice).where(Notice.id == bad.notice_id).values(unit_id=world.unit("甲西县")))
    now, server = at(12, 11, 12), Sent()
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "outdated", spoilt(world, "甲西县"))
        assert run(world, now, server, process) == {"sent": 2, "put_off": 1}
        assert (copies(world)[1].next_at, copies(world)[1].answer) == (now + JUDGED_AGAIN, NOT_JUDGED)
        for minutes in (1, 2):
            assert run(world, now + timedelta(minutes=minutes), server, process) == {}
        (fault,) = world.session.scalars(select(JobFault)).all()
        assert (fault.job, fault.subject, fault.tries) == ("send_mail", f"delivery {bad.id}", 1)
        assert "nowhere" in fault.text
        (line,) = clock_status(world.session, now).faults
        assert (line.job, line.subject) == ("发送邮件", f"待发消息“{bad.id}”")
    assert run(world, now + JUDGED_AGAIN, server, process) == {"sent": 1}
    assert world.session.scalars(select(JobFault)).all() == []


def test_a_copy_that_could_not_be_judged_and_waits_no_more_is_no_fault(
    world: World, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    monkeypatch.setattr(outbox, "outdated", spoilt(world, "甲东县"))
    run(world, NOW, Sent(), process)
    assert len(world.session.scalars(select(JobFault)).all()) == 1
    run(world, at(12, 20), None, process)
    assert world.session.scalars(select(JobFault)).all() == []
