"""Special factors (特殊因素, items 44–47) of a unit: listing, adding, editing and removing claims."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.county.forms import ClaimForm, claim_form
from webapp.extensions import db
from webapp.forms import Form, answer
from workflow.actions import Action
from workflow.commands import claims as commands
from workflow.queries.sheet_lists import ClaimPage, claim_page
from workflow.queries.sheet_pages import SheetPage, open_sheet_page


@pages.get("/sheets/<int:sheet_id>/claims")
@requires(Action.VIEW_SHEET)
def claims(sheet_id: int) -> ResponseReturnValue:
    """What the unit claims under each special item, with the rule, the basis and the comment from above."""
    page = open_sheet_page(db.session(), current_actor(), now(), sheet_id)
    return render_template("county/claims.html", page=page)


@pages.get("/sheets/<int:sheet_id>/claims/<int:item>/new")
@requires(Action.EDIT_CLAIM)
def new_claim(sheet_id: int, item: int) -> ResponseReturnValue:
    """An empty form for one event."""
    page = _page(sheet_id)
    return _add_page(claim_form(page.scheme.special_item(item)), page, item)


@pages.post("/sheets/<int:sheet_id>/claims/<int:item>/new")
@requires(Action.EDIT_CLAIM)
def add_claim(sheet_id: int, item: int) -> ResponseReturnValue:
    """Add one event."""
    page = _page(sheet_id)
    form = claim_form(page.scheme.special_item(item))
    if _readable(form, page.sheet.cycle_id, item):
        with form.corrections():
            with work() as session:
                commands.add_claim(session, current_actor(), now(), sheet_id=sheet_id, claim=form.claim(item))
            return redirect(url_for("county.claims", sheet_id=sheet_id, _anchor=f"item-{item}"), 303)
    return _add_page(form, page, item)


@pages.get("/claims/<int:claim_id>")
@requires(Action.EDIT_CLAIM)
def claim(claim_id: int) -> ResponseReturnValue:
    """One drafted event, to be corrected or taken away."""
    about = claim_page(db.session(), claim_id)
    return _edit_page(claim_form(about.special, about.claim), about)


@pages.post("/claims/<int:claim_id>")
@requires(Action.EDIT_CLAIM)
def edit_claim(claim_id: int) -> ResponseReturnValue:
    """Rewrite one drafted event."""
    about = claim_page(db.session(), claim_id)
    form, item = claim_form(about.special, about.claim), about.special.number
    if _readable(form, about.claim.cycle_id, item):
        with form.corrections():
            given = {"version": form.version.data, "claim": form.claim(item)}
            with work() as session:
                commands.edit_claim(session, current_actor(), now(), claim_id=claim_id, **given)
            return redirect(_list(about), 303)
    return _edit_page(form, about)


@pages.post("/claims/<int:claim_id>/remove")
@requires(Action.EDIT_CLAIM)
def remove_claim(claim_id: int) -> ResponseReturnValue:
    """Take one drafted event away."""
    about = claim_page(db.session(), claim_id)
    form = ClaimForm()
    if form.version.data is None:
        abort(400)
    with work() as session:
        version = form.version.data
        commands.remove_claim(session, current_actor(), now(), claim_id=claim_id, version=version)
    return redirect(_list(about), 303)


def _readable(form: ClaimForm, cycle_id: int, item: int) -> bool:
    """Whether every box could be read; if not, the rule's refusals stand beside those of the boxes."""
    if form.validate():
        return True
    with form.corrections():
        commands.check_claim(db.session(), cycle_id, form.claim(item))
    return False


def _page(sheet_id: int) -> SheetPage:
    return open_sheet_page(db.session(), current_actor(), now(), sheet_id)


def _list(about: ClaimPage) -> str:
    return url_for("county.claims", sheet_id=about.sheet_id, _anchor=f"item-{about.special.number}")


def _add_page(form: Form, page: SheetPage, item: int) -> ResponseReturnValue:
    special = page.scheme.special_item(item)
    return answer("county/claim.html", form, special=special, sheet_id=page.sheet.id, claim=None)


def _edit_page(form: Form, about: ClaimPage) -> ResponseReturnValue:
    context = {"special": about.special, "sheet_id": about.sheet_id, "claim": about.claim}
    return answer("county/claim.html", form, **context)
