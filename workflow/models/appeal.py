"""Appeals (申诉): a unit contests an item of its result while the publicity period runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from states.appeal import AppealStage
from workflow.models.base import Base, Instant, Term


class Appeal(Base):
    """One unit contests one item of what a publicity period shows, once.

    `run_id` is the run whose announcement opened the period; `entered_id` the one that an upheld appeal was
    counted in. `effect` is JSON: the marks `before` and `after` of an upheld one.
    """

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("ranking_run.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    item: Mapped[int]
    statement: Mapped[str] = mapped_column(Text)
    stage: Mapped[AppealStage] = mapped_column(Term(AppealStage), default=AppealStage.FILED)
    version: Mapped[int] = mapped_column(default=1)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    filed_at: Mapped[datetime] = mapped_column(Instant)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(Text, default="")
    entered_id: Mapped[int | None] = mapped_column(ForeignKey("ranking_run.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index(
            "uq_appeal_live",
            "run_id",
            "unit_id",
            "item",
            unique=True,
            sqlite_where=text("stage <> 'withdrawn'"),
            postgresql_where=text("stage <> 'withdrawn'"),
        ),
    )
