"""The demonstration clock: how far the shown time is ahead of the real one."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base


class DemonstrationClock(Base):
    """One row, only in demonstration databases: seconds to add to the real time (may be negative)."""

    __tablename__ = "demonstration_clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    offset_seconds: Mapped[int]
