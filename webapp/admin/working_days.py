"""Holidays by year: which are known and from where, and entering those that were announced."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField, SubmitField, TextAreaField

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import pages
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import Form, answer, filled
from workflow.actions import Action
from workflow.clock import local_date
from workflow.commands.working_years import announce_year
from workflow.errors import NotFound
from workflow.queries.working_years import FIRST, LAST, YearLine, working_years
from workflow.rules.holiday_notice import (
    HOLIDAY,
    Holiday,
    Unread,
    exceptional_days,
    notice_errors,
    notice_warnings,
    read_holidays,
    spans_of,
)
from workflow.rules.working_days import WorkingDays

AHEAD, BACK = 3, 2
"""How many years the list shows beside the present one."""


class SpansField(TextAreaField):
    """Holidays as people write them, one a line; `spans` is what was read. `example`: a line of the year."""

    def __init__(self, label: str, *, example: str = HOLIDAY, **given: Any) -> None:
        super().__init__(label, **given)
        self._example = example

    def spans(self, year: int) -> list[Holiday]:
        """What was typed; nothing, with the texts at the box, where a line was not understood."""
        try:
            return read_holidays(self.data or "", year, self._example)
        except Unread as unread:
            self.errors = [*self.errors, *unread.texts]
            return []


class YearForm(Form):
    """The holidays of a year; `shown` names what stood there when they were typed."""

    document = StringField("依据", [filled("写明依据：节假日安排通知的名称或文号。")])
    holidays = SpansField("放假", validators=[filled("填写放假的日子，每行一个假期。")])
    worked = SpansField("调休上班的周末", example="{year}-02-14")
    shown = HiddenField()
    check = SubmitField("核对")
    go = SubmitField("确认登记")


@dataclass(frozen=True, slots=True)
class Month:
    """A month as it will be: days off that are not weekends as usual, weekend days worked, days worked."""

    number: int
    off: list[Holiday]
    worked: list[date]
    count: int


@pages.get("/working-days")
@requires(Action.EDIT_WORKING_DAYS)
def working_days() -> ResponseReturnValue:
    """The years around the present one."""
    this = local_date(now()).year
    years = working_years(db.session(), range(this - BACK, this + AHEAD + 1))
    return render_template("admin/working_days.html", years=years, this=this)


@pages.route("/working-days/<int:year>", methods=["GET", "POST"])
@requires(Action.EDIT_WORKING_DAYS)
def working_year(year: int) -> ResponseReturnValue:
    """Enter a year: first its months are shown as they will be, then it is confirmed."""
    if not FIRST <= year <= LAST:
        raise NotFound
    (line,) = working_years(db.session(), [year])
    form, checked = YearForm(data=_typed(line)), None
    if form.validate_on_submit():
        holidays, worked = form.holidays.spans(year), form.worked.spans(year)
        with form.corrections():
            if form.go.data and not form.problems:
                _announce(year, form, holidays, worked)
                return redirect(url_for("admin.working_days"), 303)
            checked = _checked(year, form, holidays, worked)
    return answer("admin/working_year.html", form, line=line, checked=checked)


def _announce(year: int, form: YearForm, holidays: list[Holiday], worked: list[Holiday]) -> None:
    typed = {"document": form.document.data or "", "shown": form.shown.data or ""}
    with work() as session:
        announce_year(session, current_actor(), now(), year=year, holidays=holidays, worked=worked, **typed)


def _typed(line: YearLine) -> Mapping[str, str]:
    """What the boxes hold to begin with: the year as it was entered."""
    lines = {
        name: "\n".join(span.text for span in spans_of(line.days or {}, working=working))
        for name, working in (("holidays", False), ("worked", True))
    }
    return {"document": line.document, "shown": line.digest, **lines}


def _checked(
    year: int, form: YearForm, holidays: list[Holiday], worked: list[Holiday]
) -> Mapping[str, object] | None:
    """The months and what is worth a second look; nothing where something has to be mended first."""
    if not form.problems:
        form.place(notice_errors(year, holidays, worked))
    if form.problems:
        return None
    days = WorkingDays({year: exceptional_days(holidays, worked)})
    months = [_month(year, number, days, holidays, worked) for number in range(1, 13)]
    return {"months": months, "warnings": notice_warnings(year, holidays)}


def _month(
    year: int, number: int, days: WorkingDays, holidays: list[Holiday], worked: list[Holiday]
) -> Month:
    own = [day for day in Calendar().itermonthdates(year, number) if day.month == number]
    return Month(
        number,
        [span for span in holidays if span.first.month == number],
        [day for span in worked for day in span.days if day.month == number],
        sum(map(days.worked, own)),
    )
