"""The history: append-only events in one chain, refusals beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Instant


class Event(Base):
    """One fact: who, in which post of which unit, did what to what, and why.

    `hash` covers the row and the hash before it. Names are kept as they were at the time.
    """

    __tablename__ = "event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    name: Mapped[str] = mapped_column(String(64))
    noun: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[int | None]
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_name: Mapped[str]
    actor_post: Mapped[str] = mapped_column(String(24))
    actor_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    address: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index(None, "noun", "object_id"),
        Index(None, "cycle_id", "seq"),
        Index(None, "cycle_id", "name", "seq"),
        Index(None, "cycle_id", "actor_name", "seq"),
        Index(None, "unit_id", "cycle_id", "seq"),
    )


class EventItem(Base):
    """An event is about an item. An index beside the chain, not part of it: it repeats what the rows say."""

    __tablename__ = "event_item"

    seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = (Index(None, "item", "seq"),)


class ChainHead(Base):
    """Length and last hash of the chain: one row, locked last in every writing transaction."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class Refusal(Base):
    """An attempt that was refused. Written in a transaction of its own, outside the chain."""

    __tablename__ = "refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_post: Mapped[str] = mapped_column(String(24), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    address: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column("object_ref", String(120), default="")
    reference: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
