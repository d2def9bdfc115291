"""站内信: a person's own notices, for posts that they still hold. Nobody reads anybody else's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import Division, Notice, PostHolding, Unit

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as the list shows it; `post` is the post for which its reader was written to."""

    id: int
    kind: str
    subject: str
    at: datetime
    post: str
    read: bool


@dataclass(frozen=True, slots=True)
class WholeNotice:
    """One notice with its text, and the page on which the matter is settled."""

    line: NoticeLine
    body: str
    holding_id: int
    endpoint: str
    args: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some notices, newest first. `older` is the number to continue below, None at the end; `newest` the
    newest of the whole inbox, 0 for an empty one; `kinds` those that the inbox holds."""

    lines: Sequence[NoticeLine]
    older: int | None
    newest: int
    kinds: Sequence[str]


_FOR = PostHolding.id == Notice.holding_id
_UNREAD = Notice.read_at.is_(None)


def _own(
    user_id: int | BindParameter[int] | None, now: datetime | BindParameter[datetime]
) -> tuple[ColumnElement[bool], ...]:
    """Written to this person, for a post that is not over: who has left a unit does not read on."""
    return (Notice.recipient_id == user_id, or_(PostHolding.until.is_(None), PostHolding.until > now))


_UNREAD_COUNT = (
    select(func.count())
    .select_from(Notice)
    .join(PostHolding, _FOR)
    .where(*_own(bindparam("user_id"), bindparam("now")), _UNREAD)
)


def unread_count(session: Session, user_id: int, now: datetime) -> int:
    """How many notices a person has not read."""
    return session.scalar(_UNREAD_COUNT, {"user_id": user_id, "now": now}) or 0


def inbox_page(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    unread: bool = False,
    kind: str = "",
    below: int | None = None,
) -> InboxPage:
    """The newest of the actor's notices, under the number `below`; only those unread, or of a kind."""
    narrowed: list[ColumnElement[bool]] = [_UNREAD] if unread else []
    narrowed += [Notice.kind == kind] if kind else []
    narrowed += [Notice.id < below] if below is not None else []
    statement = _lines(actor, now).where(*narrowed).order_by(Notice.id.desc()).limit(PAGE_SIZE + 1)
    lines = [_line(*row) for row in session.execute(statement)]
    shown = lines[:PAGE_SIZE]
    held = (
        select(Notice.kind, func.max(Notice.id).label("newest"))
        .join(PostHolding, _FOR)
        .where(*_own(actor.user_id, now))
        .group_by(Notice.kind)
    )
    newest = {row.kind: row.newest for row in session.execute(held)}
    older = shown[-1].id if len(lines) > PAGE_SIZE else None
    return InboxPage(shown, older, max(newest.values(), default=0), sorted(newest))


def newest_unread(session: Session, actor: Actor, now: datetime, at_most: int) -> Sequence[NoticeLine]:
    """The newest notices that the actor has not read."""
    statement = _lines(actor, now).where(_UNREAD).order_by(Notice.id.desc()).limit(at_most)
    return [_line(*row) for row in session.execute(statement)]


def notice_of(session: Session, actor: Actor, now: datetime, notice_id: int) -> WholeNotice:
    """One of the actor's notices. Raises NotFound for others', and where the post is over."""
    row = session.execute(_lines(actor, now).where(Notice.id == notice_id)).one_or_none()
    if row is None:
        raise NotFound
    notice = row[0]
    args = json.loads(notice.page_args)
    return WholeNotice(_line(*row), notice.body, notice.holding_id, notice.page, args)


def own_notices(user_id: int | None, now: datetime) -> Select[int]:
    """The ids of a person's notices, as a subquery."""
    return select(Notice.id).join(PostHolding, _FOR).where(*_own(user_id, now))


def _lines(actor: Actor, now: datetime) -> Select[Notice, PostHolding, str, str | None]:
    return (
        select(Notice, PostHolding, Unit.name, Division.name)
        .join(PostHolding, _FOR)
        .join(Unit, Unit.id == PostHolding.unit_id)
        .outerjoin(Division, Division.id == PostHolding.division_id)
        .where(*_own(actor.user_id, now))
    )


def _line(notice: Notice, held: PostHolding, unit: str, division: str | None) -> NoticeLine:
    post = " · ".join(part for part in (unit, division, held.post.label) if part)
    read = notice.read_at is not None
    return NoticeLine(notice.id, notice.kind, notice.subject, notice.created_at, post, read)
