"""All files of a sheet on one page, with the forms of whoever may add some."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.evidence.blueprint import pages
from webapp.evidence.forms import EvidenceForm
from webapp.evidence.receiving import Outcome
from webapp.extensions import db
from webapp.fields import whole
from webapp.protection import with_previews
from workflow.actions import Action
from workflow.queries.evidence_pages import evidence_page


@pages.get("/sheets/<int:sheet_id>/evidence")
@requires(Action.VIEW_EVIDENCE)
@with_previews
def listing(sheet_id: int) -> ResponseReturnValue:
    """The files of a sheet by item."""
    return shown(sheet_id, EvidenceForm(formdata=None))


def shown(
    sheet_id: int, form: EvidenceForm, outcomes: Sequence[Outcome] = (), status: int = 200
) -> ResponseReturnValue:
    """The page, with what became of the files that were just sent."""
    page = render_template(
        "evidence/listing.html",
        evidence=evidence_page(db.session(), current_actor(), now(), sheet_id),
        form=form,
        item=request.args.get("item", type=whole),
        problems=form.problems + [("file", outcome.text) for outcome in outcomes if outcome.text],
        taken=[outcome for outcome in outcomes if not outcome.text],
    )
    return page, status
