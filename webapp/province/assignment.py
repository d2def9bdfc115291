"""分派项次: every item to one division, or to several that check it blind to each other."""

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands.assignment import HOW_TO_CONFIRM, assign_items
from workflow.errors import Invalid
from workflow.queries.assignment_pages import assignment_form

_ITEM = re.compile(r"item-([0-9]{1,9})(?:-also)?", re.ASCII)


@pages.get("/cycles/<int:cycle_id>/assignment")
@requires(Action.ASSIGN_ITEMS)
def assignment(cycle_id: int) -> ResponseReturnValue:
    """All items by category and project, each with its divisions."""
    return _page(cycle_id)


def _page(cycle_id: int, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    form = assignment_form(db.session(), cycle_id)
    problems = list((errors or {}).items())
    page = render_template(
        "province/assignment.html",
        form=form,
        problems=problems,
        typed=request.form,
        confirming=any(text.endswith(HOW_TO_CONFIRM) for _, text in problems),
        cycle_id=cycle_id,
    )
    return page, 422 if problems else 200


@pages.post("/cycles/<int:cycle_id>/assignment")
@requires(Action.ASSIGN_ITEMS)
def assign(cycle_id: int) -> ResponseReturnValue:
    """Save the form; items left blank go to the division named for the rest, or stay as they are."""
    try:
        with work() as session:
            assign_items(
                session, current_actor(), now(), cycle_id=cycle_id, divisions_by_item=_chosen(),
                confirmed="confirmed" in request.form,
            )  # fmt: skip
    except Invalid as refusal:
        return _page(cycle_id, refusal.errors)
    return redirect(url_for("province.assignment", cycle_id=cycle_id), 303)


def _chosen() -> dict[int, set[int]]:
    """Item → the divisions chosen for it; what is left blank goes to the one named for the rest."""
    form = request.form
    items = {int(match[1]) for match in map(_ITEM.fullmatch, form) if match}
    chosen = {item: _divisions(f"item-{item}") for item in items}
    rest = {form.get("rest", 0, type=whole)} if form.get("rest") else set()
    return {item: found or rest for item, found in chosen.items() if found or rest}


def _divisions(box: str) -> set[int]:
    """The division of a box and those added to it; one that is no id is none of the province's either."""
    texts = [request.form.get(box, ""), *request.form.getlist(f"{box}-also")]
    return {_id(text) for text in texts if text}


def _id(text: str) -> int:
    try:
        return whole(text)
    except ValueError:
        return 0
