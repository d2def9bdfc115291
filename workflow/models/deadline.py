"""What changes a unit's deadlines, and what reminds of them: extensions (延期) and nudges (催办)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Instant


class Extension(Base):
    """A later deadline for one unit in one calendar entry. `until` is the exclusive instant of its end."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    stage: Mapped[str] = mapped_column(String(24))
    until: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(default="")
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index(None, "cycle_id", "stage"),)

    @property
    def ends_at(self) -> datetime:
        """When it ends: at its end, or when it was taken back."""
        return min(self.until, self.revoked_at or self.until)


class Nudge(Base):
    """A unit was reminded by hand of what it owes in a stage: at most once a day, by whomever."""

    __tablename__ = "nudge"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    stage: Mapped[str] = mapped_column(String(24))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(Text, default="")
    by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id", "stage", "day"),)
