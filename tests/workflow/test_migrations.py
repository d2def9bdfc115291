"""The migrations build exactly the schema that the models describe."""

from typing import Any

from sqlalchemy import Engine, Inspector, inspect

from tests.databases import Shelf
from workflow.database import make_engine
from workflow.models import Base

NOTHING = "nothing"


def _table(schema: Inspector, name: str) -> dict[str, Any]:
    columns = [
        (column["name"], str(column["type"]), column["nullable"], column["default"])
        for column in schema.get_columns(name)
    ]
    return {
        "columns": sorted(columns),
        "primary key": _plain(schema.get_pk_constraint(name)),
        "foreign keys": _named(schema.get_foreign_keys(name)),
        "unique": _named(schema.get_unique_constraints(name)),
        "checks": _named(schema.get_check_constraints(name)),
        "indexes": _named(schema.get_indexes(name)),
    }


def _named(constraints: list[Any]) -> list[Any]:
    return sorted(map(_plain, constraints), key=str)


def _plain(value: Any) -> Any:
    """SQL expressions inside a description, as text, so that equal ones compare equal."""
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else str(value)


def _tables(engine: Engine) -> dict[str, dict[str, Any]]:
    schema = inspect(engine)
    return {name: _table(schema, name) for name in schema.get_table_names() if name != "alembic_version"}


def _create_from_models(url: str) -> None:
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()


def test_migrations_and_models_agree_down_to_the_check_constraints(shelf: Shelf, engine: Engine) -> None:
    shelf.keep("from models", _create_from_models, base=NOTHING)
    described = make_engine(shelf.take("from models"))
    assert _tables(engine) == _tables(described)
    described.dispose()
