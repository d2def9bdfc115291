"""Self sheets (评定表): entries per item, answers per component, lines, remarks, submissions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from states.sheet import SheetStage
from workflow.models.base import Base, Instant, Mark, Term


class Sheet(Base):
    """One unit's marks about itself in one cycle.

    `version` counts moves of the stage, not saves of items. `round` counts returns (退回). `total` is the sum
    of the marks as last submitted.
    """

    __tablename__ = "sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    stage: Mapped[SheetStage] = mapped_column(Term(SheetStage), default=SheetStage.NOT_STARTED)
    version: Mapped[int] = mapped_column(default=1)
    round: Mapped[int] = mapped_column(default=0)
    total: Mapped[Decimal | None] = mapped_column(Mark)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id"),)


class Entry(Base):
    """One item of a sheet: its mark as computed from the answers, and a version of its own.

    `mark` is None while it waits for the whole group (待定), below 0 where the item has no floor. An item
    that does not apply to the unit (合理缺项) has its reason in `not_applicable` and no answers; the level
    above confirms it.
    """

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    item: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    mark: Mapped[Decimal | None] = mapped_column(Mark)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    not_applicable: Mapped[str] = mapped_column(Text, default="")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("sheet_id", "item"),)


class EntryHand(Base):
    """Everybody who ever saved something on a sheet: none of them may sign it."""

    __tablename__ = "entry_hand"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


class Answer(Base):
    """The answer to one component; `figures` are JSON, name → text, imported ones included."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    component: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[str] = mapped_column(Text, default="{}")

    __table_args__ = (UniqueConstraint("entry_id", "component"),)


class Deduction(Base):
    """One line of the 扣分明细: which component, the case, how often, why, and what it costs.

    `chosen` is the amount for one case where the cause leaves a range, `flags` are JSON: the circumstances
    that were ticked. Where a component gains (加减分事项), what a line adds is a negative cost.
    """

    __tablename__ = "deduction"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    component: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    cause: Mapped[str | None] = mapped_column(String(40))
    case: Mapped[str] = mapped_column("case_text", Text)
    reason: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column(default=1)
    chosen: Mapped[Decimal | None] = mapped_column(Mark)
    flags: Mapped[str] = mapped_column(Text, default="[]")
    amount: Mapped[Decimal] = mapped_column(Mark)

    __table_args__ = (CheckConstraint("count >= 1", "count_positive"),)


class Remark(Base):
    """A remark of the receiver on one item. Drafted first; `round` is set when the sheet is returned."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    item: Mapped[int]
    round: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("sheet_id", "item", "round"),)


class InternalNote(Base):
    """What a reviewing unit writes for itself about a sheet (内部备注), to one item or to all of it; the unit
    whose sheet it is never sees it."""

    __tablename__ = "internal_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    item: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Submission(Base):
    """What was handed up, exactly as the check page showed it: content, digest, receipt and arrival."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("sheet.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    late_seconds: Mapped[int] = mapped_column(default=0)
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_by_name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    total: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        CheckConstraint("(sheet_id IS NULL) <> (report_id IS NULL)", "one_noun"),
        Index(None, "sheet_id", "number", unique=True),
        Index(None, "report_id", "number", unique=True),
    )
