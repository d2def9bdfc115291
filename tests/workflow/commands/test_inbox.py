"""Reading 站内信: the own ones only, the first time counts, and no event."""

import pytest
from sqlalchemy import func, select

from tests.worlds import Stage, World, Worlds, at, told
from tests.worlds.eventful import COUNTY
from workflow.commands.inbox import mark_all_read, mark_read
from workflow.errors import NotFound
from workflow.models import Event, Notice
from workflow.queries.inbox import unread_count


def unread(world: World, name: str) -> int:
    user_id = world.filler(name).user_id
    assert user_id is not None
    return unread_count(world.session, user_id, at(12, 2))


def first(world: World, name: str) -> Notice:
    own = select(Notice).where(Notice.recipient_id == world.filler(name).user_id).order_by(Notice.id)
    found = world.session.scalars(own.execution_options(populate_existing=True)).first()
    assert found is not None
    return found


def test_who_reads_a_notice_reads_it_once_and_leaves_no_event(world_at: Worlds) -> None:
    world = world_at.variant("told_nudged", Stage.SELF_EVALUATION, told.nudged)
    count = select(func.count()).select_from(Event)
    events, before = world.session.scalar(count), unread(world, COUNTY)
    notice_id = first(world, COUNTY).id
    for day in (2, 3):
        world.do(mark_read, world.filler(COUNTY), at(12, day), notice_id=notice_id)
    assert first(world, COUNTY).read_at == at(12, 2)
    assert unread(world, COUNTY) == before - 1
    assert world.session.scalar(count) == events


def test_nobody_reads_a_notice_of_somebody_else(world_at: Worlds) -> None:
    world = world_at.variant("told_nudged", Stage.SELF_EVALUATION, told.nudged)
    notice_id = first(world, COUNTY).id
    for actor in (world.filler("甲西县"), world.signer(COUNTY), world.chief):
        with pytest.raises(NotFound):
            world.do(mark_read, actor, at(12, 2), notice_id=notice_id)
    assert first(world, COUNTY).read_at is None


def test_all_means_the_own_ones_up_to_the_newest_that_was_shown(world_at: Worlds) -> None:
    world = world_at.variant("told_nudged", Stage.SELF_EVALUATION, told.nudged)
    newest = world.session.scalar(select(func.max(Notice.id))) or 0
    others = unread(world, "甲西县")
    world.do(mark_all_read, world.filler(COUNTY), at(12, 2), until=newest)
    assert (unread(world, COUNTY), unread(world, "甲西县")) == (0, others)
    world.do(mark_all_read, world.filler("甲西县"), at(12, 2), until=0)
    assert unread(world, "甲西县") == others
