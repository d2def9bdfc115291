"""Ranking runs with every term, and rankings of earlier years taken over from paper."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from states.ranking import RankingStage
from workflow.models.base import Base, Exact, Instant, Mark, Term


class RankingRun(Base):
    """One numbered computation of the ranking; publishing freezes it as an edition of the circular."""

    __tablename__ = "ranking_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[int]
    stage: Mapped[RankingStage] = mapped_column(Term(RankingStage), default=RankingStage.COMPUTED)
    version: Mapped[int] = mapped_column(default=1)
    scheme_reference: Mapped[str]
    input_digest: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime] = mapped_column(Instant)
    computed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    meeting_date: Mapped[date | None]
    meeting_reference: Mapped[str] = mapped_column(default="")
    publicity_until: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    circular_number: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("ranking_run.id"))

    __table_args__ = (UniqueConstraint("cycle_id", "number"),)


class RankingLine(Base):
    """One unit's result in a run. Exact values are texts `p/q`; `terms` holds every term as JSON.

    `bonus` (加减分项) stands outside the weights; `grade` is empty where the scheme has no bands; a `vetoed`
    unit has no grade and the last place.

    `streak` is None where a person must decide (several predecessors); `last_rank` is last year's.
    """

    __tablename__ = "ranking_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("ranking_run.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    own: Mapped[Decimal] = mapped_column(Exact)
    mean: Mapped[str | None] = mapped_column(String(80))
    self_score: Mapped[str] = mapped_column(String(80))
    province: Mapped[Decimal] = mapped_column(Exact)
    bonus: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0))
    special: Mapped[Decimal] = mapped_column(Mark)
    final: Mapped[str] = mapped_column(String(80))
    rank: Mapped[int]
    grade: Mapped[str] = mapped_column(default="")
    vetoed: Mapped[bool] = mapped_column(default=False)
    bottom: Mapped[bool]
    looks_equal: Mapped[bool] = mapped_column(default=False)
    last_rank: Mapped[int | None]
    streak: Mapped[bool | None]
    streak_reason: Mapped[str] = mapped_column(Text, default="")
    terms: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("run_id", "unit_id"),)


class ImportedRanking(Base):
    """A line of an earlier year's complete ranking, for years without a cycle of their own."""

    __tablename__ = "imported_ranking"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    final: Mapped[str] = mapped_column(String(80))
    rank: Mapped[int]

    __table_args__ = (UniqueConstraint("year", "unit_id"),)
