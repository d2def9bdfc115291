"""Forms of the province's single acts. What may not stay blank the commands know."""

from wtforms import StringField, TextAreaField

from webapp.fields import DayField
from webapp.forms import Form


class MeetingForm(Form):
    """When the meeting was, and where it is written down."""

    meeting_date = DayField("会议日期")
    reference = StringField("会议依据", description="会议名称和纪要文号，例如：局长办公会纪要〔2027〕3号")


class CircularForm(Form):
    """The number of the circular (通报)."""

    circular_number = StringField("发文字号", description="例如：考评通报〔2027〕8号")


class StepForm(Form):
    """A step of an interview: the day, and what happened."""

    on = DayField("日期")
    note = TextAreaField("记录")
