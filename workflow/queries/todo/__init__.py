"""待办: what waits for one person in one post, derived from the stages of things and never stored."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.queries.todo.admin import admin_todos
from workflow.queries.todo.appeals import objection_todos
from workflow.queries.todo.chief import chief_todos
from workflow.queries.todo.entry import Source
from workflow.queries.todo.entry import Todo as Todo
from workflow.queries.todo.evaluator import evaluator_todos
from workflow.queries.todo.prefecture import prefecture_todos
from workflow.queries.todo.rater import rater_todos
from workflow.queries.todo.sheet import sheet_todos

SOURCES: tuple[Source, ...] = (
    sheet_todos,
    prefecture_todos,
    chief_todos,
    rater_todos,
    evaluator_todos,
    admin_todos,
    objection_todos,
)
"""What may wait for somebody, one module per audience."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def todo(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """Everything that waits for the actor: late first, then by deadline."""
    found = [item for source in SOURCES for item in source(session, actor, now)]
    return sorted(found, key=lambda item: (not item.late, item.due_at or _NEVER))
