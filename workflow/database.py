"""Engines and schema: SQLite by default, PostgreSQL by address."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

BUSY_TIMEOUT_MS = 5_000

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous = FULL",
)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, SQLiteConnection):
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)


@event.listens_for(Engine, "begin")
def _begin_on_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("kaoping_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def address(url: str) -> str:
    """The SQLAlchemy address for a database: bare `postgresql://` means psycopg 3."""
    for bare in ("postgresql://", "postgres://"):
        if url.startswith(bare):
            return "postgresql+psycopg://" + url.removeprefix(bare)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Options that every engine of the project is made with. Errors, and so logs, quote no values."""
    file = make_url(address(url)).get_backend_name() == "sqlite"
    return {"hide_parameters": True} | ({} if file else {"pool_pre_ping": True})


def make_engine(url: str) -> Engine:
    """An engine outside the web application: command line, scheduler, tests."""
    return create_engine(address(url), **engine_options(url))


def migration_config(url: str) -> Config:
    """Alembic's configuration for the migrations that travel with the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = address(url)
    return config


def upgrade(url: str) -> None:
    """Bring the schema of a database to the newest migration."""
    command.upgrade(migration_config(url), "head")


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory.from_config(migration_config("")).get_heads())


def at_head(connection: Connection) -> bool:
    """Whether the schema of a database is that of the newest migration."""
    return frozenset(MigrationContext.configure(connection).get_current_heads()) == _heads()


def insert_new(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows whose unique keys are not taken yet; the ids of those that were, in order.

    Rows that exist, or that another transaction is inserting, are left alone.
    """
    if not rows:
        return []
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).on_conflict_do_nothing().returning(model.id)
    return sorted(session.scalars(statement, list(rows)))
