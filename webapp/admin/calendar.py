"""The calendar of a year: changed after a preview, and until when late work is accepted."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import pages
from webapp.admin.forms import AcceptanceForm, ChangeForm, with_days
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import answer, choices
from workflow.actions import Action
from workflow.commands import calendar as commands
from workflow.queries.agenda import titles
from workflow.queries.calendars import carried_on, days_of, warnings
from workflow.queries.cycles import cycle_line
from workflow.queries.replanning import Plan, plan
from workflow.queries.windows import cycle_calendar
from workflow.queries.working_days import working_days


@pages.route("/cycles/<int:cycle_id>/calendar", methods=["GET", "POST"])
@requires(Action.EDIT_CALENDAR)
def edit_calendar(cycle_id: int) -> ResponseReturnValue:
    """Change the days of a year: first what moves and what hangs on it is shown, then it is confirmed."""
    held, line = days_of(db.session(), cycle_id), cycle_line(db.session(), cycle_id)
    form, planned = with_days(ChangeForm, held, line.procedure)(), None
    if form.validate_on_submit():
        with form.corrections():
            if form["go"].data:
                _change(cycle_id, form)
                return redirect(url_for("admin.cycle", cycle_id=cycle_id), 303)
            planned = _planned(cycle_id, form)
    told = warnings({**held, **form.days()}, line.procedure, working_days(db.session()))
    return answer("admin/calendar.html", form, days=held, warnings=told, line=line, plan=planned)


def _planned(cycle_id: int, form: ChangeForm) -> Plan | None:
    """What the days typed would do; nothing where none was changed."""
    held, typed = days_of(db.session(), cycle_id), form.days()
    if form["shift"].data:
        typed = carried_on(held, typed, now())
    if typed == held:
        form.place({"": "没有改动任何日期。"})
        return None
    return plan(db.session(), cycle_id, typed, now())


def _change(cycle_id: int, form: ChangeForm) -> None:
    wishes = {"days": form.days(), "reason": form["reason"].data or "", "shown": form["shown"].data or ""}
    with work() as session:
        commands.edit_calendar(session, current_actor(), now(), cycle_id=cycle_id, **wishes)


@pages.route("/cycles/<int:cycle_id>/acceptance", methods=["GET", "POST"])
@requires(Action.EDIT_CALENDAR)
def end_acceptance(cycle_id: int) -> ResponseReturnValue:
    """Say until when late work is accepted in a stage, with a reason."""
    line, windows = cycle_line(db.session(), cycle_id), cycle_calendar(db.session(), cycle_id).windows
    form = AcceptanceForm()
    named = titles(line.procedure)
    form.entry.choices = choices({entry: named[entry] for entry in named if entry in windows})
    if form.validate_on_submit():
        with form.corrections():
            _accept(cycle_id, form)
            return redirect(url_for("admin.cycle", cycle_id=cycle_id), 303)
    return answer("admin/acceptance.html", form, line=line, windows=windows, titles=named)


def _accept(cycle_id: int, form: AcceptanceForm) -> None:
    wishes = {"entry": form.entry.data, "until": form.instant(), "reason": form.reason.data or ""}
    with work() as session:
        commands.end_acceptance(session, current_actor(), now(), cycle_id=cycle_id, **wishes)
