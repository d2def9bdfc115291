"""What a form sends by itself while an item is being filled: complete, it is the answer; else a draft."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, same_account, work
from webapp.arrival import now
from webapp.county.blueprint import pages
from webapp.county.items import save_typed, typed_item
from webapp.extensions import db
from workflow.actions import Action
from workflow.commands.drafts import discard_draft, keep_draft
from workflow.commands.filling import Conflict
from workflow.errors import Invalid
from workflow.models import Sheet
from workflow.queries.schemes import scheme_for
from workflow.queries.sheets import came_about, filled_count, sheet_content
from workflow.scheme.typed import TypedItem


@pages.post("/sheets/<int:sheet_id>/items/<int:item>/autosave")
@requires(Action.SAVE_ITEM)
def autosave_item(sheet_id: int, item: int) -> ResponseReturnValue:
    """Save the item where it can be saved, keep it as the visitor's draft where it cannot. The answer is
    the part of the page that has changed; 409 where somebody else has saved the item meanwhile."""
    same_account()
    typed = typed_item(item)
    try:
        save_typed(sheet_id, typed)
    except Invalid as refusal:
        _keep(sheet_id, typed)
        return _told(sheet_id, typed, lacking=len(refusal.errors | typed.unread()))
    except Conflict as conflict:
        _keep(sheet_id, typed)
        return _told(sheet_id, typed, conflict=conflict), 409
    return _told(sheet_id, typed)


@pages.post("/sheets/<int:sheet_id>/items/<int:item>/discard-draft")
@requires(Action.SAVE_ITEM)
def discard(sheet_id: int, item: int) -> ResponseReturnValue:
    """放弃草稿: what is saved stands in the boxes again."""
    with work() as session:
        discard_draft(session, current_actor(), now(), sheet_id=sheet_id, item=item)
    return redirect(url_for("county.item", sheet_id=sheet_id, item=item), 303)


def _keep(sheet_id: int, typed: TypedItem) -> None:
    number, version = typed.item.number, typed.version
    boxes = {name: text for name, text in request.form.items() if name.startswith(f"{number}-")}
    with work() as session:
        keep_draft(
            session, current_actor(), now(), sheet_id=sheet_id, item=number, version=version, boxes=boxes
        )


def _told(
    sheet_id: int, typed: TypedItem, lacking: int | None = None, conflict: Conflict | None = None
) -> str:
    """The mark as it stands and how it came about, what is saved, what is lacking. `lacking` and `conflict`
    are None where all is saved."""
    session, item = db.session(), typed.item
    sheet = session.get_one(Sheet, sheet_id)
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    filled = sheet_content(session, sheet_id, [item.number]).items.get(item.number)
    return render_template(
        "county/_autosaved.html",
        sheet=sheet,
        item=item,
        filled=filled,
        explanation=came_about(scheme, item, filled).explanation if filled else "",
        done=filled_count(session, sheet_id),
        typed=typed,
        lacking=lacking,
        conflict=conflict,
    )
