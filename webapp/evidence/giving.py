"""Uploads: the own unit's files, its stamped scan, and what the level above adds."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.evidence.blueprint import pages
from webapp.evidence.forms import EvidenceForm
from webapp.evidence.listing import shown
from webapp.evidence.receiving import NOTHING, Inspection, Outcome, given_files, receive_all
from webapp.kept import same_site
from webapp.protection import with_files, with_previews
from workflow.actions import Action
from workflow.commands.evidence import GivenFile, Told, add_evidence, supplement_evidence
from workflow.files.inspection import inspect, inspect_scan
from workflow.models import Purpose


@pages.post("/sheets/<int:sheet_id>/evidence")
@requires(Action.ADD_EVIDENCE)
@with_files
@with_previews
def add(sheet_id: int) -> ResponseReturnValue:
    """The own filler's files, for the items that were named or for none yet."""
    return _given(sheet_id, add_evidence)


@pages.post("/sheets/<int:sheet_id>/scan")
@requires(Action.ADD_EVIDENCE)
@with_files
@with_previews
def add_scan(sheet_id: int) -> ResponseReturnValue:
    """盖章扫描件 of the form."""
    return _given(sheet_id, add_evidence, inspect_scan, purpose=Purpose.SCAN)


@pages.post("/sheets/<int:sheet_id>/supplement")
@requires(Action.SUPPLEMENT_EVIDENCE)
@with_files
@with_previews
def supplement(sheet_id: int) -> ResponseReturnValue:
    """上级补充: files that the level above adds to items."""
    return _given(sheet_id, supplement_evidence)


def _given(
    sheet_id: int, command: Callable[..., Any], inspection: Inspection = inspect, **about: Any
) -> ResponseReturnValue:
    form = EvidenceForm()
    about |= {"sheet_id": sheet_id, "quota": current_app.config["UNIT_BYTES"]}
    outcomes: Sequence[Outcome] = ()
    with form.corrections():
        told = _told(form)

        def note(session: Any, file: GivenFile) -> None:
            command(session, current_actor(), now(), file=file, told=told, **about)

        outcomes = receive_all(note, inspection) if told else ()
    return _answer(sheet_id, form, outcomes)


def _told(form: EvidenceForm) -> Told | None:
    """What was said, None where a box has to be mended first."""
    if not given_files():
        form.place({"file": NOTHING})
    return form.told() if form.validate() and not form.problems else None


def _answer(sheet_id: int, form: EvidenceForm, outcomes: Sequence[Outcome]) -> ResponseReturnValue:
    """Back to where the files were chosen, or the page with what was not taken; scripts get the facts."""
    status = max([422 if form.problems else 0, *(outcome.status for outcome in outcomes)])
    if request.accept_mimetypes.best == "application/json":
        told = [vars(outcome) for outcome in outcomes]
        told += [{"name": "", "status": 422, "text": text} for _, text in form.problems]
        return {"files": told}, status
    if status < 400:
        back = request.form.get("back")
        here = url_for("evidence.listing", sheet_id=sheet_id)
        return redirect(back if same_site(back) else here, 303)
    return shown(sheet_id, form, outcomes, status)
