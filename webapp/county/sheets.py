"""A self sheet as a whole: its task list, its score, the years of a unit."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.extensions import db
from workflow.actions import Action
from workflow.permissions import may
from workflow.queries.completeness import completeness
from workflow.queries.drafts import drafted_items
from workflow.queries.sheet_lists import sheets_of
from workflow.queries.sheet_pages import open_sheet_page, sheet_page


@pages.get("/sheets")
@requires(Action.LIST_OWN_SHEETS)
def own() -> ResponseReturnValue:
    """The sheets of the visitor's unit, newest year first."""
    return render_template("county/own.html", sheets=sheets_of(db.session(), current_actor().unit_id or 0))


@pages.get("/sheets/<int:sheet_id>")
@requires(Action.VIEW_SHEET)
def sheet(sheet_id: int) -> ResponseReturnValue:
    """The task list; before 签收 the level above sees unit, stage and time only."""
    session, actor = db.session(), current_actor()
    page = sheet_page(session, actor, now(), sheet_id)
    if not page.visible:
        return render_template("county/sealed.html", page=page)
    lacks = completeness(session, page) if page.owns else None
    drafts = drafted_items(session, sheet_id, actor.user_id)
    told = {"lacks": lacks, "drafts": drafts, "may_print": may(actor, Action.PRINT_SHEET, page.scope)}
    return render_template("county/sheet.html", page=page, **told)


@pages.get("/sheets/<int:sheet_id>/score")
@requires(Action.VIEW_SCORE)
def score(sheet_id: int) -> ResponseReturnValue:
    """这个分数怎么来的: from the total down to the single deduction line."""
    page = open_sheet_page(db.session(), current_actor(), now(), sheet_id)
    return render_template("county/score.html", page=page)
