"""首页."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.extensions import db
from webapp.shell import shell
from workflow.permissions import Action
from workflow.queries.agenda import next_deadline
from workflow.queries.todo import todo

pages = Blueprint("home", __name__)


@pages.get("/")
@requires(Action.VIEW_HOME)
def index() -> ResponseReturnValue:
    """My to-do list, the year as a stepper, its dates with what is left of them."""
    waiting = todo(db.session(), current_actor(), now())
    return render_template("home/index.html", waiting=waiting, coming=next_deadline(shell().deadlines))
