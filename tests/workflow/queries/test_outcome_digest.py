"""A run is out of date when something that enters it has changed, not when a sentence reads better."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from workflow.queries.outcome import OutcomeLine, outcome_digest

TERMS = {
    "final": {"value": "90/1", "lines": ["自评得分 90"]},
    "words": {"subject": "市(州)"},
    "province": {"items": [{"item": "1", "mark": "2", "explanation": "得2分。"}]},
    "own": {"losses": [{"lines": [{"reason": "原因", "amount": "−1"}]}]},
}
LINE = OutcomeLine(
    1, Decimal(90), Fraction(90), Fraction(90), Decimal(90), Decimal(0), Decimal(0), Fraction(90), TERMS
)


def digest_of(line: OutcomeLine) -> str:
    return outcome_digest("small@d", [line])


def test_other_sentences_about_the_same_figures_change_nothing() -> None:
    said = {**TERMS, "words": {"subject": "州"}, "final": {"value": "90/1", "lines": ["得分 90", "共 90"]}}
    told = {**said, "province": {"items": [{"item": "1", "mark": "2", "explanation": "满分。"}]}}
    assert digest_of(replace(LINE, terms=told, streak_reason="没有连续")) == digest_of(LINE)


@pytest.mark.parametrize(
    "changed",
    [
        replace(LINE, final=Fraction(91)),
        replace(LINE, vetoed=True),
        replace(LINE, terms={**TERMS, "final": {"value": "91/1", "lines": ["自评得分 90"]}}),
        replace(LINE, terms={**TERMS, "province": {"items": [{"item": "1", "mark": "1"}]}}),
        replace(LINE, terms={**TERMS, "own": {"losses": [{"lines": [{"reason": "别的", "amount": "−1"}]}]}}),
    ],
)
def test_a_figure_a_reason_or_a_veto_that_changed_makes_a_run_old(changed: OutcomeLine) -> None:
    assert digest_of(changed) != digest_of(LINE)
