"""历史记录: a unit's own, all units' for the chief; the same lines as a page and as a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.admin.labels import EVENTS, NOUNS, event_label
from webapp.extensions import db
from webapp.fields import whole
from webapp.history.files import FORMATS
from workflow.actions import Action
from workflow.queries.history.choices import Choices, beginning, choices
from workflow.queries.history.lines import Line, history_lines, history_page
from workflow.queries.history.visible import Reading, Wanted, readable, reading
from workflow.queries.sheet_lists import own_sheet

OUTSIDE = "none"
"""Chosen as the year: what belongs to no year (账号和岗位)."""

pages = Blueprint("history", __name__)


@pages.get("/history")
@requires(Action.VIEW_HISTORY)
def find() -> ResponseReturnValue:
    """Lead to the year and the unit that were chosen; the newest year without a choice."""
    year, unit = (request.args.get(name, type=whole) for name in ("cycle", "unit"))
    outside = request.args.get("cycle") == OUTSIDE
    cycle_id, unit_id = beginning(db.session(), current_actor(), year, unit, outside=outside)
    return redirect(url_for("history.history", cycle_id=cycle_id, unit_id=unit_id, **_narrowed()), 303)


@pages.get("/history/cycles/<int:cycle_id>")
@pages.get("/history/cycles/<int:cycle_id>/units/<int:unit_id>")
@pages.get("/history/units/<int:unit_id>")
@requires(Action.VIEW_HISTORY)
def history(cycle_id: int | None = None, unit_id: int | None = None) -> ResponseReturnValue:
    """A page of events, newest first: of a unit in a year, of a year, of a unit outside all years."""
    session, read = db.session(), _reading(cycle_id, unit_id)
    return render_template(
        "history/history.html",
        page=history_page(session, read, request.args.get("below", type=whole)),
        choices=choices(session, current_actor(), read),
        sheet=own_sheet(session, unit_id, cycle_id) if unit_id and cycle_id else None,
        acts=_acts(read),
        place={"cycle_id": cycle_id, "unit_id": unit_id},
        narrowed=_narrowed(),
        kept={"cycle_id": cycle_id, "unit_id": unit_id, **_narrowed()},
        nouns=NOUNS,
        event_label=event_label,
    )


@pages.get("/history/cycles/<int:cycle_id>/export")
@pages.get("/history/cycles/<int:cycle_id>/units/<int:unit_id>/export")
@pages.get("/history/units/<int:unit_id>/export")
@requires(Action.VIEW_HISTORY)
def export(cycle_id: int | None = None, unit_id: int | None = None) -> ResponseReturnValue:
    """Everything that the pages show, narrowed in the same way, as CSV or JSON."""
    session, read = db.session(), _reading(cycle_id, unit_id)
    ending = request.args.get("format", "csv")
    media_type, written = FORMATS.get(ending, FORMATS["csv"])
    lines = stream_with_context(written(_all_lines(read)))
    name = _file_name(choices(session, current_actor(), read), ending)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(lines, mimetype=media_type, headers=headers)


def _all_lines(read: Reading) -> Iterator[Line]:
    """Read while they are sent, in the session of that time: the view's own has been closed by then."""
    yield from history_lines(db.session(), read)


def _reading(cycle_id: int | None, unit_id: int | None) -> Reading:
    return reading(db.session(), current_actor(), Wanted(cycle_id, unit_id, **_narrowed()))


def _narrowed() -> dict[str, Any]:
    """What the address asks for, as far as it can be read."""
    asked = {
        "item": request.args.get("item", type=whole),
        "act": request.args.get("act", "").strip(),
        "person": request.args.get("person", "").strip(),
    }
    return {name: value for name, value in asked.items() if value}


def _acts(read: Reading) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The acts to choose from, by what they are on."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(readable(read) & EVENTS.keys()):
        found.setdefault(NOUNS[name.partition(".")[0]], []).append((name, EVENTS[name]))
    return found


def _file_name(chosen: Choices, ending: str) -> str:
    year = chosen.year or "账号和岗位"
    return f"{chosen.unit or '全部单位'}历史记录（{year}）.{ending if ending in FORMATS else 'csv'}"
