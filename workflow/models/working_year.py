"""Holidays of the years that the calendar library does not know yet, as the State Council announces them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Instant


class WorkingYear(Base):
    """A year whose arrangement of holidays is known, by the document that announces it."""

    __tablename__ = "working_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)


class ExceptionalDay(Base):
    """A day that is not what its weekday says: a holiday from Monday to Friday, or a weekend day worked."""

    __tablename__ = "exceptional_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("working_year.year"), index=True)
    working: Mapped[bool]
