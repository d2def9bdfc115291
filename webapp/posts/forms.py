"""Forms about handing posts over."""

from wtforms import SelectField, TextAreaField

from webapp.fields import DayField, whole
from webapp.forms import Form, choices

NOBODY = 0


class TakerForm(Form):
    """To whom, and why."""

    to_user_id = SelectField("接任人", coerce=whole)
    reason = TextAreaField("原因")

    def offer(self, named: dict[int, str]) -> None:
        """Let these accounts be chosen."""
        self.to_user_id.choices = choices({NOBODY: "请选择", **named})


class HandOverForm(TakerForm):
    """From which day on."""

    on = DayField("自哪一天起")


class CoverForm(TakerForm):
    """From which day to which."""

    to_user_id = SelectField("代理人", coerce=whole)
    first = DayField("代理自")
    last = DayField("代理至")
