"""Alembic's entry: run the migrations on the address given by `workflow.database`.

SQLite rewrites a table to change it, and drops the old one. With foreign keys on, that would fail or take
rows of other tables along; so they are off meanwhile, and before anything is kept every reference is checked
and no table may have fewer rows than before.
"""

from collections.abc import Mapping

from alembic import context
from sqlalchemy import Connection, inspect, text

from workflow.database import make_engine
from workflow.models import Base


def _run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=sqlite, compare_type=True
    )
    with context.begin_transaction():
        before = _row_counts(connection) if sqlite else {}
        context.run_migrations()
        _require_whole(connection, before)


def _row_counts(connection: Connection) -> Mapping[str, int]:
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in tables}


def _require_whole(connection: Connection, before: Mapping[str, int]) -> None:
    after = _row_counts(connection) if before else {}
    fewer = [name for name, count in before.items() if after.get(name, 0) < count]
    broken = connection.execute(text("PRAGMA foreign_key_check")).all() if before else []
    if fewer or broken:
        raise RuntimeError(f"rows lost in {fewer}, references broken in {sorted({row[0] for row in broken})}")


engine = make_engine(context.config.attributes["url"])
with engine.connect() as connection:
    _run(connection)
engine.dispose()
