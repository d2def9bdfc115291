"""steps: distances in steps, size classes, what is left."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from workflow.points import quantise
from workflow.rules.kinds.steps import Sizes, amount, left_of, per_size, require_floor, step_sum, steps


class Rule(BaseModel):
    sizes: Sizes


CLASSES = ({"up_to": "20000", "marks": "0.2"}, {"up_to": "100000", "marks": "0.4"}, {"marks": "0.6"})
SIZES = Rule.model_validate({"sizes": CLASSES}).sizes


def test_a_floor_lies_at_the_full_mark_or_below() -> None:
    for floor in (None, Decimal(-1), Decimal(3)):
        require_floor(floor, Decimal(3))
    with pytest.raises(ValueError, match="下限4高于满分3"):
        require_floor(Decimal(4), Decimal(3))


@pytest.mark.parametrize(
    ("size", "marks"),
    [("0", "0.2"), ("20000", "0.2"), ("20000.0001", "0.4"), ("100000", "0.4"), ("100001", "0.6")],
)
def test_the_upper_bound_of_a_size_class_belongs_to_it(size: str, marks: str) -> None:
    assert per_size(SIZES, Decimal(size)) == Decimal(marks)


@pytest.mark.parametrize(
    "sizes",
    [
        (),
        CLASSES[:2],
        (CLASSES[1], CLASSES[0], CLASSES[2]),
        (CLASSES[0], CLASSES[0], CLASSES[2]),
        (CLASSES[2], CLASSES[2]),
    ],
)
def test_size_classes_rise_and_only_the_last_is_open(sizes: object) -> None:
    with pytest.raises(ValidationError, match=r"上限从小到大写|至少写1项"):
        Rule.model_validate({"sizes": sizes})


@pytest.mark.parametrize(
    ("distance", "whole", "share"),
    [("0", 0, "0"), ("0.0999", 0, "999/1000"), ("0.1", 1, "1"), ("0.35", 3, "7/2"), ("-0.4", 0, "0")],
)
def test_only_whole_steps_count_unless_a_share_does(distance: str, whole: int, share: str) -> None:
    step = Decimal("0.1")
    assert steps(Decimal(distance), step, "whole") == whole
    assert steps(Decimal(distance), step, "proportional") == Fraction(share)


def test_marks_of_steps_are_exact_unless_a_step_was_divided() -> None:
    assert amount(Fraction(3), Decimal("0.0001"), quantise) == Decimal("0.0003")
    assert amount(Fraction(1, 3), Decimal("0.5"), quantise) == Decimal("0.17")
    assert amount(Fraction(1, 2), Decimal("0.05"), quantise) == Decimal("0.03")


def test_a_sum_names_step_and_number_of_steps() -> None:
    assert step_sum(Fraction(7, 2), Decimal(1), "whole", Decimal("0.5"), "扣", quantise) == (
        Decimal("1.5"),
        "每1个百分点一档、不足一档不计，扣0.5分×3档＝1.5分",
    )


@given(st.decimals(0, 20, places=2), st.decimals(0, 30, places=2), st.none() | st.decimals(-5, 0, places=1))
def test_nothing_falls_below_the_floor(full: Decimal, cost: Decimal, floor: Decimal | None) -> None:
    marks, text = left_of(full, cost, floor)
    assert marks == (full - cost if floor is None else max(floor, full - cost))
    assert ("为止" in text) == (floor is not None and full - cost < floor)
