"""What somebody has typed into an item and could not be saved yet: kept, and offered again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Instant


class ItemDraft(Base):
    """One person's unfinished form of one item: its boxes as JSON (name → text), and the version that the
    form was read at. It is no answer: it enters no mark, no submission and no digest."""

    __tablename__ = "item_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    item: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    version: Mapped[int]
    boxes: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("sheet_id", "item", "user_id"),)
