"""Years: the list, opening, moving on, filing away."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from states.cycle import CycleTrigger, led_on_by
from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import OpenForm, with_days
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import Form, ReasonForm, answer
from workflow.actions import Action
from workflow.clock import local_date
from workflow.commands import cycle as commands
from workflow.permissions import could
from workflow.queries.agenda import titles
from workflow.queries.calendars import days_of, opened_early, warnings
from workflow.queries.cycles import cycle_line, progress
from workflow.queries.cycles import cycles as cycle_lines
from workflow.queries.schemes import schemes_to_open
from workflow.queries.staffing import vacancies
from workflow.queries.unfinished import unfinished_text
from workflow.queries.windows import cycle_calendar
from workflow.queries.working_days import working_days
from workflow.scheme.document import Scheme


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
    days, coming = days_of(session, cycle_id), _coming(cycle_id)
    procedure = coming["line"].procedure
    facts = {
        "days": days,
        "titles": titles(procedure),
        "early": opened_early(session, cycle_id),
        "windows": cycle_calendar(session, cycle_id).windows,
        "warnings": warnings(days, procedure, working_days(session)),
        "vacancies": vacancies(session, cycle_id, now()),
        "progress": progress(session, cycle_id),
        "administers": could(current_actor(), Action.EDIT_CALENDAR),
    }
    return render_template("admin/cycle.html", **coming, **facts)


def _coming(cycle_id: int) -> dict[str, Any]:
    """The year, the stage that a date leads to from here, that date, and what leads on where no date does."""
    line = cycle_line(db.session(), cycle_id)
    year = line.procedure.year
    move = year.move(line.stage, CycleTrigger.ADVANCE)
    days = days_of(db.session(), cycle_id).get(move.target.value) if move else None
    onward = led_on_by(year, line.stage)
    title = year.title(move.target) if move else None
    return {"line": line, "next_stage": title, "next_days": days, "onward": onward}


@pages.route("/cycles/open", methods=["GET", "POST"])
@requires(Action.OPEN_CYCLE)
def open_cycle() -> ResponseReturnValue:
    """The dates that the scheme proposes for a year, to be changed and checked before it opens."""
    schemes = _schemes()
    scheme, year = _wished(schemes)
    proposed = scheme.calendar.dates(year)
    form = with_days(OpenForm, proposed, scheme.procedure)()
    if form.validate_on_submit() and form["go"].data:
        with form.corrections():
            return redirect(url_for("admin.cycle", cycle_id=_open(form, scheme.key, year)), 303)
    told = warnings({**proposed, **form.days()}, scheme.procedure, working_days(db.session()))
    wished = {"scheme": scheme, "year": year, "schemes": schemes.values()}
    return answer("admin/open_cycle.html", form, days=proposed, warnings=told, **wished)


def _schemes() -> dict[str, Scheme]:
    """All schemes by key, those for a unit of the own level first."""
    level = current_user.visitor.current.level
    found = schemes_to_open(db.session())
    fitting_first = sorted(found, key=lambda scheme: scheme.procedure.levels.assessor != level)
    return {scheme.key: scheme for scheme in fitting_first}


def _wished(schemes: Mapping[str, Scheme]) -> tuple[Scheme, int]:
    key, year = request.args.get("scheme", ""), request.args.get("year", type=whole)
    first = next(iter(schemes.values()))
    sound = year is not None and commands.FIRST_YEAR <= year <= commands.LAST_YEAR
    return schemes.get(key, first), year if year and sound else local_date(now()).year


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
    unfinished = unfinished_text(db.session(), cycle_id)
    return answer("admin/advance_cycle.html", form, unfinished=unfinished, **_coming(cycle_id))


def _advance(cycle_id: int, form: Form) -> None:
    with work() as session:
        reason = form["reason"].data or ""
        commands.advance_cycle(session, current_actor(), now(), cycle_id=cycle_id, reason=reason)


@pages.post("/cycles/<int:cycle_id>/close")
@requires(Action.CLOSE_CYCLE)
def close_cycle(cycle_id: int) -> ResponseReturnValue:
    """File a published year away (归档)."""
    with work() as session:
        commands.close_cycle(session, current_actor(), now(), cycle_id=cycle_id)
    return redirect(url_for("admin.cycle", cycle_id=cycle_id), 303)
