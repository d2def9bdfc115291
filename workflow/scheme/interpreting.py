"""Interpretations written into the text of a scheme, so that the file itself says how it is read."""

import json
import re
from collections.abc import Sequence

from workflow.errors import Invalid
from workflow.scheme.terms import Interpretation

_BLOCK = re.compile(r"interpretations:\s*(\[\s*\])?\s*(#.*)?")
_ENTRY = re.compile(r"( *)- ")


def snippet(entry: Interpretation, indent: str = "  ") -> str:
    """One entry of `interpretations`, ready to be pasted into a scheme file."""
    fields = {
        "places": list(entry.places),
        **({"figures": list(entry.figures)} if entry.figures else {}),
        "text": entry.text,
        "author": entry.author,
        "date": entry.date.isoformat(),
    }
    lines = [f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join(f"{indent}{line}" for line in [f"- code: {entry.code}", *lines])


def with_interpretations(text: str, entries: Sequence[Interpretation]) -> str:
    """The text of a scheme with entries added behind its interpretations.

    Raises Invalid ("file") where the file has them on one line, between brackets.
    """
    lines = text.rstrip("\n").split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("interpretations:")), None)
    if start is None:
        return "\n".join([*lines, "", "interpretations:", *map(snippet, entries), ""])
    if not _BLOCK.fullmatch(lines[start]):
        hint = "改成每条解释另起一行、以“- ”开头，再添加"
        raise Invalid({"file": f"第{start + 1}行的 interpretations 写在一行之内：{hint}。"})
    end = _end(lines, start + 1)
    indent = next((found[1] for line in lines[start:end] if (found := _ENTRY.match(line))), "  ")
    added = [snippet(entry, indent) for entry in entries]
    return "\n".join([*lines[:start], "interpretations:", *lines[start + 1 : end], *added, *lines[end:], ""])


def _end(lines: Sequence[str], start: int) -> int:
    """Where the block ends that begins at a line: before the next setting of the file and its comment."""
    settings = (n for n in range(start, len(lines)) if re.match(r"[^\s#-]", lines[n]))
    end = next(settings, len(lines))
    while end > start and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end
