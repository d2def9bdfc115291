"""Accounts, first passwords and divisions. Rights come from posts, which `posts` grants."""

import re
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import lock_provinces, locked
from workflow.errors import Forbidden, Invalid
from workflow.models import Division, LoginSession, PostHolding, Unit, User
from workflow.passwords import hash_password, objection
from workflow.permissions import require
from workflow.queries.accounts import account_scopes
from workflow.queries.scopes import own_scope, province_scope
from workflow.queries.sessions import username_of

LONGEST_DIVISION = 60
"""Characters of a division's name."""

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}", re.ASCII)


def add_user(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    username: str,
    name: str,
    password: str,
    demonstration: bool = False,
) -> User:
    """A new account without posts; its first password must be changed, unless it is for demonstration.

    Raises Invalid on username, name or password.
    """
    require(actor, Action.MANAGE_ACCOUNTS, own_scope(actor))
    lock_provinces(session)
    username = username_of(username)
    _require_sound(session, username, name, password)
    user = User(
        username=username,
        name=name.strip(),
        password_hash=hash_password(password),
        must_change_password=not demonstration,
        demonstration=demonstration,
    )
    session.add(user)
    session.flush()
    after = {"username": username, "name": user.name, "demonstration": demonstration}
    record(session, actor, now, "account.add", user, after=after)
    return user


def _require_sound(session: Session, username: str, name: str, password: str) -> None:
    errors = {}
    if not _USERNAME.fullmatch(username):
        errors["username"] = "用户名为 2 到 64 个小写字母、数字、点、横线或下划线，以字母或数字开头。"
    elif session.scalar(select(User.id).where(User.username == username)) is not None:
        errors["username"] = f"用户名“{username}”已有人使用，换一个。"
    if not name.strip():
        errors["name"] = "填写姓名，操作记录中以姓名显示。"
    if found := objection(password, username):
        errors["password"] = found
    if errors:
        raise Invalid(errors)


def reset_password(session: Session, actor: Actor, now: datetime, *, user_id: int, password: str) -> None:
    """Give another person a first password again; all their log-ins end and they must change it."""
    user = _account(session, actor, user_id, "本人的密码在“修改密码”页面修改，不能重置。")
    if found := objection(password, user.username):
        raise Invalid({"password": found})
    user.password_hash = hash_password(password)
    user.must_change_password = True
    _end_sessions(session, user_id, now)
    record(session, actor, now, "account.reset_password", user, unit_id=_home(session, user_id))


def deactivate(session: Session, actor: Actor, now: datetime, *, user_id: int) -> None:
    """Take an account out of use; all its log-ins end at once. Its history stays."""
    user = _account(session, actor, user_id, "不能停用本人的账号，由另一位系统管理员办理。")
    user.active = False
    _end_sessions(session, user_id, now)
    record(session, actor, now, "account.deactivate", user, unit_id=_home(session, user_id))


def reactivate(session: Session, actor: Actor, now: datetime, *, user_id: int) -> None:
    """Put an account back into use; its posts are those that have not ended."""
    user = _account(session, actor, user_id, "不能启用本人的账号，由另一位系统管理员办理。")
    user.active = True
    record(session, actor, now, "account.reactivate", user, unit_id=_home(session, user_id))


def add_division(session: Session, actor: Actor, now: datetime, *, unit_id: int, name: str) -> Division:
    """A division (处室) of the top unit, to which items are assigned. Raises Invalid on the name."""
    require(actor, Action.MANAGE_ACCOUNTS, province_scope(session, unit_id))
    unit = locked(session, Unit, unit_id)
    name = name.strip()
    known = select(Division.id).where(Division.unit_id == unit_id, Division.name == name)
    if unit.parent_id is not None:
        raise Invalid({"name": f"{unit.name}有上级单位，只有组织评定的最上级单位设处室。"})
    if len(name) > LONGEST_DIVISION:
        raise Invalid({"name": f"处室名称有 {len(name)} 个字，最多 {LONGEST_DIVISION} 个，改用简称。"})
    if not name or session.scalar(known) is not None:
        raise Invalid({"name": f"已有处室“{name}”，换一个名称。" if name else "填写处室名称。"})
    division = Division(unit_id=unit_id, name=name)
    session.add(division)
    session.flush()
    record(session, actor, now, "division.add", division, after={"name": name})
    return division


def _home(session: Session, user_id: int) -> int | None:
    """The unit in whose history an account stands: that of the newest post."""
    held = select(PostHolding.unit_id).where(PostHolding.user_id == user_id)
    return session.scalar(held.order_by(PostHolding.id.desc()).limit(1))


def _account(session: Session, actor: Actor, user_id: int, not_oneself: str) -> User:
    user = locked(session, User, user_id)
    for scope in account_scopes(session, actor, user_id):
        require(actor, Action.MANAGE_ACCOUNTS, scope)
    if user_id == actor.user_id:
        raise Forbidden(not_oneself)
    return user


def _end_sessions(session: Session, user_id: int, now: datetime) -> None:
    live = (LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    session.execute(update(LoginSession).where(*live).values(ended_at=now))
