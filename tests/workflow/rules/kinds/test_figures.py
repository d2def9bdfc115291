"""figures: how reported figures are asked for, read, divided and worded."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.workflow.rules.kinds.wrong_figures import given
from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer
from workflow.rules.kinds.figures import asked_figures, figures_of, named, percent, written
from workflow.rules.kinds.measures import Measure

ACTUAL = Measure(text="参保人数", unit="人", whole="true")
TARGET = Measure(text="目标任务数", unit="人", metric="target")
MEASURES = {"actual": ACTUAL, "target": TARGET}


def test_a_form_asks_for_what_is_not_imported() -> None:
    (figure,) = asked_figures(MEASURES).figures
    assert (figure.key, figure.label, figure.unit, figure.hint) == ("actual", "参保人数", "人", "填整数")


def test_figures_are_read_exactly_full_width_digits_included() -> None:
    assert figures_of(MEASURES, given(actual="１２３", target="1500")) == {"actual": 123, "target": 1500}


def test_the_order_in_which_figures_are_given_does_not_matter() -> None:
    one, other = given(actual="3", target="5"), given(target="5", actual="3")
    assert figures_of(MEASURES, one) == figures_of(MEASURES, other)


def test_everything_wrong_is_said_at_once() -> None:
    answer = Answer("yes", figures={"actual": "1.5", "goal": "7"})
    with pytest.raises(Invalid) as refusal:
        figures_of(MEASURES, answer)
    assert refusal.value.errors == {
        "value": "还没有填写数据：逐项填写下列数字",
        "figures-actual": "参保人数填写的是1.5，应为整数",
        "figures-target": "还没有导入目标任务数：填数字，小数不超过四位",
        "figures-goal": "这一要点没有数据“goal”，要填的是：actual、target",
    }


def test_nothing_is_divided_by_zero() -> None:
    assert percent(Decimal(1), Decimal(3), "target", TARGET) == Fraction(100, 3)
    with pytest.raises(Invalid, match="目标任务数填写的是0，不能作除数"):
        percent(Decimal(1), Decimal(0), "target", TARGET)


def test_nothing_is_divided_by_a_negative_figure() -> None:
    with pytest.raises(Invalid, match="填写的是-2，不能作除数：核对数字；应大于0"):
        percent(Decimal(1), Decimal(-2), "target", TARGET)


@pytest.mark.parametrize(
    ("value", "text"),
    [("99.80", "99.8"), ("100", "100"), ("-0.5", "-0.5"), ("100/3", "约33.3333"), ("1/20000", "约0.0001")],
)
def test_a_figure_is_written_exactly_or_said_to_be_rounded(value: str, text: str) -> None:
    assert written(Fraction(value)) == text


def test_a_figure_is_named_with_its_unit() -> None:
    assert named(ACTUAL, Decimal("1800")) == "参保人数1800人"
    assert named(Measure(text="名次"), Decimal(3)) == "名次3"
