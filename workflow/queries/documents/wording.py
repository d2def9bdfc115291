"""How documents write days and the texts of people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from workflow.documents.numbering import chinese

BLANK_DAY = "　　　　年　　月　　日"


def plain_day(iso: str) -> str:
    """A day without its weekday, as documents write it (2027年3月5日); nothing where there is none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def long_day(iso: str) -> str:
    """A day as a document carries it, or room to write one."""
    return plain_day(iso) or BLANK_DAY


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that somebody has written."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def empty(texts: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The sections in which nobody has written anything."""
    return tuple(key for key, written in texts.items() if not written)


def numbered(*sections: str, left_out: Collection[str] = ()) -> dict[str, str]:
    """Section → 一, 二, 三 as it is counted when those that are left out are not there."""
    there = [section for section in sections if section not in left_out]
    return {section: chinese(place) for place, section in enumerate(there, start=1)}
