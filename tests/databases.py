"""Fixtures: an empty, migrated database for each test, on SQLite and on PostgreSQL.

A shelf holds finished databases by name; taking one from it copies it, which is much cheaper than filling
it again. `shelf`, and with it `database_url`, `engine` and `session`, runs a test once per engine; the
marker `sqlite_only` spares a test of pages the second run.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.folders import forget_run, made_once, quick_folder
from tests.postgres import OWN_SERVER, postgres, wanted
from workflow.database import make_engine, upgrade

EMPTY = "empty"


class Shelf(Protocol):
    """Finished databases of one engine, by name."""

    def keep(self, name: str, fill: Callable[[str], None], base: str = EMPTY) -> None:
        """Let `fill(address)` work on a copy of `base`, once; it closes every connection it opens."""

    def take(self, name: str = EMPTY) -> str:
        """The address of a fresh copy, for the caller alone."""

    def clear(self) -> None:
        """Remove the copies taken so far."""


class SqliteShelf:
    """Databases as files: a copy is a copy of the file. What is kept is made once for the whole run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._kept: dict[str, Path] = {}

    def keep(self, name: str, fill: Callable[[str], None], base: str = EMPTY) -> None:
        if name in self._kept:
            return
        with made_once(f"{name}.sqlite") as path:
            if not path.exists():
                draft = path.with_suffix(".draft")
                draft.unlink(missing_ok=True)
                if base in self._kept:
                    shutil.copyfile(self._kept[base], draft)
                fill(f"sqlite:///{draft}")
                draft.rename(path)
            self._kept[name] = path

    def take(self, name: str = EMPTY) -> str:
        path = self._folder / f"copy{next(self._numbers)}.sqlite"
        shutil.copyfile(self._kept[name], path)
        return f"sqlite:///{path}"

    def clear(self) -> None:
        for path in self._folder.glob("copy*"):
            path.unlink()


class PostgresShelf:
    """Databases of one server: a copy is CREATE DATABASE … TEMPLATE …."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._connection = psycopg.connect(server, autocommit=True)
        self._prefix = f"kaoping_test_{os.getpid()}_"
        self._numbers = itertools.count()
        self._kept: set[str] = set()
        self._copies: set[str] = set()

    def keep(self, name: str, fill: Callable[[str], None], base: str = EMPTY) -> None:
        if name not in self._kept:
            self._create(name, base if base in self._kept else None)
            fill(self._address(name))
            self._kept.add(name)

    def take(self, name: str = EMPTY) -> str:
        copy = f"copy{next(self._numbers)}"
        self._create(copy, name)
        self._copies.add(copy)
        return self._address(copy)

    def clear(self) -> None:
        while self._copies:
            self._drop(self._copies.pop())

    def remove(self) -> None:
        """Remove everything: the server may be somebody's own."""
        self.clear()
        while self._kept:
            self._drop(self._kept.pop())

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()

    def _create(self, name: str, template: str | None) -> None:
        source = self._prefix + template if template else "template0"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", self._prefix + name, source)

    def _drop(self, name: str) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", self._prefix + name)

    def _run(self, statement: str, *names: str) -> None:
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _address(self, name: str) -> str:
        before, _, after = self._server.partition("?")
        address = f"{before.rpartition('/')[0]}/{self._prefix}{name}"
        return address.replace("postgresql://", "postgresql+psycopg://") + (f"?{after}" if after else "")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite_only: pages and arithmetic do not differ between databases")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        forget_run()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not wanted():
        terminalreporter.write_line("WARNING: no test ran on PostgreSQL, as asked for", yellow=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "shelf" in metafunc.fixturenames:
        both = wanted() and not metafunc.definition.get_closest_marker("sqlite_only")
        engines = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("shelf", engines, indirect=True)


@pytest.fixture(scope="session")
def session_folder() -> Iterator[Path]:
    with quick_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def sqlite_shelf(session_folder: Path) -> SqliteShelf:
    shelf = SqliteShelf(session_folder)
    shelf.keep(EMPTY, upgrade)
    return shelf


@pytest.fixture(scope="session")
def postgresql_shelf(session_folder: Path) -> Iterator[PostgresShelf]:
    with postgres(session_folder) as server:
        shelf = PostgresShelf(server)
        try:
            shelf.keep(EMPTY, upgrade)
            yield shelf
        finally:
            if OWN_SERVER in os.environ:
                shelf.remove()
            shelf.close()


@pytest.fixture
def shelf(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    """The shelf of the engine this run of the test is for."""
    shelf: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    yield shelf
    shelf.clear()


@pytest.fixture
def database_url(shelf: Shelf) -> str:
    """An empty, migrated database of this test alone."""
    return shelf.take()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session
