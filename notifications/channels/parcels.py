"""What leaves on a channel, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

GATHERED_SUBJECT = "今日消息汇总"
LONGEST_WORDS = 300
"""Signs that are kept of what a server answers."""


class Fate(Enum):
    """What became of a parcel.

    `LATER`: the server refused it for now. `NEVER`: it refused it for good. `UNREACHED`: the server could
    not be reached or turns everybody away, whatever the parcel; nothing was handed over. `UNKNOWN`: it was
    handed over, at least in part, and no answer came.
    """

    SENT = auto()
    LATER = auto()
    NEVER = auto()
    UNREACHED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a parcel, in the words of the server where it spoke."""

    fate: Fate
    words: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One notice in a parcel."""

    notice_id: int
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one person gets at once at one address: one notice, or those of a day.

    `number` is the delivery that it is known by, the same in every attempt; `begun_at` when that was put into
    the inbox, `at` the instant of this attempt.
    """

    number: int
    address: str
    begun_at: datetime
    at: datetime
    gathered: bool
    enclosed: tuple[Enclosed, ...]

    @property
    def subject(self) -> str:
        """In one line."""
        return GATHERED_SUBJECT if self.gathered else " ".join(self.enclosed[0].subject.split())


Send = Callable[[Parcel], Outcome]
"""Hands a parcel over. Raises nothing that it knows of; whatever it raises leaves the outcome unknown."""


def text_of(parcel: Parcel, site: str) -> str:
    """The text below the subject, with the way to each notice in the application at the address `site`."""
    if not parcel.gathered:
        return _text(parcel.enclosed[0], site)
    parts = [f"{at}. {one.subject}\n\n{_text(one, site)}" for at, one in enumerate(parcel.enclosed, 1)]
    return "\n".join([f"今天有 {len(parts)} 条消息：\n", *parts])


def _text(one: Enclosed, site: str) -> str:
    way = f"查看并办理：{site}/inbox/{one.notice_id}" if site else "登录系统后在“站内信”中查看并办理。"
    return f"{one.body.rstrip()}\n\n{way}\n"


def in_words(said: str) -> str:
    """What a server said, in one line that is not too long."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST_WORDS]
