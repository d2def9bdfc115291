"""What somebody reads of a history, for the tests of who reads what."""

from tests.worlds import World
from workflow.actor import Actor
from workflow.queries.history.lines import Line, history_lines
from workflow.queries.history.visible import Wanted, reading


def lines(
    world: World, actor: Actor, unit: str | None, *, cycle: bool = True, **narrowed: object
) -> list[Line]:
    """What somebody reads, newest first."""
    place = world.cycle_id if cycle else None, world.unit(unit) if unit else None
    read = reading(world.session, actor, Wanted(*place, **narrowed))  # type: ignore[arg-type]
    return list(history_lines(world.session, read))


def names(found: list[Line]) -> list[str]:
    return [line.name for line in found]


def own(world: World, unit: str, **narrowed: object) -> list[Line]:
    return lines(world, world.filler(unit), unit, **narrowed)
