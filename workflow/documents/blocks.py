"""What an official document is made of, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """红头: the body that issues the document, and its number (发文字号)."""

    issuer: str
    number: str


@dataclass(frozen=True, slots=True)
class Title:
    """标题, centred."""

    text: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """主送: flush left, ends with a colon."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: 1 一、 2 （一） 3 1. 4 （1）. One that is `lone` has nothing below it, and need not
    stand on the page of what follows."""

    level: Literal[1, 2, 3, 4]
    text: str
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, its first line indented by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands, without indent: 评定单位（盖章）, 日期, a note below a table."""

    text: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Note:
    """A note in small type below a table."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; with `rows` above 1 it reaches down over the cells below it."""

    text: str
    rows: int = 1
    columns: int = 1
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width, how its cells stand."""

    title: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heading is repeated on every page; cells that another one covers are left out."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Attachments:
    """附件说明: the names of what is attached."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttachmentMark:
    """附件 1: begins a page of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期, to the right."""

    issuer: str
    day: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block = (
    Letterhead
    | Title
    | Addressee
    | Heading
    | Paragraph
    | Line
    | Note
    | Table
    | Attachments
    | AttachmentMark
    | Signature
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What ties a printed page to a frozen version: `code` for people, `scanned` for a camera."""

    code: str
    scanned: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as both writers take it.

    `notice` stands at the head of every page: that figures are simulated, that a draft is no result.
    """

    title: str
    blocks: tuple[Block, ...]
    seal: Seal | None = None
    notice: str = ""
    landscape: bool = field(default=False)

    @property
    def text(self) -> str:
        """Everything that is printed of it, for whoever asks whether the fonts have it."""
        return "\n".join(_strings(asdict(self)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NO_SIGN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no file format can hold as text, and no paper can show."""

_MINUS = re.compile("\N{MINUS SIGN}(?=[0-9])")
"""On paper marks carry the sign that forms of offices carry and people type: -5."""


def writable(document: Document) -> Document:
    """The document as a file can hold it: breaks of lines are one sign, no control characters, one minus."""
    return replace(document, **_writable_parts(document))


def _writable_parts(part: Any) -> dict[str, Any]:
    return {each.name: _writable(getattr(part, each.name)) for each in fields(part)}


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _MINUS.sub("-", _NO_SIGN.sub("", _BREAK.sub("\n", value)))
    if isinstance(value, tuple):
        return tuple(map(_writable, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_writable_parts(value))
    return value
