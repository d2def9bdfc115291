"""The assessed sheets: verdicts per item, findings, their links, panel marks, and who rates which item."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from states.assessment import AssessmentStage
from workflow.models.base import Base, Instant, Mark, Term
from workflow.rules.double_deduction import Nature


class Assessment(Base):
    """The assessed sheet of one prefecture in one cycle."""

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    stage: Mapped[AssessmentStage] = mapped_column(Term(AssessmentStage), default=AssessmentStage.RATING)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id"),)


class ItemAssignment(Base):
    """An item is rated by a division in one cycle; by several, blind to each other, where several have it."""

    __tablename__ = "item_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    item: Mapped[int]
    division_id: Mapped[int] = mapped_column(ForeignKey("division.id"), index=True)

    __table_args__ = (UniqueConstraint("cycle_id", "item", "division_id"),)


class Verdict(Base):
    """A rater has checked one item of one unit. Silence is not full marks.

    Where findings are written, an item without any says "checked, nothing found", and `mark` is the item's
    marks less what counts. Where the rater answers instead, `answers` holds the answers by component as JSON
    and `mark` what they bring: None while it waits for other units or figures (待定).
    """

    __tablename__ = "verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    item: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    mark: Mapped[Decimal | None] = mapped_column(Mark)
    answers: Mapped[str | None] = mapped_column(Text)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("assessment_id", "item"),)


class Finding(Base):
    """One case that the province found on a component. `counted` is what it costs after the links."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id", ondelete="CASCADE"), index=True)
    component: Mapped[str] = mapped_column(String(40))
    nature: Mapped[Nature] = mapped_column(Term(Nature))
    cause: Mapped[str | None] = mapped_column(String(40))
    count: Mapped[int] = mapped_column(default=1)
    option: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[Decimal | None] = mapped_column(Mark)
    case: Mapped[str] = mapped_column("case_text", Text)
    reason: Mapped[str] = mapped_column(Text)
    counted: Mapped[Decimal] = mapped_column(Mark)
    explanation: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("count >= 1", "count_positive"),
        CheckConstraint("counted >= 0", "counted_floor"),
    )


class FindingLink(Base):
    """A finding is about a case that the subtree has deducted itself, `count` times of it."""

    __tablename__ = "finding_link"

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id", ondelete="CASCADE"), primary_key=True)
    deduction_id: Mapped[int] = mapped_column(ForeignKey("deduction.id"), primary_key=True, index=True)
    count: Mapped[int]

    __table_args__ = (CheckConstraint("count >= 1", "count_positive"),)


class Opinion(Base):
    """What one of several divisions found on an item of a unit: its findings as JSON, blind to the others.

    It counts nothing by itself: the chief unites the opinions into the item's verdict.
    """

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    item: Mapped[int]
    division_id: Mapped[int] = mapped_column(ForeignKey("division.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    findings: Mapped[str] = mapped_column(Text)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("assessment_id", "item", "division_id"),)


class Comparison(Base):
    """The chief has opened the opinions on an item of a unit to each other, and unites them.

    While it is open the opinions are frozen. `united_at`: since when the verdict is their union; it counts
    only while the comparison is open. `decisions`: what the chief decided about each case, with the reasons,
    as JSON; kept when the comparison is closed, for the next time.
    """

    __tablename__ = "comparison"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    item: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    is_open: Mapped[bool] = mapped_column(default=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    united_at: Mapped[datetime | None] = mapped_column(Instant)
    decisions: Mapped[str] = mapped_column(Text, default="{}")

    __table_args__ = (UniqueConstraint("assessment_id", "item"),)


class PanelMark(Base):
    """The mark of one evaluator (评议员) on one component of one unit, on the scale of the panel."""

    __tablename__ = "panel_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    item: Mapped[int]
    component: Mapped[str] = mapped_column(String(40))
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    mark: Mapped[Decimal] = mapped_column(Mark)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id", "item", "component", "evaluator_id"),)
