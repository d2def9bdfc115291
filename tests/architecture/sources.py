"""The project's own files, as the architecture tests read them."""

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("states", "workflow", "notifications", "webapp")
EXACT = ("states", "workflow", "notifications")
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".yaml", ".yml", ".html", ".css", ".js", ".csv", ".mako", ""}

Finding = tuple[int, str]
Check = Callable[[ast.AST], Iterable[Finding]]


def files(*folders: str, suffix: str) -> list[Path]:
    """Every file with this suffix under these top-level folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))


def texts() -> list[Path]:
    """Every text file of the project: code, documents, settings; not what git ignores."""
    tops = [top for top in ROOT.iterdir() if top.name == ".ci" or not top.name.startswith(".")]
    inside = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    return sorted(path for path in inside if path.is_file() and path.suffix in TEXT)


def code_findings(check: Check, paths: Iterable[Path]) -> list[str]:
    """What a check says about each file, as `path:line: text`."""
    return [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in paths
        for line, text in check(ast.parse(path.read_text(encoding="utf-8")))
    ]
