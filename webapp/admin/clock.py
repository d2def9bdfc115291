"""How the clock stands, for the administrator: jobs, what could not be done, processes, what waits."""

from flask import render_template
from flask.typing import ResponseReturnValue

from notifications.status import clock_status, counts_text, every_text, length_text
from webapp.access import requires
from webapp.admin.blueprint import pages
from webapp.arrival import arrival
from webapp.extensions import db
from workflow.actions import Action


@pages.get("/clock")
@requires(Action.VIEW_CLOCK)
def clock() -> ResponseReturnValue:
    """Everything at the moment of the request, by the real clock."""
    told = {"counts": counts_text, "every": every_text, "length": length_text}
    return render_template("admin/clock.html", status=clock_status(db.session(), arrival()), **told)
