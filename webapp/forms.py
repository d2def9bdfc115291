"""The base of all forms: checks the shape, lets commands check the meaning, shows both at the same boxes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from webapp.wording import Wording
from workflow.errors import Invalid


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


def filled(text: str) -> InputRequired:
    """The validator of a box that may not stay blank; `text` says what to write into it."""
    return InputRequired(message=text)


def answer(template: str, form: Form, **context: Any) -> ResponseReturnValue:
    """The page of a form: 422 with everything typed when something has to be mended."""
    page = render_template(template, form=form, problems=form.problems, **context)
    return page, 422 if form.problems else 200
