"""Who acts: one person in one post of one unit. Posts hold rights, persons do not."""

from dataclasses import dataclass

from states.engine import Labelled


class Post(Labelled):
    """The posts of the assessment, and the clock."""

    FILLER = "filler", "填报员"
    SIGNER = "signer", "负责人"
    RATER = "rater", "评定员"
    EVALUATOR = "evaluator", "评议员"
    CHIEF = "chief", "评定负责人"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"
    CLOCK = "clock", "系统时钟"


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

COMMAND_LINE = Actor(user_id=None, name="命令行", post=Post.ADMIN, unit_id=None)
"""Whoever has a shell on the server: may do what the administrator does, in any province."""
