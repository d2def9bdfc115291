"""How explanations and warnings write figures and days."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from states.engine import Stage
from states.sheet import SheetStage
from workflow.clock import local
from workflow.points import plain, quantise, ratio_text, shown

_FINEST = 6
_WEEKDAYS = "一二三四五六日"


def figure(value: Decimal | Fraction) -> str:
    """A number of an explanation: all its decimals where they end, else "约 93.6667"."""
    if isinstance(value, Decimal):
        return plain(value)
    if _ends(value):
        return plain(quantise(value, Decimal(1).scaleb(-_FINEST)))
    return f"约 {shown(value, 4)}"


def exact_figure(value: Fraction) -> str:
    """Like `figure`, with the fraction beside it where the decimals do not end."""
    return figure(value) if _ends(value) else f"{figure(value)}（精确值 {ratio_text(value)}）"


def percent(weight: Decimal | Fraction) -> str:
    """A weight of 0 … 1 as percent: "40%"."""
    return f"{figure(Fraction(weight) * 100)}%"


def signed(value: Decimal) -> str:
    """An addend with its sign: "+ 1", "− 2"."""
    return f"{'−' if value < 0 else '+'} {plain(abs(value))}"


def day_text(day: date) -> str:
    """A full date with its weekday: "2027年1月31日（星期日）"."""
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def instant_text(instant: datetime) -> str:
    """A moment to the second in Shanghai: "2026年12月31日（星期四）14:03:22"."""
    moment = local(instant)
    return f"{day_text(moment.date())}{moment:%H:%M:%S}"


def minute_text(instant: datetime) -> str:
    """A moment of these days to the minute in Shanghai: "12月24日 09:00"."""
    moment = local(instant)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def moment_text(instant: datetime, now: datetime) -> str:
    """A moment of today to the minute ("14:03"), of another day as `instant_text` writes it."""
    moment = local(instant)
    return f"{moment:%H:%M}" if moment.date() == local(now).date() else instant_text(instant)


_SINCE_RETURN: Mapping[str, str] = {
    SheetStage.RETURNED: "",
    SheetStage.FILLING: "后修改中",
    SheetStage.TO_SIGN: "后修改中",
}


def return_text(stage: Stage, number: int) -> str:
    """The mark beside the stage of what was returned before: "第 2 次退回", then "第 2 次退回后重报"."""
    return f"第 {number} 次退回{_SINCE_RETURN.get(stage.value, '后重报')}"


def _ends(value: Fraction) -> bool:
    return bool(10**_FINEST % value.denominator == 0)
