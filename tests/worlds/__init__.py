"""A small province and its year, built by the same commands as everywhere else, stage by stage.

    甲市 own 95, counties 96, 92, 88; the province finds 90; special +3 and −2   → self 93.20, final 92.28
    乙市 own 96, counties 90, 94;     the province finds 92.5; special +1        → self 93.60, final 93.94
    丙市 own 98, without counties;    the province finds 91; one claim rejected  → self 98,    final 93.80

`world_at(Stage.RATED)` is a fixture: a database of the test alone at that stage, copied from one that was
built once. `province_at(session, stage)` builds the same in an empty, migrated database.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

import pytest
from sqlalchemy.orm import Session

from tests.databases import EMPTY, Shelf
from tests.worlds.marks import answers_losing, findings_losing, full_answers
from tests.worlds.province import BASIS, COUNTIES, PASSWORD, World, at
from tests.worlds.year import Stage, go_on, province_at, take_step, up_to
from workflow.database import make_engine
from workflow.scheme.weighing import FindingInput

__all__ = [
    "BASIS",
    "COUNTIES",
    "PASSWORD",
    "FindingInput",
    "Stage",
    "TownAt",
    "World",
    "Worlds",
    "answers_losing",
    "at",
    "findings_losing",
    "full_answers",
    "go_on",
    "keep_world",
    "province_at",
]


class Worlds:
    """The province at a stage, each time in a database of its own, opened in `stack`."""

    def __init__(self, shelf: Shelf, stack: ExitStack) -> None:
        self._shelf = shelf
        self._stack = stack

    def __call__(self, stage: Stage) -> World:
        return self._open(keep_world(self._shelf, stage))

    def variant(self, name: str, base: Stage, change: Callable[[World], None]) -> World:
        """Another province that leaves the story after `base`; kept under its name, like the stages."""
        self._shelf.keep(f"world_{name}", partial(_build, change), base=keep_world(self._shelf, base))
        return self._open(f"world_{name}")

    def other(self, name: str, change: Callable[[World], None]) -> World:
        """A world that begins with an empty database; kept under its name, like the stages."""
        self._shelf.keep(f"world_{name}", partial(_build, change))
        return self._open(f"world_{name}")

    def _open(self, name: str) -> World:
        engine = make_engine(self._shelf.take(name))
        self._stack.callback(engine.dispose)
        return World(self._stack.enter_context(Session(engine)))


def keep_world(shelf: Shelf, stage: Stage) -> str:
    """See that the shelf holds the province at this stage; the name to take it by."""
    base = EMPTY
    for step in up_to(stage):
        name = f"world_{step.name.lower()}"
        shelf.keep(name, partial(_build, partial(take_step, stage=step)), base=base)
        base = name
    return base


def _build(change: Callable[[World], None], url: str) -> None:
    engine = make_engine(url)
    with Session(engine) as session:
        change(World(session))
    engine.dispose()


@pytest.fixture
def world_at(shelf: Shelf) -> Iterator[Worlds]:
    """`world_at(Stage.RATED)`: the province at that stage, for this test alone."""
    with ExitStack() as stack:
        yield Worlds(shelf, stack)


TownAt = Callable[[Callable[[World], None]], World]


@pytest.fixture
def town_at(shelf: Shelf) -> Iterator[TownAt]:
    """`town_at(towns.rated)`: the county that rates its towns, at that moment of its year."""
    with ExitStack() as stack:
        worlds = Worlds(shelf, stack)
        yield lambda change: worlds.other(f"towns_{change.__name__}", change)
