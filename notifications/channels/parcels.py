"""What leaves on a channel, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from workflow.clock import local_date
from workflow.rules.wording import minute_text

GATHERED_SUBJECT = "今日消息汇总"
LATE_AFTER = timedelta(hours=1)
"""What leaves so long after it was written says when that was, for it counts days from then."""

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
    """One notice in a parcel, and when it was put into the inbox."""

    notice_id: int
    written_at: datetime
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one person gets at once at one address: one notice, or those of a day.

    `number` is the delivery that it is known by, the same in every attempt; `at` the instant of this attempt.
    """

    number: int
    address: str
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
        (one,) = parcel.enclosed
        return _text(one, site, parcel.at - one.written_at > LATE_AFTER)
    today = local_date(parcel.at)
    parts = [
        f"{at}. {one.subject}\n\n{_text(one, site, local_date(one.written_at) != today)}"
        for at, one in enumerate(parcel.enclosed, 1)
    ]
    return "\n".join([f"今天有 {len(parts)} 条消息：\n", *parts])


def _text(one: Enclosed, site: str, late: bool) -> str:
    written = f"（写于 {minute_text(one.written_at)}）\n\n" if late else ""
    way = f"在系统中查看：{site}/inbox/{one.notice_id}" if site else "登录系统后在“站内信”中查看。"
    return f"{written}{one.body.rstrip()}\n\n{way}\n"


def in_words(said: str) -> str:
    """What a server said, in one line that is not too long."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST_WORDS]
