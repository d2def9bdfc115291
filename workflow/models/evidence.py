"""Evidence (佐证材料): files that belong to a unit's year, and the items that they support."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from states.engine import Labelled
from workflow.models.base import Base, Instant, Term


class Purpose(Labelled):
    """What a file is for."""

    ITEM = "item", "佐证材料"
    SCAN = "scan", "盖章扫描件"
    APPEAL = "appeal", "申诉材料"


class Evidence(Base):
    """One file of one unit in one cycle; its content lies in the store under `sha256`.

    `by_unit_id` is the unit that gave it: the unit's own, or one above, whose supplement is marked as such.
    `late_seconds`: how late it came, 0 in time. A removed file is listed no more; what was handed up with it
    still names it. `printed_id`: the printed version that a stamped scan shows.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(Term(Purpose), default=Purpose.ITEM)
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeal.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    covers_from: Mapped[date | None]
    covers_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    late_seconds: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    printed_id: Mapped[int | None] = mapped_column(ForeignKey("printed_version.id"))

    __table_args__ = (CheckConstraint("size > 0", "size_positive"), Index(None, "cycle_id", "unit_id"))


class EvidenceItem(Base):
    """A file supports an item; one file may support several."""

    __tablename__ = "evidence_item"

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
