"""The only arithmetic policy: how marks are read from text, rounded and shown.

Marks on a form are `Decimal`; everything computed from them (means, weights, totals) is an exact
`Fraction`. Rounding is half-up (四舍五入) and happens once, at the edge: when a rule divides, or when a
score is shown.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

QUANTUM = Decimal("0.01")
"""Smallest step of a mark that a rule may produce by division, unless its scheme says otherwise."""

STORED_QUANTUM = Decimal("0.0001")
"""Smallest step of a mark that the database keeps."""

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", re.ASCII)


def half_width(text: str) -> str:
    """A typed number with plain digits, point and sign, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-").replace("。", ".")


def exact(text: str) -> Decimal:
    """Read a plain decimal number from text, full-width digits and points included.

    Raises ValueError for everything else: blanks, exponents, NaN, infinity, thousands separators, the
    letter O in place of a zero.
    """
    normal = half_width(text)
    if not _NUMBER.fullmatch(normal):
        raise ValueError(normal)
    return Decimal(normal)


def quantise(value: Decimal | Fraction, quantum: Decimal = QUANTUM) -> Decimal:
    """Round half-up, away from zero at the half, to a whole number of `quantum`."""
    steps = Fraction(value) / Fraction(quantum)
    whole, rest = divmod(abs(steps), 1)
    whole += rest >= Fraction(1, 2)
    sign = -1 if steps < 0 else 1
    return (Decimal(sign * int(whole)) * quantum).quantize(quantum, ROUND_HALF_UP)


def shown(value: Decimal | Fraction, places: int = 2) -> str:
    """A score as people read it: rounded half-up, once, to a fixed number of places."""
    rounded = quantise(value, Decimal(1).scaleb(-places))
    return format(abs(rounded) if rounded == 0 else rounded, "f")


def plain(value: Decimal) -> str:
    """A mark without trailing zeros: 4, 0.2, -0.5."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def signed(value: Decimal) -> str:
    """What is added or taken off, with its sign: "+2", "−0.2", "0"."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{plain(abs(value))}"


def ratio_text(value: Fraction) -> str:
    """An exact value as text `p/q`, the form in which a ranking run keeps it."""
    return f"{value.numerator}/{value.denominator}"


def from_ratio_text(text: str) -> Fraction:
    """The exact value of a text `p/q` written by `ratio_text`."""
    numerator, denominator = text.split("/")
    return Fraction(int(numerator), int(denominator))
