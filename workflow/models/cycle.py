"""A cycle (年度评定): one scheme run for one year, its calendar and the units that take part."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from states.cycle import CycleStage
from workflow.models.base import Base, Instant, Term
from workflow.models.unit import Level, Tier


class SchemeVersion(Base):
    """A version of a scheme: the whole source, frozen with its digest when published or first run.

    A built-in scheme that a cycle runs without anybody having published it has no `published_at`.
    """

    __tablename__ = "scheme_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    version: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Cycle(Base):
    """The year Y runs from December Y to February Y+1. A rehearsal (演练) never counts for streaks.

    `deliberated_at` is when the ranking went to the meeting: from then on nothing below is taken in.
    """

    __tablename__ = "cycle"

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_version_id: Mapped[int] = mapped_column(ForeignKey("scheme_version.id"))
    scheme_key: Mapped[str] = mapped_column(String(64))
    province_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    title: Mapped[str]
    rehearsal: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[CycleStage] = mapped_column(Term(CycleStage), default=CycleStage.PREPARING)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    deliberated_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index(
            "uq_cycle_year",
            "province_id",
            "scheme_key",
            "year",
            unique=True,
            sqlite_where=text("NOT rehearsal"),
            postgresql_where=text("NOT rehearsal"),
        ),
    )


class CycleWindow(Base):
    """First and last day of one calendar entry of a cycle (liaison, self_evaluation, …).

    `first` and `last` are Shanghai days as the document words them (no `first`: open from the beginning);
    `opened_early_at` is set when the administrator moves the year on by hand before the first day;
    `open_until` when the administrator ends the acceptance of late work at an instant (exclusive), and why.
    """

    __tablename__ = "cycle_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    stage: Mapped[str] = mapped_column(String(24))
    first: Mapped[date | None]
    last: Mapped[date]
    opened_early_at: Mapped[datetime | None] = mapped_column(Instant)
    open_until: Mapped[datetime | None] = mapped_column(Instant)
    open_until_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("cycle_id", "stage"),)


class Participant(Base):
    """A unit as it takes part in one cycle: its name, level and unit above are those of that year.

    What it has to do there follows from its `tier`, never from its level.
    """

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    above_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str | None]
    name: Mapped[str]
    level: Mapped[Level] = mapped_column(Term(Level))
    tier: Mapped[Tier] = mapped_column(Term(Tier))
    group: Mapped[str] = mapped_column("ranking_group", default="")

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id"),)


class Liaison(Base):
    """A prefecture's contact person (联络员, document 004, annex 2)."""

    __tablename__ = "liaison"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    position: Mapped[str]
    mobile: Mapped[str]
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    registered_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id"),)
