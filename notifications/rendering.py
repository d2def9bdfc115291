"""Letters as text: one folder of templates a kind, `subject.txt` and `body.txt`, nothing but text."""

import re
from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

_TEXTS = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # plain text: nothing of it is ever read as HTML
)


_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[^\n\t\x20-\x7e\xa0-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of the text around them."""


def subject_of(kind: str, context: Mapping[str, str]) -> str:
    """The subject in one line: whatever was typed into a name or reason cannot begin another header."""
    return " ".join(_plain(_TEXTS.get_template(f"{kind}/subject.txt").render(context)).split())


def body_of(kind: str, context: Mapping[str, str]) -> str:
    """The text below the subject: lines of it, whatever ended them where they were typed."""
    return _plain(_TEXTS.get_template(f"{kind}/body.txt").render(context)).strip() + "\n"


def _plain(text: str) -> str:
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))
