"""What the checks find in a text, as plain tuples."""

from workflow.scheme.checks import findings
from workflow.scheme.loader import load


def found(text: str) -> list[tuple[str, str, str]]:
    """Code, place and text of every finding."""
    return [(finding.code, finding.place, finding.text) for finding in findings(load(text))]


def figures(text: str) -> list[tuple[str, str, str, str]]:
    """Code, place and the two figures of every finding."""
    return [(one.code, one.place, one.first, one.second) for one in findings(load(text))]
