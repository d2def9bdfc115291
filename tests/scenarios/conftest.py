"""The office that the scenarios work in."""

from collections.abc import Iterator

import pytest

from tests.databases import SqliteShelf
from tests.scenarios.office import Office
from tests.webapp.applications import application
from tests.worlds import Stage, keep_world


def _office(sqlite_shelf: SqliteShelf, stage: Stage) -> Iterator[Office]:
    url = sqlite_shelf.take(keep_world(sqlite_shelf, stage))
    with application(url, TESTING=True) as app:
        yield Office(app, url)
    sqlite_shelf.clear()


@pytest.fixture
def office(sqlite_shelf: SqliteShelf) -> Iterator[Office]:
    """Units and people are there, nothing else."""
    yield from _office(sqlite_shelf, Stage.PEOPLE)


@pytest.fixture
def december(sqlite_shelf: SqliteShelf) -> Iterator[Office]:
    """1 December: the year is open, nothing is filled."""
    yield from _office(sqlite_shelf, Stage.SELF_EVALUATION)


@pytest.fixture
def announced(sqlite_shelf: SqliteShelf) -> Iterator[Office]:
    """5 March: the ranking is approved and every unit sees its own result."""
    yield from _office(sqlite_shelf, Stage.PUBLICITY)


@pytest.fixture
def published(sqlite_shelf: SqliteShelf) -> Iterator[Office]:
    """15 March: the circular is out."""
    yield from _office(sqlite_shelf, Stage.PUBLISHED)
