"""The trail, for the auditor: who did what when, digests instead of contents, the proof of the chain."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import requires
from webapp.admin.blueprint import own_province, pages
from webapp.admin.labels import NOUNS, event_label
from webapp.extensions import db
from webapp.fields import whole
from workflow.actions import Action
from workflow.queries import trail as queries
from workflow.queries.units import named


@pages.get("/trail")
@requires(Action.VIEW_TRAIL)
def trail() -> ResponseReturnValue:
    """A page of events, newest first, of one unit or one kind where asked for."""
    unit, noun = request.args.get("unit", "").strip(), request.args.get("noun") or None
    found = named(db.session(), unit) if unit else ()
    below, unit_id = request.args.get("below", type=whole), found[0].id if found else None
    page = queries.TrailPage((), None)
    if found or not unit:
        page = queries.trail(db.session(), own_province(), below=below, unit_id=unit_id, noun=noun)
    asked = {"unit": unit, "noun": noun, "nouns": NOUNS, "known": bool(found) or not unit}
    return render_template("admin/trail.html", page=page, event_label=event_label, **asked)


@pages.get("/trail/verification")
@requires(Action.VIEW_TRAIL)
def verify_trail() -> ResponseReturnValue:
    """Recompute the whole chain and say whether it holds."""
    return render_template("admin/verification.html", report=queries.verify_chain(db.session()))
