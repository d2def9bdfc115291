"""Metrics (指标数据): figures of units that are imported for a cycle, with their source."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Instant


class MetricValue(Base):
    """One figure of one unit, exactly as text; nobody imported it by account where the command line did."""

    __tablename__ = "metric_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    metric: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    source: Mapped[str]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    imported_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id", "metric"),)
