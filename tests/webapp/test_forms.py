"""Forms speak Chinese, whichever of WTForms' own checks refuses."""

import re
from pathlib import Path
from typing import Any

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DecimalField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from webapp.forms import Form
from webapp.wording import UNREAD, WORDS
from workflow.errors import Invalid


class Everything(Form):
    """One box for each kind of check."""

    class Meta(Form.Meta):
        csrf = False

    whole = IntegerField()
    number = DecimalField()
    day = DateField()
    choice = SelectField(choices=[SelectChoice("a", "甲")])
    numbered = SelectField(choices=[SelectChoice(1, "甲")], coerce=int)
    several = SelectMultipleField(choices=[SelectChoice("a", "甲")])
    text = StringField(validators=[Length(max=3)])
    few = IntegerField(validators=[NumberRange(1, 5)])
    code = StringField(validators=[Regexp("^[0-9]+$")])
    blank = StringField(validators=[InputRequired()])


TYPED = {
    "whole": "x", "number": "x", "day": "下周三", "choice": "c", "numbered": "x", "several": "z",
    "text": "四个汉字", "few": "9", "code": "x", "blank": "",
}  # fmt: skip


@pytest.fixture
def form(app: Flask) -> Any:
    with app.test_request_context(method="POST"):
        form = Everything(MultiDict(TYPED))
        form.validate()
        yield form


def test_every_check_refuses_in_chinese_and_says_what_to_write(form: Everything) -> None:
    assert {field.name for field in form if field.errors} == set(TYPED)
    texts = [text for _box, text in form.problems]
    assert not [text for text in texts if re.search("[A-Za-z]{4}|无效|非法|禁止", text)]
    assert "最多写 3 个字，删短后再提交。" in texts
    assert "须在 1 到 5 之间。" in texts
    assert UNREAD in texts


def test_the_messages_that_are_put_into_our_words_are_wtforms_own() -> None:
    folder = Path(wtforms.__file__).parent
    source = " ".join(path.read_text() for path in folder.rglob("*.py"))
    assert [message for message in WORDS if message not in source] == []
    placeholders = re.compile(r"%\(\w+\)\w")
    for message, ours in WORDS.items():
        assert set(placeholders.findall(ours)) <= set(placeholders.findall(message))


def test_what_a_command_finds_stands_at_the_box_or_above_the_form(form: Everything) -> None:
    with form.corrections():
        raise Invalid({"text": "写明理由。", "elsewhere": "单位不符。"})
    assert form.problems[0] == ("", "单位不符。")
    assert ("text", "写明理由。") in form.problems


