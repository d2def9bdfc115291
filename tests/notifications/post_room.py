"""What was posted, read as the inboxes show it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tests.statements import counted_statements
from tests.worlds import World
from workflow.models import Notice, User
from workflow.unit_of_work import unit_of_work

Job = Callable[..., Mapping[str, int]]


def run(world: World, job: Job, now: datetime) -> int:
    """Run a job; how many notices it added."""
    return job(world.session, now)["notices"]


def posted(world: World, kind: str | None = None) -> list[tuple[str, str, str]]:
    """Every notice, or those of a kind: its kind, whose inbox it is in, its subject."""
    statement = select(Notice.kind, User.name, Notice.subject).join(User, User.id == Notice.recipient_id)
    wanted = statement.where(Notice.kind == kind) if kind else statement
    return [tuple(row) for row in world.session.execute(wanted.order_by(Notice.id))]


def people(world: World, kind: str | None = None) -> list[str]:
    """In whose inboxes the notices of a kind are, in order."""
    return sorted(name for _, name, _ in posted(world, kind))


def notices(world: World, kind: str) -> list[Notice]:
    """The notices of a kind as rows."""
    rows = world.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return list(rows.all())


def reading(world: World, job: Job, now: datetime) -> int:
    """How many reading statements a job takes; the scheme is read once in the life of a process."""
    assert world.scheme
    with counted_statements() as statements:
        job(world.session, now)
    return len([text for text in statements if text.startswith("SELECT")])


def add(world: World, *rows: Any) -> None:
    """Put rows into the database, as a command of another topic does."""
    with unit_of_work(world.session):
        world.session.add_all(rows)
