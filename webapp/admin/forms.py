"""Forms of the administrator."""

from collections.abc import Sequence
from typing import cast

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from webapp.bodies import sent_table
from webapp.fields import DayField, whole
from webapp.forms import Form, UntilForm, filled
from workflow.models import SuccessionKind
from workflow.queries.agenda import titles
from workflow.queries.calendars import Days
from workflow.scheme.calendar import ENTRIES, DateRange
from workflow.scheme.procedure import Procedure


class CalendarForm(Form):
    """First and last days; the boxes are those of one calendar."""

    def days(self) -> dict[str, DateRange]:
        """The days typed, of every entry whose days could be read."""
        typed = {name: field.data for name, field in self._fields.items()}
        return {
            stage: DateRange(typed.get(f"{stage}-first"), typed[f"{stage}-last"])
            for stage in ENTRIES
            if typed.get(f"{stage}-last") and typed.get(f"{stage}-first", True)
        }


class OpenForm(CalendarForm):
    """A year about to be opened."""

    rehearsal = BooleanField("演练（不计入正式评定，也不计入连续年度）")
    check = SubmitField("核对日期")
    go = SubmitField("开启年度评定")


class ChangeForm(CalendarForm):
    """A calendar about to be changed; `shown` names the plan that is confirmed."""

    shift = BooleanField("后续阶段顺延：改了截止日的阶段之后，没有另改的各阶段顺延相同天数")
    reason = TextAreaField("理由或依据", [filled("写明调整日程的理由或依据。")])
    shown = HiddenField()
    check = SubmitField("核对调整的影响")
    go = SubmitField("确认调整日程")


class AcceptanceForm(UntilForm):
    """Until when late work is accepted in a stage; no day for the rule itself."""

    entry = SelectField("阶段")
    reason = TextAreaField("理由")


def with_days(base: type[CalendarForm], days: Days, procedure: Procedure) -> type[CalendarForm]:
    """A form that asks for the days of a calendar, with those of `days` to begin with."""
    named = titles(procedure)
    boxes: dict[str, DayField] = {}
    for stage, own in days.items():
        ends = {"first": ("起始日", own.first), "last": ("截止日", own.last)}
        for end, (title, day) in ends.items():
            if day is not None:
                label = f"{named[stage]}{title}"
                boxes[f"{stage}-{end}"] = DayField(label, validators=[filled(f"填写{label}。")], default=day)
    return cast(type[CalendarForm], type(base.__name__, (base,), boxes))


class FileForm(Form):
    """A table as a file, or after the preview its text as it was read; `shown` names the plan that is
    confirmed."""

    file = FileField("表格文件（.xlsx 或 CSV）")
    content = HiddenField()
    shown = HiddenField()

    def table(self) -> bytes:
        """The file as it was sent. Raises Invalid (field `file`) without one."""
        return sent_table(self.file.data, "还没有选文件：先选出要导入的表格。")

    def confirmed(self) -> bytes:
        """What was shown in the preview, empty before it."""
        return (self.content.data or "").encode()


class MetricsForm(FileForm):
    """Figures of units, and their source where the file does not say it."""

    source = StringField("来源")


class SchemeForm(Form):
    """A scheme file, or its text once it was read; with a box for each finding that is open."""

    file = FileField("评定办法文件（YAML）")
    name = HiddenField()
    content = HiddenField()

    def said(self) -> dict[int, str]:
        """What was typed into the boxes, by number of the finding."""
        boxes = {name: field.data for name, field in self._fields.items() if name.startswith("said-")}
        return {int(name.removeprefix("said-")): text for name, text in boxes.items() if text}


def with_boxes(labels: Sequence[str]) -> type[SchemeForm]:
    """A form with a box for the interpretation of each finding."""
    boxes = {f"said-{number}": TextAreaField(label) for number, label in enumerate(labels)}
    return cast(type[SchemeForm], type("SchemeForm", (SchemeForm,), boxes))


class RankingForm(FileForm):
    """The complete ranking of an earlier year."""

    year = IntegerField("年度", [filled("填写年度，如 2025。")])


class SingleHandedForm(Form):
    """Whether one person fills and signs in a unit."""

    single_handed = BooleanField("由一人兼任填报和签发")
    reason = StringField("理由")


class SuccessionForm(Form):
    """Which unit this one follows."""

    from_unit_id = SelectField("原单位", coerce=whole)
    on = DayField("自何日起", validators=[filled("填写承接之日。")])
    kind = SelectField("方式", choices=[SelectChoice(kind.value, kind.label) for kind in SuccessionKind])
    reason = StringField("依据")


class AccountForm(Form):
    """A new account."""

    username = StringField("用户名", [filled("填写用户名。")])
    name = StringField("姓名", [filled("填写姓名，操作记录中以姓名显示。")])
    password = PasswordField("初始密码", [filled("填写初始密码，由本人首次登录时修改。")])


class GrantForm(Form):
    """A post for a person."""

    unit_id = SelectField("单位", coerce=whole)
    post = SelectField("岗位")
    division_id = SelectField("处室（仅评定员）", coerce=whole)


class PasswordForm(Form):
    """A first password again."""

    password = PasswordField("新的初始密码", [filled("填写新的初始密码。")])


class DivisionForm(Form):
    """A new division."""

    name = StringField("处室名称", [filled("填写处室名称。")])
