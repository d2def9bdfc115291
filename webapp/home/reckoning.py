"""A period in working days, reckoned for whoever would count by hand."""

from collections.abc import Mapping
from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from webapp.access import requires
from webapp.extensions import db
from webapp.fields import DayField
from webapp.forms import Form, answer, filled
from webapp.home.views import pages
from workflow.actions import Action
from workflow.queries.working_days import working_days
from workflow.scheme.tree import PERIODS

_RANGE = f"工作日数须是 {PERIODS[0]} 到 {PERIODS[-1]} 之间的整数。"


class PeriodForm(Form):
    """From which day, how many working days, and when it was done, where that is to be compared."""

    class Meta(Form.Meta):
        csrf = False  # asks and stores nothing

    start = DayField("起算日", validators=[filled("填写起算日，如 2026-01-05。")])
    days = IntegerField("工作日数", [filled(_RANGE), NumberRange(PERIODS[0], PERIODS[-1], _RANGE)])
    done = DayField("办结日（不比较的不填）", validators=[Optional()])


@pages.get("/working-days")
@requires(Action.VIEW_HOME)
def reckon() -> ResponseReturnValue:
    """Which day the n-th working day after another one is; where a year is not announced, that is said."""
    form, asked = PeriodForm(request.args), "start" in request.args
    told = _reckoned(form) if asked and form.validate() else {}
    return answer("home/working_days.html", form, **told)


def _reckoned(form: PeriodForm) -> Mapping[str, object]:
    start, days, done = form.start.data, form.days.data, form.done.data
    working = working_days(db.session())
    if done is None:
        return {"period": working.after(start, days), "taken": None}
    if done < start:
        form.place({"done": "办结日早于起算日：核对两个日期。"})
        return {}
    taken = working.count(start + timedelta(days=1), done)
    return {"period": working.after(start, days), "taken": taken}
