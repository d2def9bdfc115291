"""进度看板."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.extensions import db
from webapp.prefecture.blueprint import pages
from webapp.shell import shell
from workflow.actions import Action
from workflow.errors import NotFound
from workflow.permissions import could
from workflow.queries.nudges import nudge_desk
from workflow.queries.prefecture_board import prefecture_board, report_of


@pages.get("/board")
@pages.get("/reports/<int:report_id>/board")
@requires(Action.VIEW_BOARD)
def board(report_id: int | None = None) -> ResponseReturnValue:
    """The own unit's board in its current year, or that of a named report."""
    found = prefecture_board(db.session(), report_id or _current(), now())
    deciding = could(current_actor(), Action.DECIDE_MISSING_COUNTY)
    desk = nudge_desk(db.session(), found.report.cycle_id, now(), found.report.unit_id)
    return render_template("prefecture/board.html", board=found, deciding=deciding, desk=desk)


def _current() -> int:
    cycle = shell().cycle
    if cycle is None:
        raise NotFound("年度评定还没有开启，开启之后这里显示下辖单位的进度。")
    return report_of(db.session(), cycle.id, current_actor().unit_id or 0)
