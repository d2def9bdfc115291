"""The outbox: what waits, what was sent, what went wrong, who cannot be reached; sending again by hand."""

from typing import TypeVar

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifications.kinds import KINDS
from states.engine import Labelled
from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from workflow.actions import Action
from workflow.commands.resending import resend as send_again
from workflow.commands.resending import resend_all as send_all_again
from workflow.errors import NotFound
from workflow.models import Channel, DeliveryState
from workflow.queries import outbox as queries
from workflow.queries.reachability import unreachable_units
from workflow.queries.units import named


@pages.get("/outbox")
@requires(Action.VIEW_OUTBOX)
def outbox() -> ResponseReturnValue:
    """Counts, units that cannot be reached, and a page of copies."""
    session, province = db.session(), own_province()
    sought, unit = _sought()
    page = queries.outbox(session, province, sought) if sought else queries.OutboxPage((), None)
    again = queries.resendable_counts(session, province, sought) if sought else {}
    asked = {"sought": sought, "unit": unit, "page": page, "again": again, "kind_label": kind_label}
    counts, out_of_reach = queries.counted(session, province), unreachable_units(session, province, now())
    return render_template("admin/outbox.html", counts=counts, unreachable=out_of_reach, **_terms(), **asked)


@pages.get("/outbox/resend")
@requires(Action.RESEND_MESSAGE)
def ask_resend_all() -> ResponseReturnValue:
    """How many copies are sought and can be sent again, and what sending them means."""
    sought, unit = _sought()
    again = queries.resendable_counts(db.session(), own_province(), sought) if sought else {}
    return render_template("admin/resend_all.html", again=again, sought=sought, unit=unit, **_terms())


@pages.post("/outbox/resend")
@requires(Action.RESEND_MESSAGE)
def resend_all() -> ResponseReturnValue:
    """Put them all back into the queue."""
    sought, _ = _sought()
    if sought is None:
        raise NotFound
    with work() as session:
        shown = request.form.get("number", 0, type=whole)
        send_all_again(session, current_actor(), now(), sought=sought, shown=shown)
    return redirect(url_for("admin.outbox"), 303)


@pages.get("/outbox/<int:delivery_id>/resend")
@requires(Action.RESEND_MESSAGE)
def ask_resend(delivery_id: int) -> ResponseReturnValue:
    """One copy, and what sending it again means."""
    line = queries.copy_line(db.session(), own_province(), delivery_id)
    return render_template("admin/resend.html", line=line, kind_label=kind_label)


@pages.post("/outbox/<int:delivery_id>/resend")
@requires(Action.RESEND_MESSAGE)
def resend(delivery_id: int) -> ResponseReturnValue:
    """Put a copy back into the queue."""
    with work() as session:
        send_again(session, current_actor(), now(), delivery_id=delivery_id)
    return redirect(url_for("admin.outbox"), 303)


def kind_label(kind: str) -> str:
    """How a kind of messages is called."""
    return KINDS[kind].label if kind in KINDS else kind


def _sought() -> tuple[queries.Sought | None, str]:
    """What an address asks for, and the unit as it was typed; None where there is no such unit."""
    unit = request.args.get("unit", "").strip()
    found = named(db.session(), unit) if unit else ()
    state, channel = _member(DeliveryState, "state"), _member(Channel, "channel")
    if unit and not found:
        return None, unit
    unit_id = found[0].id if found else None
    return queries.Sought(state, channel, unit_id, request.args.get("below", type=whole)), unit


T = TypeVar("T", bound=Labelled)


def _member(vocabulary: type[T], name: str) -> T | None:
    asked = request.args.get(name)
    return next((member for member in vocabulary if member.value == asked), None)


def _terms() -> dict[str, object]:
    offered = current_app.config["CHANNELS"].offered
    return {"channels": list(Channel), "states": list(DeliveryState), "offered": offered}
