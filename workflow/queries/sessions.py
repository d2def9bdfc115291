"""Who is at the door: log-ins, the posts behind them, and when the door stays shut."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from states.engine import Labelled
from workflow.actor import Actor, Post
from workflow.models import Division, Level, LoginAttempt, LoginSession, PostHolding, Unit, User

ACCOUNT_TRIES = 5
ACCOUNT_PAUSE = timedelta(minutes=30)
ADDRESS_TRIES = 50
ADDRESS_PAUSE = timedelta(minutes=5)


class Lapsed(Labelled):
    """Why a log-in no longer counts; the label is what the log-in page says."""

    UNKNOWN = "unknown", ""
    IDLE = "idle", "较长时间没有操作，登录已失效。重新登录后回到刚才的页面。"
    ENDED = "ended", "这次登录已经结束（已退出、密码已修改或账号有变动）。"
    NO_POST = "no_post", "您的账号已停用，或目前没有岗位。联系系统管理员办理。"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post of one unit that a person holds now."""

    id: int
    post: Post
    unit_id: int
    unit_name: str
    level: Level
    division_id: int | None
    division_name: str | None
    cover: bool = False

    @property
    def title(self) -> str:
        """Unit, division and post as the header shows them, and whether it is held as a cover."""
        named = f"{self.post.label}（代理）" if self.cover else self.post.label
        return " · ".join(part for part in (self.unit_name, self.division_name, named) if part)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a live log-in, and the post from which they act."""

    user_id: int
    username: str
    name: str
    must_change_password: bool
    token_digest: str
    last_seen_at: datetime
    current: HeldPost
    posts: tuple[HeldPost, ...]

    def actor(self, address: str) -> Actor:
        """The visitor as commands know them."""
        held = self.current
        return Actor(self.user_id, self.name, held.post, held.unit_id, held.division_id, address)


def token_digest(token: str) -> str:
    """The form in which a log-in's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def username_of(text: str) -> str:
    """A typed user name as it is looked up: half-width, lower case, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().lower()[:64]


_POSTS = (
    select(PostHolding, Unit.name, Unit.level, Division.name)
    .join(Unit, Unit.id == PostHolding.unit_id)
    .outerjoin(Division, Division.id == PostHolding.division_id)
    .where(PostHolding.user_id == bindparam("user_id"))
    .order_by(PostHolding.id)
)


def posts_of(session: Session, user_id: int, now: datetime) -> tuple[HeldPost, ...]:
    """The posts that a person holds at `now`, oldest first."""
    return tuple(
        HeldPost(
            held.id,
            held.post,
            held.unit_id,
            unit,
            level,
            held.division_id,
            division,
            held.cover_for_id is not None,
        )
        for held, unit, level, division in session.execute(_POSTS, {"user_id": user_id})
        if held.live(now)
    )


_LOGIN = (
    select(LoginSession, User)
    .join(User, User.id == LoginSession.user_id)
    .where(LoginSession.token_digest == bindparam("token_digest"))
)


def visit(
    session: Session,
    token: str,
    now: datetime,
    *,
    arrived: datetime,
    idle: timedelta,
    demonstration: bool = False,
) -> Visitor | Lapsed:
    """Who stands behind a token; accounts of a demonstration only where there is one.

    `now` decides which posts are held, `arrived` (the real instant, from which `now` differs only in a
    demonstration) whether the log-in has been idle for too long.
    """
    row = session.execute(_LOGIN, {"token_digest": token_digest(token)}).one_or_none()
    if row is None:
        return Lapsed.UNKNOWN
    login, user = row
    if login.ended_at is not None:
        return Lapsed.ENDED
    if arrived - login.last_seen_at >= idle:
        return Lapsed.IDLE
    posts = posts_of(session, user.id, now)
    if not (user.active and posts) or (user.demonstration and not demonstration):
        return Lapsed.NO_POST
    return _visitor(login, user, posts)


def _visitor(login: LoginSession, user: User, posts: tuple[HeldPost, ...]) -> Visitor:
    return Visitor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        must_change_password=user.must_change_password,
        token_digest=login.token_digest,
        last_seen_at=login.last_seen_at,
        current=next((held for held in posts if held.id == login.holding_id), posts[0]),
        posts=posts,
    )


def stored_hash(session: Session, username: str, *, demonstration: bool = False) -> str | None:
    """The password hash of an active account, or None; a demonstration's accounts only where there is one."""
    statement = select(User.password_hash).where(User.username == username, User.active)
    if not demonstration:
        statement = statement.where(User.demonstration.is_(False))
    return session.scalar(statement)


def locked_until(session: Session, username: str, address: str, arrived: datetime) -> datetime | None:
    """Until when log-ins for this account from this address, or all from this address, are refused."""
    here = LoginAttempt.address == address
    ends = (
        _pause(session, (here, LoginAttempt.username == username), ACCOUNT_TRIES, ACCOUNT_PAUSE),
        _pause(session, (here,), ADDRESS_TRIES, ADDRESS_PAUSE),
    )
    return max((end for end in ends if end and arrived < end), default=None)


def tries_left(session: Session, username: str, address: str, arrived: datetime) -> int:
    """How many more failures the account is allowed from this address before it is locked."""
    since = arrived - ACCOUNT_PAUSE
    tries = _tries(
        session, (LoginAttempt.address == address, LoginAttempt.username == username), ACCOUNT_TRIES
    )
    return ACCOUNT_TRIES - sum(at > since for at in tries)


def _pause(
    session: Session, which: Sequence[ColumnElement[bool]], limit: int, length: timedelta
) -> datetime | None:
    tries = _tries(session, which, limit)
    quick = len(tries) == limit and tries[0] - tries[-1] <= length
    return tries[0] + length if quick else None


def _tries(session: Session, which: Sequence[ColumnElement[bool]], limit: int) -> Sequence[datetime]:
    statement = select(LoginAttempt.at).where(*which).order_by(LoginAttempt.at.desc()).limit(limit)
    return session.scalars(statement).all()
