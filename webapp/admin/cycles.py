"""Years: the list, opening, moving on, the calendar, filing away."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from states.cycle import CycleTrigger
from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import ChangeForm, OpenForm, with_days
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import Form, ReasonForm, answer
from workflow.clock import local_date
from workflow.commands import cycle as commands
from workflow.permissions import Action, could
from workflow.queries.agenda import TITLES
from workflow.queries.calendars import days_of, opened_early, warnings
from workflow.queries.cycles import cycle_line, progress, unsigned_units, year_of
from workflow.queries.cycles import cycles as cycle_lines
from workflow.scheme.loader import builtin, builtin_keys


@pages.get("/cycles")
@requires(Action.VIEW_CYCLES)
def cycles() -> ResponseReturnValue:
    """Every year, the newest first."""
    lines = cycle_lines(db.session(), own_province())
    opens = could(current_actor(), Action.OPEN_CYCLE)
    return render_template("admin/cycles.html", lines=lines, opens=opens)


@pages.get("/cycles/<int:cycle_id>")
@requires(Action.VIEW_CYCLES)
def cycle(cycle_id: int) -> ResponseReturnValue:
    """One year: where it stands, its calendar, what is worth a warning."""
    session = db.session()
    days = days_of(session, cycle_id)
    facts = {
        "days": days,
        "early": opened_early(session, cycle_id),
        "warnings": warnings(days),
        "unsigned": unsigned_units(session, cycle_id, now()),
        "progress": progress(session, cycle_id),
        "stages": year_of(session, cycle_id).stages,
        "administers": could(current_actor(), Action.EDIT_CALENDAR),
    }
    return render_template("admin/cycle.html", titles=TITLES, **_coming(cycle_id), **facts)


def _coming(cycle_id: int) -> dict[str, Any]:
    """The year, the stage that a date leads to from here, and that date."""
    line = cycle_line(db.session(), cycle_id)
    move = year_of(db.session(), cycle_id).move(line.stage, CycleTrigger.ADVANCE)
    entry = days_of(db.session(), cycle_id).get(move.target.value) if move else None
    return {"line": line, "next_stage": move.target if move else None, "next_days": entry}


@pages.route("/cycles/open", methods=["GET", "POST"])
@requires(Action.OPEN_CYCLE)
def open_cycle() -> ResponseReturnValue:
    """The dates that the scheme proposes for a year, to be changed and checked before it opens."""
    key, year = _wished()
    proposed = builtin(key).calendar.dates(year)
    form = with_days(OpenForm, proposed)()
    if form.validate_on_submit() and form["go"].data:
        with form.corrections():
            return redirect(url_for("admin.cycle", cycle_id=_open(form, key, year)), 303)
    told = warnings({**proposed, **form.days()})
    wished = {"key": key, "year": year, "schemes": {name: builtin(name).title for name in builtin_keys()}}
    return answer("admin/open_cycle.html", form, titles=TITLES, days=proposed, warnings=told, **wished)


def _wished() -> tuple[str, int]:
    key, year = request.args.get("scheme"), request.args.get("year", type=whole)
    known = builtin_keys()
    sound = year is not None and commands.FIRST_YEAR <= year <= commands.LAST_YEAR
    return key if key in known else known[0], year if year and sound else local_date(now()).year


def _open(form: OpenForm, key: str, year: int) -> int:
    wishes = {"days": form.days(), "rehearsal": form["rehearsal"].data}
    with work() as session:
        made = commands.open_cycle(session, current_actor(), now(), scheme_key=key, year=year, **wishes)
        return made.id


@pages.route("/cycles/<int:cycle_id>/advance", methods=["GET", "POST"])
@requires(Action.ADVANCE_CYCLE)
def advance_cycle(cycle_id: int) -> ResponseReturnValue:
    """Move the year on by hand, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with form.corrections():
            _advance(cycle_id, form)
            return redirect(url_for("admin.cycle", cycle_id=cycle_id), 303)
    return answer("admin/advance_cycle.html", form, **_coming(cycle_id))


def _advance(cycle_id: int, form: Form) -> None:
    with work() as session:
        reason = form["reason"].data or ""
        commands.advance_cycle(session, current_actor(), now(), cycle_id=cycle_id, reason=reason)


@pages.route("/cycles/<int:cycle_id>/calendar", methods=["GET", "POST"])
@requires(Action.EDIT_CALENDAR)
def edit_calendar(cycle_id: int) -> ResponseReturnValue:
    """Change the days of a year, with a reason."""
    held = days_of(db.session(), cycle_id)
    form = with_days(ChangeForm, held)()
    if form.validate_on_submit():
        with form.corrections():
            _change(cycle_id, form)
            return redirect(url_for("admin.cycle", cycle_id=cycle_id), 303)
    told = {"warnings": warnings({**held, **form.days()}), "line": cycle_line(db.session(), cycle_id)}
    return answer("admin/calendar.html", form, titles=TITLES, days=held, **told)


def _change(cycle_id: int, form: ChangeForm) -> None:
    wishes = {"days": form.days(), "reason": form["reason"].data or ""}
    with work() as session:
        commands.edit_calendar(session, current_actor(), now(), cycle_id=cycle_id, **wishes)


@pages.post("/cycles/<int:cycle_id>/close")
@requires(Action.CLOSE_CYCLE)
def close_cycle(cycle_id: int) -> ResponseReturnValue:
    """File a published year away (归档)."""
    with work() as session:
        commands.close_cycle(session, current_actor(), now(), cycle_id=cycle_id)
    return redirect(url_for("admin.cycle", cycle_id=cycle_id), 303)
