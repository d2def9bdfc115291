"""A demonstration's inboxes look as if the scheduler had run all the time."""

from sqlalchemy import select

from notifications.collecting import collect_events
from notifications.demonstration import UNREAD, tell_the_past
from tests.notifications.told import told_letters, world_of
from tests.worlds import Worlds, at
from tests.worlds.eventful import whole_year
from workflow.models import Notice


def test_the_past_is_told_at_its_time_and_only_the_newest_is_unread(world_at: Worlds) -> None:
    world = world_of(world_at, whole_year)
    tell_the_past(world.session)
    notices = world.session.scalars(select(Notice).order_by(Notice.id)).all()
    assert len(notices) == len(told_letters(world_at, whole_year)[1])
    assert all(one.created_at == one.planned_for for one in notices)
    assert not any("迟到" in one.body for one in notices)
    times = [one.created_at for one in notices]
    assert times == sorted(times)
    assert {one.read_at is None for one in notices if one.created_at < times[-1] - UNREAD} == {False}
    assert {one.read_at is None for one in notices if one.created_at >= times[-1] - UNREAD} == {True}
    assert collect_events(world.session, at(3, 21))["notices"] == 0
