"""联络员."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import answer
from webapp.prefecture.blueprint import pages
from webapp.prefecture.forms import LiaisonForm
from workflow.actions import Action
from workflow.commands.liaison import register_liaison
from workflow.queries.prefecture_board import liaison_of


@pages.get("/cycles/<int:cycle_id>/units/<int:unit_id>/liaison")
@requires(Action.REGISTER_LIAISON)
def liaison(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """The contact person, and the form to name or replace them."""
    return _page(cycle_id, unit_id)


@pages.post("/cycles/<int:cycle_id>/units/<int:unit_id>/liaison")
@requires(Action.REGISTER_LIAISON)
def register(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """登记联络员."""
    form = LiaisonForm()
    fields = {name: form[name].data or "" for name in ("name", "position", "mobile")}
    with form.corrections(), work() as session:
        register_liaison(session, current_actor(), now(), cycle_id=cycle_id, unit_id=unit_id, **fields)
    if form.problems:
        return _page(cycle_id, unit_id, form)
    return redirect(url_for("prefecture.liaison", cycle_id=cycle_id, unit_id=unit_id), 303)


def _page(cycle_id: int, unit_id: int, form: LiaisonForm | None = None) -> ResponseReturnValue:
    found = liaison_of(db.session(), cycle_id, unit_id)
    form = form or LiaisonForm(formdata=None, obj=found.liaison)
    return answer("prefecture/liaison.html", form, found=found, cycle_id=cycle_id, unit_id=unit_id)
