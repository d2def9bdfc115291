"""The base of all forms: checks the shape, lets commands check the meaning, shows both at the same boxes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.fields import DayField, whole
from webapp.wording import Wording
from workflow.clock import hour_of_day
from workflow.errors import Invalid

END_OF_DAY = 24


class Form(FlaskForm):
    """A form whose refusals stand at its fields, and in a summary above it."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: object) -> Wording:
            """Messages in the words of the house."""
            return Wording()

    @contextmanager
    def corrections(self) -> Iterator[None]:
        """Run a command; what it finds Invalid is put at the fields, and the code after the block goes on."""
        try:
            yield
        except Invalid as refusal:
            self.place(refusal.errors)

    def place(self, errors: Mapping[str, str]) -> None:
        """Put texts at the fields they belong to; those of no field stand above the form."""
        for name, text in errors.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, text]
            else:
                self.form_errors = [*self.form_errors, text]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every refusal of the form as (id of the box or blank, text), for the summary."""
        general = [("", text) for text in self.form_errors]
        return general + [(field.id, text) for field in self for text in field.errors]


class ReasonForm(Form):
    """An act that needs its reason; the command says what is asked for."""

    reason = TextAreaField("理由")

    def text(self) -> str:
        """What was typed."""
        return self.reason.data or ""


class UntilForm(Form):
    """A full hour of a day, its end unless another is chosen. What commands find wrong stands at `until`."""

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


def choices(named: Mapping[Any, str]) -> list[SelectChoice]:
    """Values and their names as a box takes them."""
    return [SelectChoice(value, name) for value, name in named.items()]


def filled(text: str) -> InputRequired:
    """The validator of a box that may not stay blank; `text` says what to write into it."""
    return InputRequired(message=text)


def answer(template: str, form: Form, **context: Any) -> ResponseReturnValue:
    """The page of a form: 422 with everything typed when something has to be mended."""
    page = render_template(template, form=form, problems=form.problems, **context)
    return page, 422 if form.problems else 200
