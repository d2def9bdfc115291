"""Who acts: one person in one post of one unit. Posts hold rights, persons do not."""

from dataclasses import dataclass
from enum import StrEnum


class Post(StrEnum):
    """The six posts of the assessment, and the clock."""

    FILLER = "filler"
    SIGNER = "signer"
    RATER = "rater"
    CHIEF = "chief"
    ADMIN = "admin"
    AUDITOR = "auditor"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting from a post. `division_id` is set for raters (处室)."""

    user_id: int | None
    name: str
    post: Post
    unit_id: int | None
    division_id: int | None = None
    address: str = ""


CLOCK = Actor(user_id=None, name="系统时钟", post=Post.CLOCK, unit_id=None)
"""The scheduler, moving the year on when a date of its calendar has come."""
