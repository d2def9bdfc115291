"""Answers as plain data."""

import json
from decimal import Decimal

import pytest

from workflow.rules.answer_records import answer_from, answer_record, line_from
from workflow.rules.kinds.answers import MEASURED, Answer, Line

ANSWERS = [
    Answer("yes"),
    Answer(MEASURED, figures={"actual": "998", "base": "1000"}),
    Answer("counted", (Line("迟报", "月报晚交", 2, "late", Decimal("0.30"), ("own_lead",)),), "已核对"),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_comes_back_from_json_as_it_was(answer: Answer) -> None:
    assert answer_from(json.loads(json.dumps(answer_record(answer)))) == answer


def test_what_a_record_leaves_out_was_not_said() -> None:
    assert answer_from({"value": "no", "lines": [{"case": "迟报"}]}) == Answer("no", (Line("迟报", ""),))


def test_an_amount_is_written_without_trailing_zeros() -> None:
    record = answer_record(Answer("counted", (Line("迟报", "晚交", amount=Decimal("0.3000")),)))
    assert record["lines"][0]["amount"] == "0.3"


def test_an_amount_that_is_no_figure_is_not_taken() -> None:
    with pytest.raises(ValueError, match="nan"):
        line_from({"amount": "nan"})
