"""Interviews (约谈) and their steps with dates and notes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from states.interview import InterviewStage
from workflow.models.base import Base, Instant, Term


class Interview(Base):
    """A summons proposed for one unit from one published run."""

    __tablename__ = "interview"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("ranking_run.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    stage: Mapped[InterviewStage] = mapped_column(Term(InterviewStage), default=InterviewStage.PROPOSED)
    version: Mapped[int] = mapped_column(default=1)
    grounds: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("run_id", "unit_id"),)


class InterviewStep(Base):
    """What happened on which day in the course of an interview."""

    __tablename__ = "interview_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"), index=True)
    trigger: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column("on_date")
    note: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
