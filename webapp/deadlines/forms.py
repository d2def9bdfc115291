"""Forms about deadlines."""

from wtforms import SelectField, StringField, TextAreaField

from webapp.forms import Form, UntilForm


class NudgeForm(Form):
    """What is said with a nudge."""

    text = StringField("附言（可不填）")


class ExtensionForm(UntilForm):
    """More time for a unit."""

    entry = SelectField("阶段")
    reason = TextAreaField("理由")
    document_number = StringField("批准文号")
