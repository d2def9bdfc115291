"""缺报决定: a county that has not reported is waited for, or counts as zero with a written reason."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import Form, ReasonForm, answer
from webapp.prefecture.blueprint import pages
from workflow.actions import Action
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.queries.missing_county import missing_county


@pages.get("/cycles/<int:cycle_id>/units/<int:unit_id>/missing")
@requires(Action.DECIDE_MISSING_COUNTY)
def missing(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """What is known about the county, and the two ways: wait, or count zero."""
    return _page(cycle_id, unit_id)


@pages.post("/cycles/<int:cycle_id>/units/<int:unit_id>/missing")
@requires(Action.DECIDE_MISSING_COUNTY)
def decide(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """按 0 分计."""
    form = ReasonForm()
    with form.corrections(), work() as session:
        decide_zero(session, current_actor(), now(), cycle_id=cycle_id, unit_id=unit_id, reason=form.text())
    return _page(cycle_id, unit_id, form) if form.problems else _back(cycle_id, unit_id)


@pages.post("/cycles/<int:cycle_id>/units/<int:unit_id>/missing/revoke")
@requires(Action.DECIDE_MISSING_COUNTY)
def revoke(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """撤销按 0 分计的决定."""
    form = ReasonForm()
    with form.corrections(), work() as session:
        revoke_zero(session, current_actor(), now(), cycle_id=cycle_id, unit_id=unit_id, reason=form.text())
    return _page(cycle_id, unit_id, form) if form.problems else _back(cycle_id, unit_id)


def _page(cycle_id: int, unit_id: int, form: Form | None = None) -> ResponseReturnValue:
    county = missing_county(db.session(), now(), cycle_id, unit_id)
    return answer("prefecture/missing.html", form or ReasonForm(formdata=None), county=county)


def _back(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    return redirect(url_for("prefecture.missing", cycle_id=cycle_id, unit_id=unit_id), 303)
