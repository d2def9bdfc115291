"""分派项次: every item to one division."""

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands.assignment import assign_items
from workflow.errors import Invalid
from workflow.queries.assignment_pages import assignment_form

_ITEM = re.compile(r"item-([0-9]{1,9})", re.ASCII)


@pages.get("/cycles/<int:cycle_id>/assignment")
@requires(Action.ASSIGN_ITEMS)
def assignment(cycle_id: int) -> ResponseReturnValue:
    """All items by category and project, each with its division."""
    return _page(cycle_id)


def _page(cycle_id: int, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    form = assignment_form(db.session(), cycle_id)
    problems = list((errors or {}).items())
    page = render_template(
        "province/assignment.html", form=form, problems=problems, typed=request.form, cycle_id=cycle_id
    )
    return page, 422 if problems else 200


@pages.post("/cycles/<int:cycle_id>/assignment")
@requires(Action.ASSIGN_ITEMS)
def assign(cycle_id: int) -> ResponseReturnValue:
    """Save the form; items left blank go to the division named for the rest, or stay as they are."""
    try:
        with work() as session:
            assign_items(session, current_actor(), now(), cycle_id=cycle_id, division_by_item=_chosen())
    except Invalid as refusal:
        return _page(cycle_id, refusal.errors)
    return redirect(url_for("province.assignment", cycle_id=cycle_id), 303)


def _chosen() -> dict[int, int]:
    form, items = (
        request.form,
        {match[0]: int(match[1]) for match in map(_ITEM.fullmatch, request.form) if match},
    )
    boxes = {item: name if form[name] else "rest" for name, item in items.items()}
    return {item: form.get(box, 0, type=whole) for item, box in boxes.items() if form.get(box)}
