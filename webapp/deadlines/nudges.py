"""催办: one unit, or all below that still owe something."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.deadlines.blueprint import pages
from webapp.deadlines.forms import NudgeForm
from webapp.extensions import db
from workflow.actions import Action
from workflow.actor import Post
from workflow.commands.nudging import Nudged, nudge_all, nudge_unit
from workflow.models import Report
from workflow.queries.prefecture_board import report_of
from workflow.queries.scopes import object_scope


@pages.post("/cycles/<int:cycle_id>/units/<int:unit_id>/nudge")
@requires(Action.NUDGE_UNIT)
def nudge(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """Remind one unit of what it owes."""
    with work() as session:
        told = _said()
        done = nudge_unit(session, current_actor(), now(), cycle_id=cycle_id, unit_id=unit_id, text=told)
    return _back(cycle_id, done)


@pages.post("/cycles/<int:cycle_id>/nudge")
@requires(Action.NUDGE_UNIT)
def nudge_everybody(cycle_id: int) -> ResponseReturnValue:
    """Remind every ranked unit of what it owes."""
    with work() as session:
        done = nudge_all(session, current_actor(), now(), cycle_id=cycle_id, text=_said())
    return _back(cycle_id, done)


@pages.post("/reports/<int:report_id>/nudge")
@requires(Action.VIEW_BOARD)
def nudge_below(report_id: int) -> ResponseReturnValue:
    """Remind every unit below the report's of what it owes."""
    cycle_id = object_scope(db.session(), Report, report_id).cycle_id or 0
    with work() as session:
        done = nudge_all(session, current_actor(), now(), cycle_id=cycle_id, text=_said())
    return _back(cycle_id, done)


def _said() -> str:
    return NudgeForm().text.data or ""


def _back(cycle_id: int, done: Nudged) -> ResponseReturnValue:
    """To the page that shows who has been reminded today; it is told how many were by this press."""
    made, actor = len({one.unit_id for one in done.now}), current_actor()
    if actor.post is Post.CHIEF:
        return redirect(url_for("province.progress", cycle_id=cycle_id, nudged=made), 303)
    report_id = report_of(db.session(), cycle_id, actor.unit_id or 0)
    return redirect(url_for("prefecture.board", report_id=report_id, nudged=made), 303)
