"""The letters about everything that happened in a story."""

from collections.abc import Callable

from sqlalchemy import select

from notifications.collecting import letters_of
from notifications.letters import Letter
from tests.worlds import Stage, World, Worlds, at
from tests.worlds.eventful import autumn, whole_year
from workflow.models import Event

STORIES = (autumn, whole_year)
_BASES = {autumn: Stage.SELF_EVALUATION, whole_year: Stage.HANDED_UP}


def world_of(world_at: Worlds, story: Callable[[World], None]) -> World:
    """The world at the end of one of the stories."""
    return world_at.variant(story.__name__, _BASES[story], story)


def told_letters(world_at: Worlds, story: Callable[[World], None]) -> tuple[World, list[Letter]]:
    """The world, and all letters in the order of what happened, to whoever held the posts in December."""
    world = world_of(world_at, story)
    events = world.session.scalars(select(Event).order_by(Event.seq)).all()
    return world, letters_of(world.session, at(12, 20), events)
