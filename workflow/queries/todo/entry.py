"""What a to-do is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, one click away: `url_endpoint` with `url_args` is the page where it is done."""

    title: str
    detail: str
    url_endpoint: str
    url_args: Mapping[str, int] = field(default_factory=dict)
    due_at: datetime | None = None
    late: bool = False


def come_again(round: int, own: bool) -> str:
    """What a title adds for something that was returned before; `own`: by the very reader."""
    if not round:
        return ""
    return "：您退回的已重报" if own else "：退回后重报"


Source = Callable[[Session, Actor, datetime], list[Todo]]
"""What may wait for somebody, one function per audience."""
