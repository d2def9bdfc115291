"""岗位转办, for the post from which one acts."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.posts.acting import Ways, cover_now, hand_over_now, handing_answer
from workflow.actions import Action
from workflow.actor import Post
from workflow.commands.handing_over import call_off as take_back

pages = Blueprint("posts", __name__)


@pages.get("/posts/hand-over")
@requires(Action.HAND_OVER_POST)
def own() -> ResponseReturnValue:
    """The own post, who else is in the unit, and the two ways to give it."""
    return handing_answer(_held(), _ways())


@pages.post("/posts/hand-over")
@requires(Action.HAND_OVER_POST)
def hand_over() -> ResponseReturnValue:
    """转办."""
    holding_id = _held()
    form = hand_over_now(holding_id)
    if form.problems:
        return handing_answer(holding_id, _ways(), form)
    return redirect(url_for("home.index"), 303)


@pages.post("/posts/cover")
@requires(Action.HAND_OVER_POST)
def cover() -> ResponseReturnValue:
    """代理."""
    form = cover_now(_held())
    if form.problems:
        return handing_answer(_held(), _ways(), form)
    return redirect(url_for("posts.own"), 303)


@pages.post("/posts/<int:holding_id>/call-off")
@requires(Action.HAND_OVER_POST)
def call_off(holding_id: int) -> ResponseReturnValue:
    """Take back a hand-over that has not begun, or end a cover."""
    with work() as session:
        take_back(session, current_actor(), now(), holding_id=holding_id)
    administers = current_actor().post is Post.ADMIN
    return redirect(url_for("admin.accounts" if administers else "posts.own"), 303)


def _held() -> int:
    holding_id: int = current_user.visitor.current.id
    return holding_id


def _ways() -> Ways:
    return Ways(url_for("posts.hand_over"), url_for("posts.cover"), url_for("home.index"))
