"""Receipts (回执) of what was handed up, and the versions of a sheet."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.county.blueprint import pages
from webapp.extensions import db
from workflow.actions import Action
from workflow.queries.sheet_lists import sheet_history
from workflow.queries.submissions import receipt as read_receipt


@pages.get("/submissions/<int:submission_id>")
@requires(Action.VIEW_SHEET)
def receipt(submission_id: int) -> ResponseReturnValue:
    """The receipt of one submission; it stays where it is for ever."""
    return render_template(
        "county/receipt.html", receipt=read_receipt(db.session(), current_actor(), submission_id)
    )


@pages.get("/sheets/<int:sheet_id>/history")
@requires(Action.VIEW_SHEET)
def history(sheet_id: int) -> ResponseReturnValue:
    """Every time the sheet was handed up, and who had it when."""
    return render_template(
        "county/history.html", history=sheet_history(db.session(), current_actor(), sheet_id)
    )
