"""Field types of a rule's settings. A scheme file is text throughout; here the text becomes exact values.

A refusal says what was found and what belongs there, in Chinese, for the person who writes the scheme.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from workflow.points import STORED_QUANTUM, exact, plain
from workflow.rules.kinds.shapes import (
    BOUND,
    DAY,
    FLAG,
    NOT_NEGATIVE,
    NUMBER,
    POSITIVE,
    TEXT,
    WHOLE,
    Checked,
    shaped,
)

LARGEST = Decimal(10_000)
"""No mark, cap or penalty of a scheme reaches this figure, in marks."""

LONGEST = 2_000
"""No title, clause or wording of a scheme has more signs."""


class Part(BaseModel):
    """A part of a scheme: immutable, without implicit conversions, without unknown settings."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def refusal(found: str, remedy: str) -> PydanticCustomError:
    """The error of a validator: what was found, and what belongs there."""
    return PydanticCustomError("scheme", "{found}；{remedy}", {"found": found, "remedy": remedy})


def quoted(value: object) -> str:
    """What was found, quoted for a message and cut to a readable length."""
    if isinstance(value, dict | tuple | list):
        return "读到一组内容"
    text = str(value)
    return f"读到“{text[:40]}{'…' if len(text) > 40 else ''}”"


def points_error(amount: Decimal | None, noun: str) -> str | None:
    """Why a typed amount in marks cannot be taken, or None; `noun` says what it is."""
    if amount is None or not amount:
        return f"还没有填写{noun}数：应大于0"
    if 0 < amount < LARGEST and not amount % STORED_QUANTUM:
        return None
    return f"{noun}填写的是{plain(amount)}，应大于0、小于{plain(LARGEST)}，小数不超过四位"


def blank(text: str) -> bool:
    """Whether a text shows nothing: empty, spaces of any width, or zero-width characters only."""
    return not any(sign.isprintable() and not sign.isspace() for sign in text)


def _points(value: object) -> Decimal:
    try:
        number = value if isinstance(value, Decimal) else exact(value) if isinstance(value, str) else None
    except ValueError:
        number = None
    if number is None or not number.is_finite() or padded(value):
        raise refusal(quoted(value), "此处应为数字，如 2 或 0.5")
    if abs(number) >= LARGEST or number % STORED_QUANTUM:
        raise refusal(quoted(value), f"数字的绝对值应小于{plain(LARGEST)}，小数不超过四位")
    return number


def padded(value: object) -> bool:
    """Whether a number is written with a leading zero (0123): some read it as another number."""
    return isinstance(value, str) and bool(re.match(r"-?0[0-9]", value, re.ASCII))


def _positive(number: Decimal) -> Decimal:
    if number <= 0:
        raise refusal(f"读到“{plain(number)}”", "此处应为大于0的数字，如 2 或 0.5")
    return number


def _not_negative(number: Decimal) -> Decimal:
    if number < 0:
        raise refusal(f"读到“{plain(number)}”", "此处应为不小于0的数字，如 0 或 0.5")
    return number


def _whole(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"0|[1-9][0-9]{0,5}", value, re.ASCII):
        return int(value)
    if type(value) is int:
        return value
    raise refusal(quoted(value), "此处应为整数，如 5")


def _flag(value: object) -> bool:
    if value in ("true", "false", True, False):
        return value in ("true", True)
    raise refusal(quoted(value), "此处写 true（是）或 false（否）")


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise refusal(quoted(value), "此处应为日期，如 2026-10-09")


def _text(value: object) -> str:
    if not isinstance(value, str) or blank(value):
        raise refusal(quoted(value), "此处应为一段文字")
    if len(value) > LONGEST:
        raise refusal(f"写了{len(value)}字", f"一处文字不超过{LONGEST}字：只写要点")
    return value.strip()


def matching(pattern: str, remedy: str) -> Checked:
    """A validator for text of a fixed form; `remedy` says which, with an example."""

    def validate(value: object) -> str:
        if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
            return value
        raise refusal(quoted(value), remedy)

    return Checked(validate, {"pattern": f"^(?:{pattern})$"})


def at_least(length: int) -> Checked:
    """A validator for a list with at least `length` entries."""

    def validate(value: object) -> object:
        if isinstance(value, tuple) and len(value) < length:
            raise refusal(f"只有{len(value)}项", f"至少写{length}项")
        return value

    return Checked(validate, {"minItems": length})


def _unlimited(value: object) -> object:
    return None if value == "none" else value


def require_distinct(names: Sequence[str], what: str) -> None:
    """Refuse names that are used twice; `what` they are, in Chinese."""
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise refusal(f"{what} {'、'.join(repeated)} 重复", "每一个只用一次")


Points = Annotated[Decimal, BeforeValidator(_points), shaped(NUMBER)]
"""An exact figure in marks (or a weight), with at most four decimals."""

Marks = Annotated[Points, AfterValidator(_positive), shaped(POSITIVE)]
"""A figure above 0: what can be won, what one case costs, the step of a judgement."""

Share = Annotated[Points, AfterValidator(_not_negative), shaped(NOT_NEGATIVE)]
"""A figure of 0 or more: the full mark of a component that only gains or only loses, a rate, a step."""

Bound = Annotated[Points | None, BeforeValidator(_unlimited), shaped(BOUND)]
"""A floor or cap in marks; `none` in the file means that there is no bound."""

Whole = Annotated[int, BeforeValidator(_whole), shaped(WHOLE)]
Flag = Annotated[bool, BeforeValidator(_flag), shaped(FLAG)]
Day = Annotated[date, BeforeValidator(_day), shaped(DAY)]
Text = Annotated[str, BeforeValidator(_text), shaped(TEXT)]
Key = Annotated[str, matching(r"[a-z][a-z0-9_]{0,39}", "此处应为小写英文代号，如 training")]
