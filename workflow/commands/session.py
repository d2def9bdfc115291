"""Logging in and out, changing the password, choosing the post.

Log-ins are timed by the real instant of arrival (`arrived`); `now`, which a demonstration may move, stands
in the history.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.commands.refusals import note_refusal
from workflow.errors import Invalid, NotFound
from workflow.models import LoginAttempt, LoginSession, User
from workflow.passwords import hash_password, objection, verify_password
from workflow.permissions import EVERYWHERE, require
from workflow.queries.sessions import locked_until, posts_of, token_digest, tries_left


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new log-in: the token for the cookie, and whether its holder has several posts to choose from."""

    token: str
    several_posts: bool


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A refused log-in: the same words for a wrong password and an unknown name."""

    text: str
    locked: bool


def log_in(
    session: Session, now: datetime, *, arrived: datetime, username: str, verified: str | None, address: str
) -> LoggedIn | TurnedAway:
    """Begin a log-in, or count a failure.

    `verified` is the stored hash that the typed password fitted, None when it fitted none: comparing takes
    long, so the caller does it before the transaction. A failure is answered and not raised, because its
    count has to be committed.
    """
    if locked_until(session, username, address, arrived):
        return _turned_away(session, now, arrived, username, address)
    user = session.scalar(select(User).where(User.username == username, User.active))
    if user is None or verified is None or user.password_hash != verified:
        session.add(LoginAttempt(username=username, address=address, at=arrived))
        session.flush()
        return _turned_away(session, now, arrived, username, address)
    session.execute(delete(LoginAttempt).where(_same(username, address)))
    posts = posts_of(session, user.id, now)
    if not posts:
        note_refusal(session, None, now, "log_in", "账号没有岗位", about=username, address=address)
        return TurnedAway("您的账号目前没有岗位。联系系统管理员办理。", locked=False)
    actor = Actor(user.id, user.name, posts[0].post, posts[0].unit_id, posts[0].division_id, address)
    record(session, actor, now, "account.log_in", user)
    return LoggedIn(_begin(session, user.id, posts[0].id, arrived, address), several_posts=len(posts) > 1)


def _same(username: str, address: str) -> ColumnElement[bool]:
    return (LoginAttempt.username == username) & (LoginAttempt.address == address)


def _begin(session: Session, user_id: int, holding_id: int | None, arrived: datetime, address: str) -> str:
    token = token_urlsafe(32)
    session.add(
        LoginSession(
            token_digest=token_digest(token),
            user_id=user_id,
            holding_id=holding_id,
            address=address,
            created_at=arrived,
            last_seen_at=arrived,
        )
    )
    return token


def _turned_away(
    session: Session, now: datetime, arrived: datetime, username: str, address: str
) -> TurnedAway:
    until = locked_until(session, username, address, arrived)
    if until:
        text = f"登录失败次数过多，{local(until):%H:%M:%S} 以后可以再试。忘记密码的，联系系统管理员重置。"
    else:
        left = tries_left(session, username, address, arrived)
        text = f"用户名或密码不对，还可以再试 {left} 次。核对大小写和输入法后重新填写。"
    note_refusal(session, None, now, "log_in", text, about=username, address=address)
    return TurnedAway(text, locked=until is not None)


def seen(session: Session, digest: str, *, arrived: datetime) -> None:
    """Note that a log-in is in use, so that it does not lapse."""
    session.execute(
        update(LoginSession).where(LoginSession.token_digest == digest).values(last_seen_at=arrived)
    )


def log_out(session: Session, actor: Actor, now: datetime, *, arrived: datetime, digest: str) -> None:
    """End one log-in: its token never works again."""
    session.execute(update(LoginSession).where(LoginSession.token_digest == digest).values(ended_at=arrived))
    record(session, actor, now, "account.log_out", session.get_one(User, actor.user_id))


def change_password(
    session: Session, actor: Actor, now: datetime, *, arrived: datetime, digest: str, current: str, new: str
) -> str:
    """Set a new password, end every log-in of the account, and begin a new one: its token.

    Raises Invalid with the rule when the current password is wrong or the new one cannot be taken.
    """
    require(actor, Action.CHANGE_PASSWORD, EVERYWHERE)
    user = locked(session, User, actor.user_id)
    if not verify_password(user.password_hash, current):
        raise Invalid({"current": "现在的密码不对，核对大小写后重新填写。"})
    if text := objection(new, user.username, user.password_hash):
        raise Invalid({"new": text})
    user.password_hash = hash_password(new)
    user.must_change_password = False
    login = session.get_one(LoginSession, digest)
    session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        .values(ended_at=arrived)
    )
    record(session, actor, now, "account.change_password", user)
    return _begin(session, user.id, login.holding_id, arrived, actor.address)


def switch_post(session: Session, actor: Actor, now: datetime, *, digest: str, holding_id: int) -> None:
    """Act from another post from now on. Raises NotFound for a post that the person does not hold."""
    require(actor, Action.SWITCH_POST, EVERYWHERE)
    held = next((held for held in posts_of(session, actor.user_id or 0, now) if held.id == holding_id), None)
    if held is None:
        raise NotFound
    session.execute(
        update(LoginSession).where(LoginSession.token_digest == digest).values(holding_id=held.id)
    )
    user = session.get_one(User, actor.user_id)
    record(session, actor, now, "account.switch_post", user, after={"post": held.title})
