"""Rating by answers: a rater fills the form of one item about one unit, with the boxes of a self sheet."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, work
from webapp.arrival import now
from webapp.extensions import db
from workflow.actions import Action
from workflow.commands.answering import RatingInput, save_ratings
from workflow.commands.rating import VerdictConflict
from workflow.errors import Invalid
from workflow.permissions import could
from workflow.queries.evidence import evidence_on
from workflow.queries.evidence_pages import items_called
from workflow.queries.rating import RatingPage
from workflow.queries.rating_pages import answer_form, next_cell, next_unit, rating_obstacles
from workflow.queries.schemes import scheme_of
from workflow.queries.verdicts import RatedItem
from workflow.scheme.tree import Item
from workflow.scheme.typed import TypedItem

NO_ERRORS: Mapping[str, str] = MappingProxyType({})
NEXT_UNIT, NEXT_CELL = "unit", "next"
"""Values of the buttons that save and go on: to the same item of the next unit, to the next open cell."""


def show_answers(page: RatingPage) -> ResponseReturnValue:
    """The item of one unit as it stands; a form for the rater."""
    given = page.rated.given if page.rated else None
    asked = answer_form(db.session(), page).asked
    return _shown(page, _saved(asked, page), given.not_applicable if given else "")


def save_answers(page: RatingPage) -> ResponseReturnValue:
    """Save the item. Refused answers and a newer version come back with everything typed."""
    typed = TypedItem.read(answer_form(db.session(), page).asked, request.form)
    reason = request.form.get(f"{page.item.number}-not_applicable", "")
    given = RatingInput(page.item.number, typed.version, typed.given(), reason)
    try:
        with work() as session:
            save_ratings(session, current_actor(), now(), assessment_id=page.assessment_id, items=[given])
    except Invalid as refusal:
        return _shown(page, typed, reason, refusal.errors | typed.unread()), 422
    except VerdictConflict as conflict:
        typed = replace(typed, version=conflict.current.version)
        return _shown(page, typed, reason, current=conflict.current), 409
    return redirect(_onward(page), 303)


def _saved(asked: Item, page: RatingPage) -> TypedItem:
    given = page.rated.given.answers if page.rated and page.rated.given else {}
    return TypedItem.saved(asked, page.version, given)


def _shown(
    page: RatingPage,
    typed: TypedItem,
    reason: str,
    errors: Mapping[str, str] = NO_ERRORS,
    current: RatedItem | None = None,
) -> str:
    session, actor = db.session(), current_actor()
    form, scheme = answer_form(session, page), scheme_of(session, page.cycle_id)
    return render_template(
        "province/answers.html",
        page=page,
        form=form,
        typed=typed,
        item=form.asked,
        imported=form.imported,
        reason=reason,
        standing=_saved(form.asked, page),
        errors=errors,
        problems=typed.located(errors),
        current=current,
        unmet=rating_obstacles(session, actor, page, now()),
        rates=could(actor, Action.RATE_ITEM),
        following=next_unit(session, actor, page),
        next_cell=next_cell(session, actor, page),
        interpretations=scheme.interpretations_of(page.item.number),
        evidence=evidence_on(session, actor, page.cycle_id, page.unit_id, page.item.number),
        called=items_called(scheme),
    )


def _onward(page: RatingPage) -> str:
    session, actor, then = db.session(), current_actor(), request.form.get("then")
    number = page.item.number
    if then == NEXT_UNIT and (unit := next_unit(session, actor, page)):
        return url_for("province.item", assessment_id=unit, item=number, saved=page.unit_id)
    if then == NEXT_CELL and (cell := next_cell(session, actor, page)):
        return url_for("province.item", assessment_id=cell[0], item=cell[1], saved=page.unit_id)
    return url_for("province.item", assessment_id=page.assessment_id, item=number)
