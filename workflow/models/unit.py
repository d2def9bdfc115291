"""Units (单位), their succession over the years, and the province's divisions (处室)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from states.engine import Labelled
from workflow.models.base import Base, Term


class Level(Labelled):
    """Level of a unit in the assessment; not the same as its type (仙桃 is a county-level city)."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市(州)"
    COUNTY = "county", "县(市、区)"
    TOWNSHIP = "township", "乡镇(街道、园区)"
    UNIT = "unit", "单位"


class Tier(Labelled):
    """The part that a unit plays in one cycle, whatever its level: it is ranked, or one that is stands
    above it."""

    SUBJECT = "subject", "被评单位"
    BELOW = "below", "下辖单位"


class SuccessionKind(Labelled):
    """How one unit follows another."""

    RENAMED = "renamed", "更名"
    MERGED = "merged", "合并"
    SPLIT = "split", "分设"


class Unit(Base):
    """A body that is assessed or assesses. Identity is the id; codes and names change over time."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    level: Mapped[Level] = mapped_column(Term(Level))
    type: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column("ranking_group", default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    phone: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    single_handed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", "validity"),
    )


class Succession(Base):
    """One unit follows another from a date on: a renamed unit keeps its line of results."""

    __tablename__ = "succession"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    on: Mapped[date] = mapped_column("on_date")
    kind: Mapped[SuccessionKind] = mapped_column(Term(SuccessionKind))

    __table_args__ = (UniqueConstraint("from_unit_id", "to_unit_id"),)


class Division(Base):
    """A division of the province that rates its items."""

    __tablename__ = "division"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]

    __table_args__ = (UniqueConstraint("unit_id", "name"),)
