"""Moving the demonstration clock."""

from datetime import datetime

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateTimeLocalField

from notifications.jobs import advance_cycles
from webapp.access import current_actor, requires, work
from webapp.arrival import arrival, now
from webapp.extensions import db
from webapp.forms import Form, answer, filled
from webapp.kept import same_site
from workflow.actions import Action
from workflow.clock import SHANGHAI
from workflow.commands.demonstration import move_clock

pages = Blueprint("demonstration", __name__, url_prefix="/demonstration")


class ClockForm(Form):
    """The Shanghai time that is to be shown."""

    to = DateTimeLocalField("演示时间", [filled("选择演示时间，例如 2027-02-10 09:00。")])


@pages.post("/clock")
@requires(Action.MOVE_DEMONSTRATION_CLOCK)
def clock() -> ResponseReturnValue:
    """Move the clock, and go back to the page it was moved from."""
    form = ClockForm()
    if form.validate_on_submit():
        with form.corrections():
            _move(form.to.data.replace(tzinfo=SHANGHAI))
            target = request.args.get("next")
            return redirect(target if same_site(target) else url_for("home.index"), 303)
    else:
        form.to.errors = ["没有看懂演示时间，写成 2027-02-10 09:00 的样子。"]
    return answer("demonstration/clock.html", form)


def _move(to: datetime) -> None:
    with work() as session:
        move_clock(session, current_actor(), now(), arrived=arrival(), to=to)
    g.pop("clock_offset")
    advance_cycles(db.session(), now())
