"""Text becomes exact values, or is refused with what belongs there."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from workflow.rules.kinds.fields import Bound, Day, Flag, Key, Marks, Points, Text, Whole, blank


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Points, "0.5", Decimal("0.5")),
        (Points, "-5", Decimal(-5)),
        (Points, "２．５", Decimal("2.5")),
        (Marks, "0.0001", Decimal("0.0001")),
        (Bound, "none", None),
        (Bound, "-1", Decimal(-1)),
        (Whole, "44", 44),
        (Flag, "true", True),
        (Flag, "false", False),
        (Day, "2028-02-29", date(2028, 2, 29)),
        (Key, "late_payment", "late_payment"),
        (Text, " 𠮷 ", "𠮷"),
    ],
)
def test_text_is_read_as_what_the_field_is(field: object, text: str, value: object) -> None:
    assert TypeAdapter(field).validate_python(text) == value


@pytest.mark.parametrize(
    "text", ["O.5", "", " ", ".nan", "NaN", "inf", ".inf", "1e309", "1_0", "12:30", "~", "0123"]
)
@pytest.mark.parametrize("field", [Points, Marks, Bound, Whole])
def test_what_is_no_number_is_refused_with_what_was_read(field: object, text: str) -> None:
    with pytest.raises(ValidationError, match=f"读到“{text}”"):
        TypeAdapter(field).validate_python(text)


@pytest.mark.parametrize("number", ["0.00001", "10000", "-10000"])
def test_a_number_that_the_database_cannot_keep_is_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="小数不超过四位"):
        TypeAdapter(Points).validate_python(number)


@pytest.mark.parametrize("value", [0.5, 1, True, None, ("1",), {"a": "1"}])
def test_marks_never_come_from_anything_but_text_or_decimal(value: object) -> None:
    with pytest.raises(ValidationError, match="此处应为数字"):
        TypeAdapter(Points).validate_python(value)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E-400")])
def test_strange_decimals_are_refused(number: Decimal) -> None:
    with pytest.raises(ValidationError, match="数字"):
        TypeAdapter(Points).validate_python(number)


@pytest.mark.parametrize("number", ["0", "-0", "-2"])
def test_what_must_be_above_zero_is(number: str) -> None:
    with pytest.raises(ValidationError, match="大于0"):
        TypeAdapter(Marks).validate_python(number)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Flag, "no"),
        (Flag, "yes"),
        (Whole, "2.0"),
        (Whole, "-1"),
        (Whole, "007"),
        (Day, "2027-02-29"),
        (Day, "20260930"),
        (Key, "A"),
        (Key, "a-b"),
        (Text, "\u200b　"),
    ],
)
def test_what_does_not_fit_the_field_is_refused(field: object, text: str) -> None:
    with pytest.raises(ValidationError, match="读到"):
        TypeAdapter(field).validate_python(text)


def test_a_text_has_two_thousand_signs_at_most() -> None:
    assert TypeAdapter(Text).validate_python("字" * 2000) == "字" * 2000
    with pytest.raises(ValidationError, match="写了2001字；一处文字不超过2000字"):
        TypeAdapter(Text).validate_python("字" * 2001)


@pytest.mark.parametrize("text", ["", " ", "　", "\u200b\ufeff", "\n\t", "\u2060"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["0", "㐂", "𠮷", "。", " 扣 "])
def test_what_shows_something_is_not_blank(text: str) -> None:
    assert not blank(text)
