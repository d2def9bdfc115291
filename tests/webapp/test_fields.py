"""Boxes for marks: what is read, what is refused, and what is said."""

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from webapp.fields import MarkField


class Marks(Form):
    """One box of each kind."""

    item = MarkField("第 7 项得分", cap=Decimal(4))
    half = MarkField("酌情扣分", quantum=Decimal("0.5"), cap=Decimal(2), required=False)
    negative = MarkField(
        "负面因素", quantum=Decimal("0.1"), floor=Decimal(-5), cap=Decimal(0), required=False
    )


def read(**typed: str) -> Marks:
    form = Marks(MultiDict({"item": "0", **typed}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "mark"),
    [("0", "0"), ("4", "4"), (" 3.50 ", "3.50"), ("３．５", "3.5"), ("3。5", "3.5"), ("-0", "0")],
)
def test_a_mark_is_read_exactly_full_width_digits_included(typed: str, mark: str) -> None:
    form = read(item=typed)
    assert form.item.errors == []
    assert str(form.item.data) == mark


@pytest.mark.parametrize(
    "typed",
    ["NaN", "sNaN", "Infinity", "1e309", "1e-400", "1_0", "3.99999999999999999", "٣", "三分", "2,5", "-1"],
)
def test_anything_else_is_refused_in_chinese_with_what_was_read(typed: str) -> None:
    form = read(item=typed)
    assert form.item.errors == [
        f"“第 7 项得分”须是数字，在 0 到 4 之间，最多两位小数；您填的是“{typed}”。"
    ]
    assert form.item._value() == typed


def test_a_letter_o_for_a_zero_is_pointed_out() -> None:
    assert read(item="1.O").item.errors[0].endswith("其中有字母 O，数字零写作 0。")


def test_a_blank_is_asked_for_only_where_a_mark_is_needed() -> None:
    form = read(item=" ")
    assert form.item.errors[0].startswith("还没有填“第 7 项得分”")
    assert form.half.errors == []
    assert form.half.data is None


@pytest.mark.parametrize(("typed", "fits"), [("1.5", True), ("1.25", False)])
def test_a_mark_keeps_to_the_steps_of_its_item(typed: str, fits: bool) -> None:
    errors = read(half=typed).half.errors
    assert errors == [] if fits else "是 0.5 的整倍数" in errors[0]


@pytest.mark.parametrize(("typed", "fits"), [("-5", True), ("−0.1", True), ("-5.1", False), ("1", False)])
def test_a_sign_is_read_where_the_floor_is_below_zero(typed: str, fits: bool) -> None:
    assert (read(negative=typed).negative.errors == []) is fits
