"""Where and how a person wants copies of their notices, and the private link to their deadlines."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from states.engine import Labelled
from workflow.models.base import Base, Instant, Term
from workflow.models.message import Channel


class Mode(Labelled):
    """How a person wants the copies on a channel."""

    AT_ONCE = "at_once", "逐条发送"
    GATHERED = "gathered", "每日汇总"
    OFF = "off", "不发送"


class Contact(Base):
    """A person's address on a channel (mail address, robot key, web address), and how it is used."""

    __tablename__ = "contact"

    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(Term(Channel), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    mode: Mapped[Mode] = mapped_column(Term(Mode), default=Mode.AT_ONCE)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class QuietHours(Base):
    """Full hours of the Shanghai day (0 to 23) between which a person gets no copies; `first` may be later
    than `last`, over midnight."""

    __tablename__ = "quiet_hours"

    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    first: Mapped[int]
    last: Mapped[int]


class FeedLink(Base):
    """The private address of a person's calendar of deadlines; only the digest of its token is kept."""

    __tablename__ = "feed_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
