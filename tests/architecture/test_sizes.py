"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, Finding, code_findings, files

FILE_LINES = 300
FUNCTION_LINES = 30
VIEW_LINES = 15
MIGRATIONS = ROOT / "workflow/migrations/versions"
ROUTES = {"route", "get", "post"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(function: Function) -> int:
    """Lines of the body; a signature and a docstring declare, they are not counted."""
    documented = ast.get_docstring(function) is not None
    statements = function.body[1:] if documented else function.body
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def is_view(function: Function) -> bool:
    calls = [decorator.func for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTES for call in calls)


def long_functions(tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            limit = VIEW_LINES if is_view(node) else FUNCTION_LINES
            if length(node) > limit:
                yield node.lineno, f"{node.name} has {length(node)} lines, the limit is {limit}"


@pytest.mark.parametrize(("decorator", "allowed"), [("", 30), ('@pages.post("/sheet")\n', 15)])
def test_one_line_too_many_is_noticed(decorator: str, allowed: int) -> None:
    body = "    x = 1\n" * allowed
    assert not list(long_functions(ast.parse(f"{decorator}def f():\n{body}")))
    assert list(long_functions(ast.parse(f"{decorator}def f():\n    '''Say.'''\n{body}    x = 1\n")))


def written(*folders: str, suffix: str) -> list[Path]:
    """Files that people write and read; a migration is written once and only run."""
    return [path for path in files(*folders, suffix=suffix) if MIGRATIONS not in path.parents]


def test_functions_and_views_are_short() -> None:
    assert code_findings(long_functions, written(*PACKAGES, suffix=".py")) == []


def test_files_are_short() -> None:
    paths = [path for suffix in (".py", ".html") for path in written(*PACKAGES, "tests", suffix=suffix)]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    assert {path: lines for path, lines in lengths.items() if lines >= FILE_LINES} == {}
