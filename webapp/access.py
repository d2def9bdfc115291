"""Who may call what: every endpoint carries an Action, and nothing is reached without it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter

from states.engine import Refused
from states.guards import Unmet
from webapp.arrival import arrival, now
from webapp.assets import ASSETS
from webapp.extensions import db, login_manager
from webapp.scopes import scopes_of, unknown
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands.session import seen
from workflow.permissions import require
from workflow.queries.sessions import Lapsed, Visitor, visit
from workflow.unit_of_work import unit_of_work

PUBLIC = ASSETS | {"auth.log_in", "health.check", "health.ready", "feed.calendar"}
"""Endpoints without an Action: anybody may call them; to the calendar, the token is the key."""

BEFORE_NEW_PASSWORD = frozenset({"auth.change_password", "auth.log_out"})
"""What somebody with a first password may call."""

TOKEN = "token"
SEEN_EVERY = timedelta(minutes=1)

View = TypeVar("View", bound=Callable[..., Any])


class LoginRequired(Exception):
    """There is no live log-in behind the request."""

    def __init__(self, why: Lapsed) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Person(UserMixin):
    """Flask-Login's view of a visitor."""

    visitor: Visitor


class Identifier(IntegerConverter):
    """A row's number in an address: plain digits, small enough for every database."""

    regex = "[0-9]{1,9}"


def requires(action: Action) -> Callable[[View], View]:
    """Mark a view with the Action that its caller needs towards the objects named in its address."""

    def mark(view: View) -> View:
        if action_of(view):
            raise ValueError(f"{view.__name__} already carries an Action")
        view.action = action
        return view

    return mark


def action_of(view: Callable[..., Any]) -> Action | None:
    """The Action that a view is marked with."""
    return getattr(view, "action", None)


def unguarded(app: Flask) -> list[str]:
    """Endpoints that carry no Action, or whose address names an object of unknown owner."""
    faults = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        if action_of(app.view_functions[rule.endpoint]) is None:
            faults.append(f"{rule.endpoint}: no Action")
        if names := unknown(set(rule.arguments)):
            faults.append(f"{rule.endpoint}: unknown {', '.join(sorted(names))}")
    return faults


def current_actor() -> Actor:
    """Who acts in this request, from which post."""
    actor: Actor = g.actor
    return actor


@contextmanager
def work() -> Iterator[Session]:
    """One transaction for one act, begun with the actor read afresh inside it."""
    with unit_of_work(db.session()) as opened:
        visitor = _visit()
        if isinstance(visitor, Lapsed):
            raise LoginRequired(visitor)
        g.actor = visitor.actor(address())
        yield opened


def same_account() -> None:
    """See that a form is sent by whoever filled it, where it names the account. Raises Refused.

    A log-in that lapsed may be renewed by somebody else at the same screen.
    """
    visitor: Visitor = current_user.visitor
    account = request.form.get("account", visitor.username)
    if account != visitor.username:
        now_in = f"现在登录的是“{visitor.username}”（{visitor.name}）"
        text = f"这份内容是账号“{account[:64]}”填写的，{now_in}，没有保存"
        raise Refused((Unmet(text, f"账号“{account[:64]}”登录后再次提交"),))


def address() -> str:
    """The network address that the request came from."""
    return request.remote_addr or ""


def begin_session(token: str) -> None:
    """Let the cookie hold nothing but this token."""
    session.clear()
    g.pop("csrf_token", None)
    session[TOKEN] = token


def _visit() -> Visitor | Lapsed:
    token = session.get(TOKEN)
    if token is None:
        return Lapsed.UNKNOWN
    own = {"idle": current_app.config["IDLE_TIMEOUT"], "demonstration": current_app.config["DEMONSTRATION"]}
    return visit(db.session(), token, now(), arrived=arrival(), **own)


@login_manager.request_loader
def _load(_request: object) -> Person | None:
    visitor = _visit()
    if isinstance(visitor, Lapsed):
        g.lapsed = visitor
        return None
    g.actor = visitor.actor(address())
    return Person(visitor)


def guard() -> ResponseReturnValue | None:
    """Before every view: log-in, first password, and the Action towards what the address names."""
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        raise LoginRequired(g.lapsed)
    visitor: Visitor = current_user.visitor
    if visitor.must_change_password and request.endpoint not in BEFORE_NEW_PASSWORD:
        return redirect(url_for("auth.change_password"), 303)
    if arrival() - visitor.last_seen_at >= SEEN_EVERY:
        with unit_of_work(db.session()) as opened:
            seen(opened, visitor.token_digest, arrived=arrival())
    _check()
    return None


def _check() -> None:
    action = action_of(current_app.view_functions[request.endpoint or ""])
    assert action is not None
    g.action = action
    held_in = current_user.visitor.current.unit_id
    for scope in scopes_of(db.session(), request.view_args or {}, held_in):
        require(current_actor(), action, scope)
        g.scope = scope


def init_app(app: Flask) -> None:
    """Put the guard before every view."""
    app.url_map.converters["int"] = Identifier
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(guard)
