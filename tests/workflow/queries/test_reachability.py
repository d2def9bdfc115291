"""Whom no message reaches, and why."""

import pytest

from tests.letters import write
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Actor
from workflow.models import Channel, Contact, Delivery, DeliveryState, Mode, Notice, PostHolding
from workflow.queries.reachability import (
    NO_ADDRESS,
    NO_SIGNER,
    NOT_ARRIVING,
    unreachable,
    unreachable_units,
)
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)
UNITS = ("甲市", "甲东县", "甲南县", "甲西县", "乙市", "乙东县", "乙南县", "丙市")


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def told(world: World) -> dict[str, str]:
    world.session.expire_all()
    return {one.name: one.why for one in unreachable(world.session, world.cycle_id, NOW)}


def give(world: World, *units: str, mode: Mode = Mode.AT_ONCE, channel: Channel = Channel.MAIL) -> None:
    with unit_of_work(world.session):
        for unit in units:
            address = {"address": f"{unit}@example.cn", "mode": mode, "changed_at": NOW}
            world.session.merge(Contact(user_id=world.signer(unit).user_id, channel=channel, **address))


def leave(world: World, who: Actor) -> None:
    with unit_of_work(world.session):
        held = world.session.query(PostHolding).filter_by(user_id=who.user_id).one()
        held.until = at(12, 9)


def tried(world: World, unit: str, channel: Channel, *states: DeliveryState) -> None:
    """Copies to the signer, one after the other."""
    write(world, NOW, unit)
    with unit_of_work(world.session):
        notice = world.session.query(Notice).order_by(Notice.id.desc()).first()
        assert notice is not None
        for number, state in enumerate(states):
            again = Notice(
                **{name: getattr(notice, name) for name in ("cycle_id", "unit_id", "day", "subject", "body")},
                kind=f"{channel.value}{number}",
                recipient_id=world.signer(unit).user_id,
                holding_id=notice.holding_id,
                planned_for=NOW,
                created_at=NOW,
            )
            world.session.add(again)
            world.session.flush()
            moment = at(12, 10, 10 + number)
            row = Delivery(notice_id=again.id, channel=channel, state=state, next_at=NOW, ended_at=moment)
            world.session.add(row)


def test_while_nobody_gives_an_address_a_signer_in_office_is_enough(world: World) -> None:
    assert told(world) == {}
    leave(world, world.signer("甲东县"))
    assert told(world) == {"甲东县": NO_SIGNER}


def test_once_addresses_are_used_each_unit_needs_one(world: World) -> None:
    give(world, *UNITS[1:])
    give(world, "乙东县", mode=Mode.OFF)
    assert told(world) == {"甲市": NO_ADDRESS, "乙东县": NO_ADDRESS}


def test_an_address_that_only_refused_lately_is_none(world: World) -> None:
    give(world, *UNITS)
    tried(world, "甲东县", Channel.MAIL, DeliveryState.SENT, DeliveryState.FAILED)
    tried(world, "甲南县", Channel.MAIL, DeliveryState.FAILED, DeliveryState.SENT)
    tried(world, "甲西县", Channel.MAIL, DeliveryState.FAILED, DeliveryState.QUEUED)
    assert told(world) == {"甲东县": NOT_ARRIVING, "甲西县": NOT_ARRIVING}
    give(world, "甲东县", channel=Channel.WECOM)
    assert told(world) == {"甲西县": NOT_ARRIVING}


def test_what_became_of_a_copy_unknown_says_neither_that_it_arrived_nor_that_it_failed(world: World) -> None:
    give(world, *UNITS)
    tried(world, "甲东县", Channel.MAIL, DeliveryState.FAILED, DeliveryState.UNKNOWN)
    tried(world, "甲南县", Channel.MAIL, DeliveryState.SENT, DeliveryState.UNKNOWN)
    tried(world, "甲西县", Channel.MAIL, DeliveryState.UNKNOWN)
    assert told(world) == {"甲东县": NOT_ARRIVING}


def test_a_way_without_an_address_is_none_and_does_not_make_anybody_use_addresses(world: World) -> None:
    with unit_of_work(world.session):
        for mode, channel in ((Mode.OFF, Channel.MAIL), (Mode.AT_ONCE, Channel.WECOM)):
            empty = {"address": "", "mode": mode, "changed_at": NOW}
            world.session.add(Contact(user_id=world.signer("甲市").user_id, channel=channel, **empty))
    assert told(world) == {}
    give(world, *UNITS[1:])
    assert told(world) == {"甲市": NO_ADDRESS}


def test_only_units_of_running_years_are_listed_each_once_and_the_cost_is_fixed(world: World) -> None:
    give(world, *UNITS[1:])
    with counted_statements() as statements:
        (one,) = unreachable_units(world.session, world.unit("示范省"), NOW)
    assert one.name == "甲市"
    assert len(statements) <= 8
    assert unreachable_units(world.session, world.unit("甲市"), NOW) == []
