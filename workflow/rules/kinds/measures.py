"""Figures that a unit reports: what a rule asks for, and how typed text becomes an exact figure.

Whatever cannot be taken says what was found and how to write it, at its own box.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from workflow.errors import Invalid
from workflow.points import STORED_QUANTUM, exact, plain
from workflow.rules.kinds.fields import Flag, Key, Part, Points, Text, blank, padded, quoted, refusal
from workflow.rules.kinds.shapes import NUMBER, POSITIVE, shaped

LARGEST_FIGURE = Decimal(10) ** 12
"""No reported figure (persons, yuan, percent) reaches this."""


class Measure(Part):
    """A figure that a rule computes with (目标任务数, 参保率…): its wording and unit.

    With `metric` it is not typed: the cycle's imported figure of that name is taken, with its source.
    `whole`: a count. `at_most`: a figure above it is a mistake (a rate above 100 %).
    """

    text: Text
    unit: Text | None = None
    metric: Key | None = None
    whole: Flag = False
    signed: Flag = False
    at_most: Points | None = None

    @property
    def hint(self) -> str:
        """What may be typed."""
        kind = "整数" if self.whole else "数字，小数不超过四位"
        limit = f"，不超过{plain(self.at_most)}" if self.at_most is not None else ""
        return f"填{kind}{limit}"


def normal(text: str) -> str:
    """A typed figure as it is shown: full-width digits become plain ones; other text stays."""
    try:
        return plain(exact(text))
    except ValueError:
        return text.strip()


def read_figures(measures: Mapping[str, Measure], figures: Mapping[str, str]) -> dict[str, Decimal]:
    """The figures of an answer by name. Raises Invalid with all errors at once: "figures-<name>"."""
    found: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name, measure in measures.items():
        try:
            found[name] = read_figure(figures.get(name, ""), measure)
        except ValueError as error:
            errors[f"figures-{name}"] = str(error)
    if errors:
        raise Invalid(errors)
    return found


def read_figure(text: str, measure: Measure) -> Decimal:
    """One figure, exactly as typed. Raises ValueError with the Chinese text for its box."""
    if blank(text):
        source = "还没有导入" if measure.metric else "还没有填写"
        raise ValueError(f"{source}{measure.text}：{measure.hint}")
    try:
        figure = exact(text)
    except ValueError:
        raise ValueError(f"{measure.text}读到“{text.strip()[:20]}”，{remedy(text) or measure.hint}") from None
    if wrong := _out_of_range(figure, measure):
        raise ValueError(f"{measure.text}填写的是{plain(figure)}，{wrong}")
    return figure


def _out_of_range(figure: Decimal, measure: Measure) -> str:
    if figure < 0 and not measure.signed:
        return "不能小于0"
    if abs(figure) >= LARGEST_FIGURE:
        return f"应小于{plain(LARGEST_FIGURE)}"
    if measure.whole and figure % 1:
        return "应为整数"
    if figure % STORED_QUANTUM:
        return "小数不超过四位"
    if measure.at_most is not None and figure > measure.at_most:
        return f"不应超过{plain(measure.at_most)}"
    return ""


_HINTS: tuple[tuple[str, str], ...] = (
    (r"[+-]?(nan|inf|infinity)", "这不是一个数：改填实际数字"),
    (r"[+-]?[0-9.]+e[+-]?[0-9]+", "不用科学计数法：把数字写全"),
    (r"-?[0-9.]*o[0-9o.]*", "其中有字母O：改成数字0"),
    (r"-?[0-9]{1,3}([,\u3001 ][0-9]{3})+(\.[0-9]+)?", "不写千位分隔符：只写数字"),
    (r"-?[0-9.]+%", "不写百分号：99.8% 写 99.8"),
)
"""Pattern (of the text in lower case, half width) → how to mend it."""


def remedy(text: str) -> str:
    """How to mend a text that is no figure, where it is a known mistake; else empty."""
    plain_text = unicodedata.normalize("NFKC", text).strip().lower()
    fitting = (hint for pattern, hint in _HINTS if re.fullmatch(pattern, plain_text, re.ASCII))
    return next(fitting, "")


_ANY_FIGURE = Measure(text="数字", signed=True)


def _amount(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if padded(value):
        raise refusal(quoted(value), "此处应为数字，如 2 或 0.5")
    try:
        return read_figure(value if isinstance(value, str) else "", _ANY_FIGURE)
    except ValueError as error:
        raise refusal(str(error), f"绝对值小于{plain(LARGEST_FIGURE)}") from None


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise refusal(f"读到“{plain(value)}”", "此处应为大于0的数字")
    return value


Amount = Annotated[Decimal, BeforeValidator(_amount), shaped(NUMBER)]
"""An exact figure of any unit in a scheme (persons, yuan, percent), with at most four decimals."""

Money = Annotated[Amount, AfterValidator(_positive), shaped(POSITIVE)]
"""An amount above 0, in yuan."""
