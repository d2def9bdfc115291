"""评议打分: one table of units and what the panel marks; an evaluator sees own marks only, the chief none."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands.panel import PanelInput, save_panel_marks
from workflow.errors import Invalid
from workflow.permissions import could
from workflow.queries.panels import PanelPage, panel_page
from workflow.queries.rating_facts import rating_awaited


@pages.get("/cycles/<int:cycle_id>/panel")
@requires(Action.VIEW_PANEL)
def panel(cycle_id: int) -> ResponseReturnValue:
    """The evaluator's table; for the chief who has finished."""
    return _page(cycle_id)


@pages.post("/cycles/<int:cycle_id>/panel")
@requires(Action.MARK_PANEL)
def mark_panel(cycle_id: int) -> ResponseReturnValue:
    """Save all boxes at once, all or none."""
    page = panel_page(db.session(), current_actor(), cycle_id, now())
    try:
        with work() as session:
            changed = save_panel_marks(session, current_actor(), now(), cycle_id=cycle_id, marks=_typed(page))
    except Invalid as refusal:
        return _page(cycle_id, refusal.errors)
    return redirect(url_for("province.panel", cycle_id=cycle_id, saved=changed), 303)


def _typed(page: PanelPage) -> list[PanelInput]:
    """What stands in the boxes: those of a unit that was closed meanwhile too, so that it is told."""
    places = [(row.unit_id, item, component) for row in page.rows for item, component in row.marks]
    found = []
    for unit_id, item, component in places:
        name = f"{unit_id}-{item}-{component}"
        if name in request.form:
            version = request.form.get(f"{name}-version", 0, type=whole)
            found.append(PanelInput(unit_id, item, component, request.form[name], version))
    return found


def _page(cycle_id: int, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    page = render_template(
        "province/panel.html",
        page=panel_page(session, actor, cycle_id, now()),
        marks=could(actor, Action.MARK_PANEL),
        unmet=rating_awaited(session, cycle_id, now()),
        problems=list((errors or {}).items()),
        typed=request.form if errors else {},
        cycle_id=cycle_id,
    )
    return page, 422 if errors else 200
