"""One item of a self sheet: filling it, or reading it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, same_account, work
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.extensions import db
from webapp.fields import whole
from webapp.protection import with_previews
from workflow.actions import Action
from workflow.commands.filling import Conflict, ItemInput, save_items
from workflow.commands.not_applicable import FIELD, declare_not_applicable
from workflow.errors import Invalid
from workflow.queries.drafts import Draft, draft_of, still_lacking
from workflow.queries.evidence import evidence_of
from workflow.queries.evidence_files import by_item
from workflow.queries.evidence_pages import items_called
from workflow.queries.item_before import item_before
from workflow.queries.schemes import scheme_for
from workflow.queries.sheet_pages import SheetPage, open_sheet_page
from workflow.queries.sheets import FilledItem
from workflow.scheme.typed import TypedItem

NO_ERRORS: Mapping[str, str] = MappingProxyType({})
NEXT = "next"
"""Value of the button that saves and goes on to the next unfinished item."""


@pages.get("/sheets/<int:sheet_id>/items/<int:item>")
@requires(Action.VIEW_SHEET)
@with_previews
def item(sheet_id: int, item: int) -> ResponseReturnValue:
    """An item as it stands; a form for whoever may fill it now, with what that person left unfinished."""
    page = _page(sheet_id)
    kept = draft_of(db.session(), sheet_id, item, current_actor().user_id) if page.fillable(item) else None
    if kept is None:
        return _shown(page, _saved(page, item))
    typed = replace(TypedItem.read(page.scheme.item(item), kept.boxes), version=kept.version)
    return _shown(page, typed, draft=kept)


@pages.post("/sheets/<int:sheet_id>/items/<int:item>")
@requires(Action.SAVE_ITEM)
@with_previews
def save_item(sheet_id: int, item: int) -> ResponseReturnValue:
    """Save one item. Refused answers and a newer version come back with everything typed."""
    same_account()
    typed = typed_item(item)
    try:
        save_typed(sheet_id, typed)
    except Invalid as refusal:
        return _shown(_page(sheet_id), typed, refusal.errors | typed.unread()), 422
    except Conflict as conflict:
        return _shown(_page(sheet_id), typed, conflict=conflict), 409
    return redirect(_onward(sheet_id, item), 303)


def typed_item(number: int) -> TypedItem:
    """What the request carries about an item. Raises NotFound."""
    scheme = scheme_for(db.session(), g.scope.cycle_id, g.scope.unit_id)
    return TypedItem.read(scheme.item(number), request.form)


def save_typed(sheet_id: int, typed: TypedItem) -> FilledItem:
    """Save what was typed, and return how the item stands now. Raises what the command raises."""
    given = ItemInput(typed.item.number, typed.version, typed.given())
    with work() as session:
        content = save_items(session, current_actor(), now(), sheet_id=sheet_id, items=[given])
    return content.items[given.number]


@pages.post("/sheets/<int:sheet_id>/items/<int:item>/not-applicable")
@requires(Action.SAVE_ITEM)
@with_previews
def declare_absence(sheet_id: int, item: int) -> ResponseReturnValue:
    """Declare that an item does not apply to the unit; a refused reason comes back as typed."""
    version, reason = request.form.get("version", 0, type=whole), request.form.get(f"{item}-{FIELD}", "")
    given = {"sheet_id": sheet_id, "item": item, "version": version, "reason": reason}
    try:
        with work() as session:
            declare_not_applicable(session, current_actor(), now(), **given)
    except Invalid as refusal:
        errors = {f"{item}-{name}": text for name, text in refusal.errors.items()}
        page = _page(sheet_id)
        return _shown(page, _saved(page, item), errors), 422
    except Conflict as conflict:
        page = _page(sheet_id)
        return _shown(page, _saved(page, item), conflict=conflict), 409
    return redirect(url_for("county.item", sheet_id=sheet_id, item=item), 303)


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
    draft: Draft | None = None,
) -> str:
    session, item = db.session(), typed.item
    lacking = still_lacking(session, page.sheet, item, typed.given()) | typed.unread() if draft else {}
    files = by_item(evidence_of(session, current_actor(), page.sheet, page.scope))
    return render_template(
        "county/item.html",
        page=page,
        files=files.get(item.number, []),
        called=items_called(page.scheme),
        typed=typed,
        item=item,
        standing=_saved(page, item.number),
        before=item_before(session, page.sheet, item, page.now) if page.owns else None,
        errors=errors,
        problems=typed.located(errors),
        conflict=conflict,
        draft=draft,
        lacking=typed.located(lacking),
    )


def _onward(sheet_id: int, number: int) -> str:
    if request.form.get("then") != NEXT:
        return url_for("county.item", sheet_id=sheet_id, item=number)
    following = _page(sheet_id).next_unfinished(number)
    if following is None:
        return url_for("county.sheet", sheet_id=sheet_id, saved=number)
    return url_for("county.item", sheet_id=sheet_id, item=following, saved=number)
