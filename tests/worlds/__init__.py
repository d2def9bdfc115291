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
from tests.worlds.year import Stage, province_at, take_step, up_to
from workflow.commands.rating import FindingInput
from workflow.database import make_engine

__all__ = [
    "BASIS",
    "COUNTIES",
    "PASSWORD",
    "FindingInput",
    "Stage",
    "World",
    "answers_losing",
    "at",
    "findings_losing",
    "full_answers",
    "province_at",
]


def _build(stage: Stage, url: str) -> None:
    engine = make_engine(url)
    with Session(engine) as session:
        take_step(World(session), stage)
    engine.dispose()


def keep_world(shelf: Shelf, stage: Stage) -> str:
    """See that the shelf holds the province at this stage; the name to take it by."""
    base = EMPTY
    for step in up_to(stage):
        name = f"world_{step.name.lower()}"
        shelf.keep(name, partial(_build, step), base=base)
        base = name
    return base


@pytest.fixture
def world_at(shelf: Shelf) -> Iterator[Callable[[Stage], World]]:
    """The province at a stage, in a database of this test alone."""
    with ExitStack() as stack:

        def build(stage: Stage) -> World:
            engine = make_engine(shelf.take(keep_world(shelf, stage)))
            stack.callback(engine.dispose)
            return World(stack.enter_context(Session(engine)))

        yield build
