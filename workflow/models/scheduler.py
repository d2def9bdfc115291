"""The scheduler as the tables know it: processes, what its jobs last did, what they could not do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Instant


class SchedulerProcess(Base):
    """One life of one scheduler process. `suspended_at`: its clock jumped, nothing is moved on by date."""

    __tablename__ = "scheduler_process"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    suspended_at: Mapped[datetime | None] = mapped_column(Instant)
    suspended_why: Mapped[str] = mapped_column(Text, default="")


class JobRun(Base):
    """The last run of a job: real instants, counts as JSON, and what made it fail."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("scheduler_process.id"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    succeeded_at: Mapped[datetime | None] = mapped_column(Instant)
    counts: Mapped[str] = mapped_column(Text, default="{}")
    fault: Mapped[str] = mapped_column(Text, default="")


class JobFault(Base):
    """One thing that a job could not do, while it lasts: tried again every run, holding nothing else up."""

    __tablename__ = "job_fault"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column("fault_text", Text)


class EventCursor(Base):
    """Up to which event of the history messages have been made: one row, locked while that is done."""

    __tablename__ = "event_cursor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
