"""Worlds in which the scheduler has put what happened into inboxes."""

from notifications.collecting import collect_events
from tests.worlds import World, at, eventful


def nudged(world: World) -> None:
    """2 December: 甲市 has reminded 甲东县, and everybody has been told."""
    eventful.nudged(world)
    collect_events(world.session, at(12, 2))


def autumn(world: World) -> None:
    """20 December: everything that happened to 甲东县 has been told, as it happened."""
    eventful.autumn(world)
    collect_events(world.session, at(12, 20))


def whole_year(world: World) -> None:
    """20 March: the whole year has been told."""
    eventful.whole_year(world)
    collect_events(world.session, at(3, 20))
