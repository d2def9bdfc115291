"""The documents' arithmetic once more, from the figures that a simulation writes down. Shares no code.

Document 004: a prefecture's self score is 40 % its own marks and 60 % the mean of its counties' (without
counties its own marks alone); the final score is 40 % self, 60 % province, and the special factors.
"""

from fractions import Fraction
from typing import Any

TOLERANCE = Fraction(1, 2 * 10**12)
"""Figures that do not end are written to twelve places."""


def disagreements(document: dict[str, Any]) -> list[str]:
    """Every figure of a document that does not follow from the county totals and marks in it."""
    units = document["units"]
    expected = {unit["code"]: scores(unit) for unit in units}
    finals = [final for _, _, final in expected.values()]
    last_year = [unit["last_year_rank"] for unit in units]
    found = []
    for unit in units:
        mean, own, final = expected[unit["code"]]
        low = sum(other < final for other in finals) < 5
        was_low = sum(rank > unit["last_year_rank"] for rank in last_year) < 5
        claims = {
            "mean": unit["mean"] is None if mean is None else written(unit["mean"], mean),
            "self": written(unit["self"], own),
            "final": written(unit["final"], final),
            "rank": unit["rank"] == 1 + sum(other > final for other in finals),
            "bottom_five": unit["bottom_five"] is low,
            "streak": unit["streak"] is (low and was_low),
            "interview": (unit["interview"] == "proposed") is unit["streak"],
        }
        found += [f"{unit['name']}: {name}" for name, right in claims.items() if not right]
    return found


def scores(unit: dict[str, Any]) -> tuple[Fraction | None, Fraction, Fraction]:
    """Mean of the counties, self score and final score of one unit, exact."""
    totals = [Fraction(county["total"]) for county in unit["counties"]]
    own, mean = Fraction(unit["own"]), None
    if totals:
        mean = sum(totals) / len(totals)
        own = own * 2 / 5 + mean * 3 / 5
    if unit["decision"] == "zero":
        own = Fraction(0)
    return mean, own, own * 2 / 5 + Fraction(unit["province"]) * 3 / 5 + Fraction(unit["special"])


def written(text: str | None, exact: Fraction) -> bool:
    """Whether a text states a figure: in full where it ends, else to twelve places."""
    if text is None:
        return False
    if Fraction(text) == exact:
        return True
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    places = len(text.partition(".")[2])
    return denominator > 1 and places == 12 and abs(Fraction(text) - exact) <= TOLERANCE
