"""Alembic's entry: run the migrations on the address given by `workflow.database`."""

from alembic import context
from sqlalchemy import Connection

from workflow.database import make_engine
from workflow.models import Base


def _run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.rollback()
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=sqlite, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


engine = make_engine(context.config.attributes["url"])
with engine.connect() as connection:
    _run(connection)
engine.dispose()
