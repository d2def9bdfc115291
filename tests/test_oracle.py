"""The oracle knows the worked example of the documents, and notices what is wrong."""

from fractions import Fraction
from typing import Any

import pytest

from tests.oracle import disagreements, scores, written


def unit(**figures: Any) -> dict[str, Any]:
    counties = [{"total": total} for total in ("96", "92", "88")]
    known = {"code": "1", "name": "甲市", "own": "95", "counties": counties, "decision": None}
    marks = {"mean": "92", "self": "93.2", "province": "90", "special": "1", "final": "92.28"}
    place = {"rank": 1, "bottom_five": True, "last_year_rank": 1, "streak": True, "interview": "proposed"}
    return {**known, **marks, **place, **figures}


def test_the_worked_example_comes_out() -> None:
    assert scores(unit()) == (92, Fraction("93.2"), Fraction("92.28"))
    assert disagreements({"units": [unit()]}) == []


def test_without_counties_the_own_marks_are_the_self_score() -> None:
    assert scores(unit(counties=[]))[:2] == (None, 95)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("mean", "92.01"),
        ("mean", None),
        ("self", "93.21"),
        ("final", "92.280000000001"),
        ("rank", 2),
        ("bottom_five", False),
        ("streak", False),
        ("interview", None),
    ],
)
def test_a_wrong_figure_is_noticed(name: str, wrong: Any) -> None:
    assert f"甲市: {name}" in disagreements({"units": [unit(**{name: wrong})]})


def test_a_figure_that_does_not_end_has_twelve_places() -> None:
    assert written("0.333333333333", Fraction(1, 3))
    assert not written("0.33333333333", Fraction(1, 3))
    assert not written("0.250000000001", Fraction(1, 4))
