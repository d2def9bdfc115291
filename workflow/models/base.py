"""Declarative base and the column types of marks, instants and stages."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import DateTime, Dialect, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from states.engine import Labelled
from workflow.points import STORED_QUANTUM, plain

_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=_NAMES)


class Mark(TypeDecorator[Decimal]):
    """A mark, kept as a whole number of 0.0001: SQLite would keep NUMERIC as a float and NaN as NULL."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        steps = value / STORED_QUANTUM
        if steps != steps.to_integral_value():
            raise ValueError(f"{value} is finer than {STORED_QUANTUM}")
        return int(steps)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else value * STORED_QUANTUM


class Exact(TypeDecorator[Decimal]):
    """A total with whatever decimals its weights give it, kept as its shortest text."""

    impl = String(80)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else plain(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Term(TypeDecorator[Labelled]):
    """A member of a closed vocabulary (stage, post, level), kept as its value."""

    impl = String(24)
    cache_ok = True

    def __init__(self, vocabulary: type[Labelled]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Labelled | None, dialect: Dialect) -> str | None:
        return None if value is None else self.vocabulary.of(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Labelled | None:
        return None if value is None else self.vocabulary.of(value)
