"""核对: everything as it will be submitted, before 送签 and before 签发."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.extensions import db
from workflow.actions import Action
from workflow.queries.completeness import completeness
from workflow.queries.drafts import drafted_items
from workflow.queries.sheet_pages import open_sheet_page


@pages.get("/sheets/<int:sheet_id>/check")
@requires(Action.VIEW_SHEET)
def check(sheet_id: int) -> ResponseReturnValue:
    """All answers by category with sums, what is missing, and the button that hands the sheet on."""
    session, actor = db.session(), current_actor()
    page = open_sheet_page(session, actor, now(), sheet_id)
    lacks = completeness(session, page)
    drafts = drafted_items(session, sheet_id, actor.user_id)
    return render_template("county/check.html", page=page, lacks=lacks, drafts=drafts)
