"""申诉, the unit's side: what may be contested, the form, the receipt on which the answer appears."""

from collections.abc import Sequence
from functools import partial

from flask import current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from states.appeal import AppealStage
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.evidence.batches import take_files
from webapp.evidence.forms import EvidenceForm
from webapp.evidence.receiving import Outcome
from webapp.extensions import db
from webapp.forms import answer
from webapp.pressing import pressed_once
from webapp.protection import with_files, with_previews
from webapp.results.blueprint import pages
from webapp.results.forms import AppealForm
from workflow.actions import Action
from workflow.commands import appeals as commands
from workflow.commands import evidence
from workflow.commands.evidence import GivenFile, Told
from workflow.models import Appeal
from workflow.queries.appeal_pages import appeal_page, contesting_page, filing_page
from workflow.queries.evidence import appeal_files


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
@with_previews
def appeal(appeal_id: int) -> ResponseReturnValue:
    """The receipt of an appeal; once it is decided, the answer with its reasons and its effect."""
    return _receipt(appeal_id, EvidenceForm(formdata=None))


@pages.post("/appeals/<int:appeal_id>/evidence")
@requires(Action.FILE_APPEAL)
@with_files
@with_previews
def add_appeal_evidence(appeal_id: int) -> ResponseReturnValue:
    """Files that support an appeal, until it is taken up."""

    def take(session: Session, file: GivenFile, told: Told) -> None:
        about = {"appeal_id": appeal_id, "quota": current_app.config["UNIT_BYTES"]}
        evidence.add_appeal_evidence(session, current_actor(), now(), file=file, note=told.note, **about)

    return take_files(take, url_for("results.appeal", appeal_id=appeal_id), partial(_receipt, appeal_id))


def _receipt(
    appeal_id: int, form: EvidenceForm, outcomes: Sequence[Outcome] = (), status: int = 200
) -> ResponseReturnValue:
    page = appeal_page(db.session(), current_actor(), now(), appeal_id)
    files = appeal_files(db.session(), current_actor(), g.scope, appeal_id)
    problems = form.problems + [("file", outcome.text) for outcome in outcomes if outcome.text]
    return render_template("results/appeal.html", page=page, files=files, problems=problems), status


@pages.post("/appeals/<int:appeal_id>/withdraw")
@requires(Action.WITHDRAW_APPEAL)
def withdraw_appeal(appeal_id: int) -> ResponseReturnValue:
    """Take the appeal back before it is taken up."""
    with pressed_once(Appeal, appeal_id, AppealStage.WITHDRAWN), work() as session:
        commands.withdraw_appeal(session, current_actor(), now(), appeal_id=appeal_id)
    return redirect(url_for("results.appeal", appeal_id=appeal_id), 303)
