"""What is said about a file, said anew; files taken off the sheet."""

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.evidence.blueprint import pages
from webapp.evidence.forms import EvidenceForm, form_of
from webapp.evidence.listing import shown
from webapp.extensions import db
from webapp.fields import whole
from webapp.protection import with_previews
from workflow.actions import Action
from workflow.commands import evidence as commands
from workflow.errors import Invalid
from workflow.queries.evidence import open_evidence, sheet_of
from workflow.queries.evidence_pages import evidence_form

_ITEM = re.compile(r"[0-9]{1,9}", re.ASCII)


@pages.get("/evidence/<int:evidence_id>/about")
@requires(Action.ADD_EVIDENCE)
@with_previews
def about(evidence_id: int) -> ResponseReturnValue:
    """What is said about one file of the own unit."""
    found = open_evidence(db.session(), current_actor(), evidence_id)
    return _page(evidence_id, form_of(found.row, found.printed_code), frozenset(found.items))


@pages.post("/evidence/<int:evidence_id>/about")
@requires(Action.ADD_EVIDENCE)
@with_previews
def change(evidence_id: int) -> ResponseReturnValue:
    """Keep the items, the period and the note of a file."""
    form = EvidenceForm()
    with form.corrections():
        told = form.told()
        if form.validate():
            with work() as session:
                commands.change_evidence(session, current_actor(), now(), evidence_id=evidence_id, told=told)
            return _to_sheet(evidence_id)
    return _page(evidence_id, form, _ticked())


def _ticked() -> frozenset[int]:
    """The items that were chosen, as far as they can be read."""
    chosen = (text for text in request.form.getlist("items") if _ITEM.fullmatch(text))
    return frozenset(map(int, chosen))


@pages.post("/sheets/<int:sheet_id>/evidence/links")
@requires(Action.ADD_EVIDENCE)
@with_previews
def link(sheet_id: int) -> ResponseReturnValue:
    """Say of each file without an item which it supports; those left open stay open."""
    form = EvidenceForm()
    with form.corrections():
        links = _links()
        with work() as session:
            commands.link_evidence(session, current_actor(), now(), sheet_id=sheet_id, links=links)
        return redirect(url_for("evidence.listing", sheet_id=sheet_id), 303)
    return shown(sheet_id, form, status=422)


@pages.post("/evidence/<int:evidence_id>/remove")
@requires(Action.ADD_EVIDENCE)
def remove(evidence_id: int) -> ResponseReturnValue:
    """Take a file of the own unit off the sheet."""
    answer = _to_sheet(evidence_id)
    with work() as session:
        commands.remove_evidence(session, current_actor(), now(), evidence_id=evidence_id)
    return answer


@pages.post("/evidence/<int:evidence_id>/take-back")
@requires(Action.SUPPLEMENT_EVIDENCE)
def take_back(evidence_id: int) -> ResponseReturnValue:
    """Take a supplement of the own unit off the sheet again."""
    answer = _to_sheet(evidence_id)
    with work() as session:
        commands.take_back_supplement(session, current_actor(), now(), evidence_id=evidence_id)
    return answer


def _links() -> dict[int, int]:
    """File → item, as the boxes `link-<file>` say. Raises Invalid."""
    try:
        return {
            whole(name.removeprefix("link-")): whole(item)
            for name, item in request.form.items()
            if name.startswith("link-") and item
        }
    except ValueError:
        raise Invalid({"items": "没有看懂关联的项次，重新选择。"}) from None


def _to_sheet(evidence_id: int) -> ResponseReturnValue:
    """Back to the files of the sheet. Raises NotFound."""
    row = open_evidence(db.session(), current_actor(), evidence_id).row
    sheet = sheet_of(db.session(), row.cycle_id, row.unit_id)
    return redirect(url_for("evidence.listing", sheet_id=sheet.id), 303)


def _page(evidence_id: int, form: EvidenceForm, chosen: frozenset[int]) -> ResponseReturnValue:
    found = evidence_form(db.session(), current_actor(), now(), evidence_id)
    page = render_template(
        "evidence/about.html",
        evidence=found.page,
        file=found.file,
        form=form,
        chosen=chosen,
        problems=form.problems,
    )
    return page, 422 if form.problems else 200
