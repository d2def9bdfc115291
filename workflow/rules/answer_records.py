"""An answer as plain data and back: what is stored as JSON, digested, signed, or read from a file."""

from collections.abc import Mapping
from typing import Any

from workflow.points import exact, plain
from workflow.rules.kinds.answers import Answer, Line


def answer_record(answer: Answer) -> dict[str, Any]:
    """An answer as text, counts and lists only; amounts in marks, as their shortest text."""
    return {
        "value": answer.value,
        "note": answer.note,
        "figures": dict(sorted(answer.figures.items())),
        "lines": [line_record(line) for line in answer.lines],
    }


def answer_from(record: Mapping[str, Any]) -> Answer:
    """The answer that `answer_record` has written down; what is left out was not said."""
    return Answer(
        record["value"],
        tuple(map(line_from, record.get("lines", ()))),
        record.get("note", ""),
        dict(record.get("figures", {})),
    )


def line_record(line: Line) -> dict[str, Any]:
    """One line of 扣分明细 as plain data."""
    return {
        "case": line.case,
        "reason": line.reason,
        "count": line.count,
        "cause": line.cause,
        "amount": None if line.amount is None else plain(line.amount),
        "flags": list(line.flags),
    }


def line_from(record: Mapping[str, Any]) -> Line:
    """The line that `line_record` has written down. Raises ValueError for an amount that is no figure."""
    amount = record.get("amount")
    return Line(
        record.get("case", ""),
        record.get("reason", ""),
        record.get("count", 1),
        record.get("cause"),
        None if amount is None else exact(amount),
        tuple(record.get("flags", ())),
    )
