"""A request with files from the form to its answer, whatever the files are for."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.evidence.forms import EvidenceForm
from webapp.evidence.receiving import NOTHING, Inspection, Outcome, given_files, receive_all
from webapp.kept import same_site
from workflow.commands.evidence import GivenFile, Told
from workflow.files.inspection import inspect

Take = Callable[[Session, GivenFile, Told], Any]
Page = Callable[[EvidenceForm, Sequence[Outcome], int], ResponseReturnValue]
"""The page of the form: with its boxes, what became of the files, and the status."""


def take_files(take: Take, here: str, page: Page, inspection: Inspection = inspect) -> ResponseReturnValue:
    """Let `take` note every file that can be taken, and go back `here`; or the page with what was not."""
    form, outcomes = EvidenceForm(), list[Outcome]()
    with form.corrections():
        if (told := _told(form)) is not None:
            outcomes = receive_all(lambda session, file: take(session, file, told), inspection)
    return _answer(form, outcomes, here, page)


def _told(form: EvidenceForm) -> Told | None:
    """What was said, None where a box has to be mended first."""
    if not given_files():
        form.place({"file": NOTHING})
    return form.told() if form.validate() and not form.problems else None


def _answer(form: EvidenceForm, outcomes: Sequence[Outcome], here: str, page: Page) -> ResponseReturnValue:
    """Back to where the files were chosen, or the page with what was not taken; scripts get the facts."""
    status = max([422 if form.problems else 0, *(outcome.status for outcome in outcomes)])
    if request.accept_mimetypes.best == "application/json":
        told = [vars(outcome) for outcome in outcomes]
        told += [{"name": "", "status": 422, "text": text} for _, text in form.problems]
        return {"files": told}, status
    if status < 400:
        back = request.form.get("back")
        return redirect(back if same_site(back) else here, 303)
    return page(form, outcomes, status)
