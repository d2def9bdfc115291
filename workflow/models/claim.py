"""Special claims (特殊因素加减分, items 44–47)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from states.claim import ClaimStage
from workflow.models.base import Base, Instant, Mark, Term


class SpecialClaim(Base):
    """One event claimed for one unit. Claims about the same event point to one of them and count once.

    `by_province` marks a claim that a rater entered for items 46 and 47. `amount` is the typed number of
    marks where the item gives none per event (item 46).
    """

    __tablename__ = "special_claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    item: Mapped[int]
    option: Mapped[str] = mapped_column(String(40))
    amount: Mapped[Decimal | None] = mapped_column(Mark)
    title: Mapped[str]
    issuing_body: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    document_date: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[ClaimStage] = mapped_column(Term(ClaimStage), default=ClaimStage.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    by_province: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    comment: Mapped[str] = mapped_column(Text, default="")
    same_event_as_id: Mapped[int | None] = mapped_column(ForeignKey("special_claim.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
