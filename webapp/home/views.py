"""首页."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.extensions import db
from webapp.shell import shell
from workflow.actions import Action
from workflow.queries.agenda import next_deadline
from workflow.queries.inbox import newest_unread
from workflow.queries.nudges import reminders
from workflow.queries.sheet_lists import own_sheet
from workflow.queries.todo import todo

pages = Blueprint("home", __name__)

UNREAD = 3
"""How many unread messages the home page names."""


@pages.get("/")
@requires(Action.VIEW_HOME)
def index() -> ResponseReturnValue:
    """My to-do list, where the own sheet is, the year as a stepper, its dates with what is left of them."""
    actor = current_actor()
    waiting = todo(db.session(), actor, now())
    cycle = shell().cycle
    own = own_sheet(db.session(), actor.unit_id, cycle.id) if cycle else None
    coming = next_deadline(shell().deadlines)
    told = {
        "reminders": reminders(db.session(), actor, now()),
        "unread": newest_unread(db.session(), actor, now(), UNREAD),
    }
    return render_template("home/index.html", waiting=waiting, coming=coming, own=own, **told)
