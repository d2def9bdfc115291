"""The table of liaison officers (联络员)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.extensions import db
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.queries.liaisons import liaisons as liaison_lines


@pages.get("/cycles/<int:cycle_id>/liaisons")
@requires(Action.VIEW_LIAISONS)
def liaisons(cycle_id: int) -> ResponseReturnValue:
    """Every prefecture and whom to call."""
    lines = liaison_lines(db.session(), current_actor(), cycle_id)
    return render_template("province/liaisons.html", lines=lines, cycle_id=cycle_id)
