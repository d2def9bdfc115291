"""gate: missed, it zeroes its item."""

from decimal import Decimal

import pytest

from workflow.errors import Invalid
from workflow.rules.kinds.answers import Answer, Found, Line
from workflow.rules.kinds.gate import Gate

GATE = Gate()
LINE = Line(case="12月5日才上报", reason="漏看通知")


def test_a_gate_that_was_met_changes_nothing() -> None:
    outcome = GATE.score(Answer("met"))
    assert (outcome.marks, outcome.lost, outcome.zeroes_item) == (0, 0, False)
    assert outcome.explanation == "达到前提要求，其余要点照常计分。"
    assert GATE.score(GATE.full_answer) == outcome


def test_a_gate_that_was_missed_zeroes_its_item_on_one_line() -> None:
    outcome = GATE.score(Answer("missed", (LINE,)))
    assert (outcome.marks, outcome.lost, outcome.line_amounts, outcome.zeroes_item) == (0, 0, (0,), True)
    assert outcome.explanation == "没有达到前提要求，本项不得分。"


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer(""), {"value"}),
        (Answer("yes"), {"value"}),
        (Answer("missed"), {"lines-0-case", "lines-0-reason"}),
        (Answer("missed", (LINE, LINE)), {"lines-1-case"}),
        (Answer("met", (LINE,)), {"lines-0-case"}),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(answer: Answer, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        GATE.score(answer)
    assert set(refusal.value.errors) == fields


def test_a_finding_says_that_it_was_missed() -> None:
    assert GATE.found_by == "whole"
    assert GATE.lost(Found()) == 0
    assert GATE.costs_item
    assert not GATE.remaining(()).zeroes_item
    assert GATE.remaining((Decimal(10),)).zeroes_item


def test_a_missed_gate_that_the_unit_has_deducted_itself_does_not_zero_the_item_again() -> None:
    outcome = GATE.remaining((Decimal(0),))
    assert (outcome.marks, outcome.line_amounts, outcome.zeroes_item) == (0, (0,), False)
    assert outcome.explanation == "没有达到前提要求，自评已按此扣分，不再扣减；其余要点照常计分。"


def test_a_gate_has_no_marks_of_its_own_and_says_what_it_does() -> None:
    assert (GATE.full, GATE.lowest, GATE.highest) == (0, 0, 0)
    assert GATE.describe() == "前提要求：没有达到的，本项不得分。"
    assert [offer.value for offer in GATE.asked.offers] == ["met", "missed"]
