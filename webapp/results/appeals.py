"""申诉, the unit's side: what may be contested, the form, the receipt on which the answer appears."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from states.appeal import AppealStage
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import answer
from webapp.pressing import pressed_once
from webapp.results.blueprint import pages
from webapp.results.forms import AppealForm
from workflow.actions import Action
from workflow.commands import appeals as commands
from workflow.models import Appeal
from workflow.queries.appeal_pages import appeal_page, contesting_page, filing_page


@pages.get("/<int:run_id>/units/<int:unit_id>/appeals")
@requires(Action.VIEW_APPEALS)
def appeals(run_id: int, unit_id: int) -> ResponseReturnValue:
    """Every item that the unit may contest, and what it has contested already."""
    page = contesting_page(db.session(), current_actor(), now(), run_id, unit_id)
    return render_template("results/appeals.html", page=page)


@pages.get("/<int:run_id>/units/<int:unit_id>/appeals/<int:item>")
@requires(Action.FILE_APPEAL)
def new_appeal(run_id: int, unit_id: int, item: int) -> ResponseReturnValue:
    """The item as it stands, and a box for the reasons."""
    return _filing(AppealForm(formdata=None), run_id, unit_id, item)


@pages.post("/<int:run_id>/units/<int:unit_id>/appeals/<int:item>")
@requires(Action.FILE_APPEAL)
def file_appeal(run_id: int, unit_id: int, item: int) -> ResponseReturnValue:
    """Contest the item; the receipt has its number."""
    form, about = AppealForm(), {"run_id": run_id, "unit_id": unit_id, "item": item}
    with form.corrections():
        with work() as session:
            said = form.statement.data or ""
            filed = commands.file_appeal(session, current_actor(), now(), **about, statement=said).id
        return redirect(url_for("results.appeal", appeal_id=filed), 303)
    return _filing(form, run_id, unit_id, item)


def _filing(form: AppealForm, run_id: int, unit_id: int, item: int) -> ResponseReturnValue:
    page = filing_page(db.session(), current_actor(), now(), run_id, unit_id, item)
    return answer("results/appeal_form.html", form, page=page)


@pages.get("/appeals/<int:appeal_id>")
@requires(Action.VIEW_APPEALS)
def appeal(appeal_id: int) -> ResponseReturnValue:
    """The receipt of an appeal; once it is decided, the answer with its reasons and its effect."""
    page = appeal_page(db.session(), current_actor(), now(), appeal_id)
    return render_template("results/appeal.html", page=page)


@pages.post("/appeals/<int:appeal_id>/withdraw")
@requires(Action.WITHDRAW_APPEAL)
def withdraw_appeal(appeal_id: int) -> ResponseReturnValue:
    """Take the appeal back before it is taken up."""
    with pressed_once(Appeal, appeal_id, AppealStage.WITHDRAWN), work() as session:
        commands.withdraw_appeal(session, current_actor(), now(), appeal_id=appeal_id)
    return redirect(url_for("results.appeal", appeal_id=appeal_id), 303)
