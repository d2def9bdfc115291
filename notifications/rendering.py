"""Letters as text: one folder of templates a kind, `subject.txt` and `body.txt`, nothing but text."""

from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

_TEXTS = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # plain text: nothing of it is ever read as HTML
)


def subject_of(kind: str, context: Mapping[str, str]) -> str:
    """The subject in one line: whatever was typed into a name or reason cannot begin another header."""
    return " ".join(_TEXTS.get_template(f"{kind}/subject.txt").render(context).split())


def body_of(kind: str, context: Mapping[str, str]) -> str:
    """The text below the subject."""
    return _TEXTS.get_template(f"{kind}/body.txt").render(context).strip() + "\n"
