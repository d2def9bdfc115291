"""The databases that the tests are handed."""

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.databases import Shelf
from workflow.database import make_engine


def _create_a_table(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE 考评 (得分 INTEGER)"))
        connection.execute(text("INSERT INTO 考评 VALUES (93)"))
    engine.dispose()


def _marks(url: str) -> list[int]:
    engine = make_engine(url)
    with engine.begin() as connection:
        marks = list(connection.scalars(text("SELECT 得分 FROM 考评 ORDER BY 得分")))
        connection.execute(text("INSERT INTO 考评 VALUES (94)"))
    engine.dispose()
    return marks


def test_a_copy_holds_what_was_kept_and_is_nobody_elses(shelf: Shelf) -> None:
    shelf.keep("with a table", _create_a_table)
    assert _marks(shelf.take("with a table")) == [93]
    assert _marks(shelf.take("with a table")) == [93]


def test_each_test_runs_on_the_engine_it_names(engine: Engine, session: Session, shelf: Shelf) -> None:
    named = {"SqliteShelf": "sqlite", "PostgresShelf": "postgresql"}[type(shelf).__name__]
    assert engine.dialect.name == named
    assert session.scalar(text("SELECT 1")) == 1
