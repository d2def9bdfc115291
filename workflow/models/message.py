"""Messages: notices (站内信) that people read in the application, and their copies by other channels."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from states.engine import Labelled
from workflow.models.base import Base, Instant, Term


class Channel(Labelled):
    """A way on which a copy of a notice leaves the application."""

    MAIL = "mail", "邮件"
    WECOM = "wecom", "企业微信机器人"
    DINGTALK = "dingtalk", "钉钉机器人"
    WEBHOOK = "webhook", "网络回调"


class DeliveryState(Labelled):
    """Where a copy stands. `UNKNOWN`: it may have arrived or not, and is sent again only by hand;
    `DROPPED`: it was no longer true when its turn came."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    UNKNOWN = "unknown", "状态不明"
    DROPPED = "dropped", "不再发送"


class Notice(Base):
    """One message to one person, for the post that they held: the copy that counts.

    There is one for each (cycle, entry, unit, kind, day, recipient); `event_seq` tells facts of one day apart
    and is 0 where a date brings the message about. `planned_for` is when it was due, `created_at` when it was
    put into the inbox. `page` and `page_args` (JSON) name where the matter is settled. A message that asks
    for something stays true while the row `object_id` stays in `stage`.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    entry: Mapped[str] = mapped_column(String(24), default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    day: Mapped[date]
    event_seq: Mapped[int] = mapped_column(default=0)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    holding_id: Mapped[int] = mapped_column(ForeignKey("post_holding.id"), index=True)
    planned_for: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    page: Mapped[str] = mapped_column(String(64), default="")
    page_args: Mapped[str] = mapped_column(Text, default="{}")
    object_id: Mapped[int | None]
    stage: Mapped[str] = mapped_column(String(24), default="")
    read_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint(
            "cycle_id",
            "entry",
            "unit_id",
            "kind",
            "day",
            "event_seq",
            "recipient_id",
            name="uq_notice_occasion",
        ),
        Index(
            "uq_notice_without_cycle",
            "entry",
            "unit_id",
            "kind",
            "day",
            "event_seq",
            "recipient_id",
            unique=True,
            sqlite_where=text("cycle_id IS NULL"),
            postgresql_where=text("cycle_id IS NULL"),
        ),
        Index(None, "recipient_id", "read_at"),
        Index(None, "recipient_id", "id"),
    )


class Delivery(Base):
    """The copy of one notice on one channel. `gathered`: it goes out with others, once a day.

    Of its `attempts` so many were `refusals` for now; an attempt that reached nobody is none.
    `claimed_by` is the scheduler process that has it in hand; `answer` what the server said, or why it was
    not sent; `address` where it went.
    """

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[Channel] = mapped_column(Term(Channel))
    state: Mapped[DeliveryState] = mapped_column(Term(DeliveryState), default=DeliveryState.QUEUED)
    gathered: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Instant)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("scheduler_process.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("notice_id", "channel"), Index(None, "state", "channel", "next_at"))
