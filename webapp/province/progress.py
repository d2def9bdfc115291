"""Progress of the whole province: stages and lateness, never a mark."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from states.report import ReportStage
from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.extensions import db
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.permissions import Scope, may
from workflow.queries.nudges import nudge_desk
from workflow.queries.progress import prefecture_progress, provincial_progress, stage_counts


@pages.get("/cycles/<int:cycle_id>/progress")
@requires(Action.VIEW_PROGRESS)
def progress(cycle_id: int) -> ResponseReturnValue:
    """One row per prefecture: its report, and its counties counted by stage."""
    rows = provincial_progress(db.session(), cycle_id, now())
    reports = {"reports": stage_counts(rows), "stages": ReportStage}
    desk = nudge_desk(db.session(), cycle_id, now(), g.scope.province_id)
    return render_template(
        "province/progress.html", rows=rows, cycle_id=cycle_id, desk=desk, **reports, **_rights(g.scope)
    )


@pages.get("/cycles/<int:cycle_id>/units/<int:unit_id>/progress")
@requires(Action.VIEW_PROGRESS)
def progress_of(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """One prefecture: the stages of its own sheet and of each county."""
    entry = prefecture_progress(db.session(), cycle_id, unit_id, now())
    rights = {"may_review": may(current_actor(), Action.VIEW_REPORT, g.scope), **_rights(g.scope)}
    desk = nudge_desk(db.session(), cycle_id, now(), unit_id)
    return render_template("province/progress_of.html", entry=entry, cycle_id=cycle_id, desk=desk, **rights)


def _rights(scope: Scope) -> dict[str, bool]:
    """What the visitor may do about deadlines."""
    actor = current_actor()
    return {
        "nudges": may(actor, Action.NUDGE_UNIT, scope),
        "extends": may(actor, Action.GRANT_EXTENSION, scope),
    }
