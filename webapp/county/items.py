"""One item of a self sheet: filling it, or reading it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.county.boxes import TypedItem
from webapp.extensions import db
from webapp.protection import with_previews
from workflow.actions import Action
from workflow.commands.filling import Conflict, ItemInput, save_items
from workflow.errors import Invalid
from workflow.queries.evidence import evidence_of
from workflow.queries.evidence_files import by_item
from workflow.queries.evidence_pages import items_called
from workflow.queries.schemes import scheme_for
from workflow.queries.sheet_pages import SheetPage, open_sheet_page

NO_ERRORS: Mapping[str, str] = MappingProxyType({})
NEXT = "next"
"""Value of the button that saves and goes on to the next unfinished item."""


@pages.get("/sheets/<int:sheet_id>/items/<int:item>")
@requires(Action.VIEW_SHEET)
@with_previews
def item(sheet_id: int, item: int) -> ResponseReturnValue:
    """An item as it stands; a form for whoever may fill it now."""
    page = open_sheet_page(db.session(), current_actor(), now(), sheet_id)
    return _shown(page, _saved(page, item))


@pages.post("/sheets/<int:sheet_id>/items/<int:item>")
@requires(Action.SAVE_ITEM)
@with_previews
def save_item(sheet_id: int, item: int) -> ResponseReturnValue:
    """Save one item. Refused answers and a newer version come back with everything typed."""
    scheme = scheme_for(db.session(), g.scope.cycle_id, g.scope.unit_id)
    typed = TypedItem.read(scheme.item(item), request.form)
    given = ItemInput(item, typed.version, typed.given())
    try:
        with work() as session:
            save_items(session, current_actor(), now(), sheet_id=sheet_id, items=[given])
    except Invalid as refusal:
        return _shown(_page(sheet_id), typed, refusal.errors | typed.unread()), 422
    except Conflict as conflict:
        typed = replace(typed, version=conflict.current.version)
        return _shown(_page(sheet_id), typed, conflict=conflict), 409
    return redirect(_onward(sheet_id, item), 303)


def _page(sheet_id: int) -> SheetPage:
    return open_sheet_page(db.session(), current_actor(), now(), sheet_id)


def _saved(page: SheetPage, number: int) -> TypedItem:
    filled = page.content.items.get(number)
    item = page.scheme.item(number)
    return TypedItem.saved(item, filled.version, filled.answers) if filled else TypedItem(item)


def _shown(
    page: SheetPage,
    typed: TypedItem,
    errors: Mapping[str, str] = NO_ERRORS,
    conflict: Conflict | None = None,
) -> str:
    files = by_item(evidence_of(db.session(), current_actor(), page.sheet, page.scope))
    return render_template(
        "county/item.html",
        page=page,
        files=files.get(typed.item.number, []),
        called=items_called(page.scheme),
        typed=typed,
        item=typed.item,
        standing=_saved(page, typed.item.number),
        errors=errors,
        problems=typed.located(errors),
        conflict=conflict,
    )


def _onward(sheet_id: int, number: int) -> str:
    if request.form.get("then") != NEXT:
        return url_for("county.item", sheet_id=sheet_id, item=number)
    following = _page(sheet_id).next_unfinished(number)
    if following is None:
        return url_for("county.sheet", sheet_id=sheet_id, saved=number)
    return url_for("county.item", sheet_id=sheet_id, item=following, saved=number)
