"""岗位转办 for everybody, by the administrator."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import requires
from webapp.admin.blueprint import pages
from webapp.posts.acting import Ways, cover_now, hand_over_now, handing_answer
from workflow.actions import Action


@pages.get("/accounts/<int:user_id>/posts/<int:holding_id>/hand-over")
@requires(Action.MANAGE_ACCOUNTS)
def handing(user_id: int, holding_id: int) -> ResponseReturnValue:
    """One person's post, and the two ways to give it to another."""
    return handing_answer(holding_id, _ways(user_id, holding_id))


@pages.post("/accounts/<int:user_id>/posts/<int:holding_id>/hand-over")
@requires(Action.MANAGE_ACCOUNTS)
def hand_over(user_id: int, holding_id: int) -> ResponseReturnValue:
    """转办."""
    form = hand_over_now(holding_id)
    if form.problems:
        return handing_answer(holding_id, _ways(user_id, holding_id), form)
    return redirect(url_for("admin.account", user_id=user_id), 303)


@pages.post("/accounts/<int:user_id>/posts/<int:holding_id>/cover")
@requires(Action.MANAGE_ACCOUNTS)
def cover(user_id: int, holding_id: int) -> ResponseReturnValue:
    """代理."""
    form = cover_now(holding_id)
    if form.problems:
        return handing_answer(holding_id, _ways(user_id, holding_id), form)
    return redirect(url_for("admin.account", user_id=user_id), 303)


def _ways(user_id: int, holding_id: int) -> Ways:
    own = {"user_id": user_id, "holding_id": holding_id}
    back = url_for("admin.account", user_id=user_id)
    return Ways(url_for("admin.hand_over", **own), url_for("admin.cover", **own), back)
