"""录入负面因素: a rater enters an event of items 46 and 47; the chief decides about it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.county.forms import ClaimForm, claim_form
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import answer
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands.claim_decisions import enter_claim as enter
from workflow.errors import NotFound
from workflow.queries.entering_pages import EnteringPage, entering_page
from workflow.scheme.tree import SpecialItem


class EnteredClaimForm(ClaimForm):
    """One event, and the unit that it is about."""

    unit_id = SelectField("单位", coerce=whole, validate_choice=False)
    option = RadioField("情形", validate_choice=False)


@pages.get("/cycles/<int:cycle_id>/negative")
@requires(Action.ENTER_CLAIM)
def negative(cycle_id: int) -> ResponseReturnValue:
    """The negative items of the own division, and what was entered so far."""
    page = entering_page(db.session(), current_actor(), cycle_id)
    return render_template("province/negative.html", page=page, cycle_id=cycle_id)


@pages.get("/cycles/<int:cycle_id>/negative/<int:item>")
@requires(Action.ENTER_CLAIM)
def entry(cycle_id: int, item: int) -> ResponseReturnValue:
    """An empty form for one event."""
    page = entering_page(db.session(), current_actor(), cycle_id)
    special = _special(page, item)
    return answer("province/entry.html", _form(page, special), special=special, cycle_id=cycle_id)


@pages.post("/cycles/<int:cycle_id>/negative/<int:item>")
@requires(Action.ENTER_CLAIM)
def enter_claim(cycle_id: int, item: int) -> ResponseReturnValue:
    """Enter one event."""
    page = entering_page(db.session(), current_actor(), cycle_id)
    special = _special(page, item)
    form = _form(page, special)
    if form.validate():
        about = {"cycle_id": cycle_id, "unit_id": form.unit_id.data}
        with form.corrections(), work() as session:
            enter(session, current_actor(), now(), **about, claim=form.claim(item))
    if form.problems:
        return answer("province/entry.html", form, special=special, cycle_id=cycle_id)
    return redirect(url_for("province.negative", cycle_id=cycle_id), 303)


def _special(page: EnteringPage, item: int) -> SpecialItem:
    found = next((special for special in page.specials if special.number == item), None)
    if found is None:
        raise NotFound(f"第 {item} 项不由您的处室录入。")
    return found


def _form(page: EnteringPage, special: SpecialItem) -> ClaimForm:
    form = claim_form(special, kind=EnteredClaimForm, amount="扣分")
    form.unit_id.choices = list(page.units)
    return form
