"""Forms about deadlines."""

from datetime import datetime

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.fields import DayField, whole
from webapp.forms import Form
from workflow.clock import hour_of_day

END_OF_DAY = 24


class NudgeForm(Form):
    """What is said with a nudge."""

    text = StringField("附言（可不填）")


class UntilForm(Form):
    """A full hour of a day; the end of the day unless another is chosen. Command errors stand at `until`."""

    until = DayField("延期至")
    hour = SelectField(
        "几点以前",
        coerce=whole,
        default=END_OF_DAY,
        choices=[SelectChoice(hour, f"{hour}:00") for hour in range(END_OF_DAY, 0, -1)],
    )

    def instant(self) -> datetime | None:
        """The exclusive instant typed, None where there is none."""
        day, hour = self.until.data, self.hour.data
        return None if day is None or hour is None else hour_of_day(day, hour)


class ExtensionForm(UntilForm):
    """More time for a unit."""

    entry = SelectField("阶段")
    reason = TextAreaField("理由")
    document_number = StringField("批准文号")
