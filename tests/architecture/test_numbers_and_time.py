"""Marks are exact and time is an argument."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import EXACT, PACKAGES, ROOT, Finding, code_findings, files

CLOCK_OWNERS = {"datetime", "date", "time"}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}
ARRIVAL = ("webapp/arrival.py", "webapp/cli", "notifications/schedule.py")
"""Where the present enters: a request, a command line, the scheduler."""


def inexact(tree: ast.AST) -> Iterator[Finding]:
    """Float literals, and the built-ins that make floats or round half to even."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"float literal {node.value}"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "round":
            yield node.lineno, "round()"


def clock_readings(tree: ast.AST) -> Iterator[Finding]:
    """Calls that read the clock of the machine."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            owner = ast.unparse(node.value).rpartition(".")[2]
            if owner in CLOCK_OWNERS:
                yield node.lineno, f"{owner}.{node.attr}"


@pytest.mark.parametrize("code", ["x = 0.1", "x = float(y)", "def f(x: float): ...", "round(x, 2)"])
def test_an_inexact_number_is_noticed(code: str) -> None:
    assert list(inexact(ast.parse(code)))


@pytest.mark.parametrize("code", ["datetime.now(UTC)", "date.today()", "time.time()", "dt.datetime.now()"])
def test_a_reading_of_the_clock_is_noticed(code: str) -> None:
    assert list(clock_readings(ast.parse(code)))


def test_marks_never_pass_through_a_float() -> None:
    assert code_findings(inexact, files(*EXACT, suffix=".py")) == []


def test_the_present_enters_only_where_a_person_or_the_scheduler_arrives() -> None:
    elsewhere = [
        path
        for path in files(*PACKAGES, suffix=".py")
        if not str(path.relative_to(ROOT)).startswith(ARRIVAL)
    ]
    assert code_findings(clock_readings, elsewhere) == []
