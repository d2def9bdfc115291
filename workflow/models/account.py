"""People, the posts they hold, and their log-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.actor import Post
from workflow.models.base import Base, Instant, Term


class User(Base):
    """A person with an account. Rights come from posts only."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    demonstration: Mapped[bool] = mapped_column(default=False)


class PostHolding(Base):
    """One person in one post of one unit, from an instant until another; as a cover (代理) for another
    holding where `cover_for_id` names it, handed over from the one that `taken_from_id` names."""

    __tablename__ = "post_holding"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    post: Mapped[Post] = mapped_column(Term(Post))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id"))
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    cover_for_id: Mapped[int | None] = mapped_column(ForeignKey("post_holding.id"))
    taken_from_id: Mapped[int | None] = mapped_column(ForeignKey("post_holding.id"))

    def live(self, now: datetime) -> bool:
        """Whether the post is held at that instant."""
        return self.since <= now and (self.until is None or now < self.until)


class LoginSession(Base):
    """One log-in. The cookie holds a random token; only its digest is kept here."""

    __tablename__ = "login_session"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("post_holding.id"))
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class LoginAttempt(Base):
    """A failed log-in, counted per account and address; a success clears the count."""

    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index(None, "username", "address", "at"), Index(None, "address", "at"))
