from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from states.engine import Stage
from states.report import ReportStage
from states.sheet import SheetStage
from workflow.rules.wording import day_text, exact_figure, figure, minute_text, percent, return_text, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("96.00"), "96"),
        (Decimal("92.50"), "92.5"),
        (Fraction(468, 5), "93.6"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 10**6), "0.000001"),
        (Fraction(281, 3), "约 93.6667"),
        (Fraction(1, 2 * 10**6), "约 0.0000"),
    ],
)
def test_a_figure_shows_all_its_decimals_or_says_that_it_is_approximate(value, text):
    assert figure(value) == text


def test_only_a_figure_without_a_last_decimal_carries_its_fraction():
    assert exact_figure(Fraction(281, 3)) == "约 93.6667（精确值 281/3）"
    assert exact_figure(Fraction(468, 5)) == "93.6"


def test_a_weight_is_written_in_percent():
    assert percent(Decimal("0.4")) == "40%"
    assert percent(Fraction(3, 5) / 2) == "30%"
    assert percent(Fraction(1, 7)) == "约 14.2857%"


def test_an_addend_carries_its_sign():
    assert [signed(Decimal(text)) for text in ("1", "-2.50", "0")] == ["+ 1", "− 2.5", "+ 0"]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2027, 1, 31), "2027年1月31日（星期日）"),
        (date(2026, 12, 31), "2026年12月31日（星期四）"),
        (date(2028, 2, 29), "2028年2月29日（星期二）"),
        (date(2100, 2, 28), "2100年2月28日（星期日）"),
    ],
)
def test_a_day_is_written_in_full_with_its_weekday(day, text):
    assert day_text(day) == text


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (SheetStage.RETURNED, "第 2 次退回"),
        (SheetStage.TO_SIGN, "第 2 次退回后修改中"),
        (SheetStage.SUBMITTED, "第 2 次退回后重报"),
        (ReportStage.FILLING, "第 2 次退回后修改中"),
        (ReportStage.ACCEPTED, "第 2 次退回后重报"),
    ],
)
def test_the_round_is_told_beside_the_stage(stage: Stage, told: str) -> None:
    assert return_text(stage, 2) == told


def test_a_moment_of_these_days_is_told_to_the_minute_in_shanghai():
    assert minute_text(datetime(2026, 12, 24, 1, 5, 59, tzinfo=UTC)) == "12月24日 09:05"
    assert minute_text(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "1月1日 00:00"
