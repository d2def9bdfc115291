"""待办: what waits for one person in one post, derived from the stages of things and never stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

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


Source = Callable[[Session, Actor, datetime], list[Todo]]

SOURCES: tuple[Source, ...] = ()
"""What may wait for somebody, one function per noun."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def todo(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """Everything that waits for the actor: late first, then by deadline."""
    found = [item for source in SOURCES for item in source(session, actor, now)]
    return sorted(found, key=lambda item: (not item.late, item.due_at or _NEVER))
