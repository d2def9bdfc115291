"""Who holds which posts of a unit, now and soon, for whom, and to whom a post can be handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, aliased

from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.errors import NotFound
from workflow.models import Division, ItemDraft, PostHolding, Sheet, Unit, User
from workflow.permissions import require
from workflow.queries.scopes import province_scope
from workflow.rules.deadlines import is_past

H = PostHolding


@dataclass(frozen=True)
class Holder:
    """One person in one post of a unit; `covers` names the person whose cover it is. `coming`: not yet."""

    holding_id: int
    user_id: int
    name: str
    unit: str
    division: str
    post: Post
    since: datetime
    until: datetime | None
    covers: str
    coming: bool


@dataclass(frozen=True)
class HandingPage:
    """A post that can be handed over, everybody with a post of its unit, and who may take it."""

    holder: Holder
    colleagues: Sequence[Holder]
    successors: dict[int, str]


def handing_page(session: Session, actor: Actor, holding_id: int, now: datetime) -> HandingPage:
    """The page of one post; from an administrator accounts without any post may take it too. Raises NotFound,
    Hidden for a post of another province."""
    holding = session.get(PostHolding, holding_id)
    if holding is not None:
        require(actor, Action.HAND_OVER_POST, province_scope(session, holding.unit_id))
    colleagues = holders(session, holding.unit_id, now) if holding else []
    holder = next((one for one in colleagues if one.holding_id == holding_id), None)
    if holding is None or holder is None:
        raise NotFound
    anybody = actor.post is Post.ADMIN
    return HandingPage(holder, colleagues, successors(session, holding, now, anybody=anybody))


def holders(session: Session, unit_id: int, now: datetime) -> list[Holder]:
    """Everybody who holds a post of a unit now or will, by post and begin."""
    covered, person = aliased(PostHolding), aliased(User)
    statement = (
        select(H, User.name, Unit.name, Division.name, person.name)
        .join(User, User.id == H.user_id)
        .join(Unit, Unit.id == H.unit_id)
        .outerjoin(Division, Division.id == H.division_id)
        .outerjoin(covered, covered.id == H.cover_for_id)
        .outerjoin(person, person.id == covered.user_id)
        .where(H.unit_id == unit_id, *_not_over(now))
        .order_by(H.post, H.since, H.id)
    )
    return [
        Holder(
            holding_id=row.id,
            user_id=row.user_id,
            name=name,
            unit=unit,
            division=division or "",
            post=row.post,
            since=row.since,
            until=row.until,
            covers=covers or "",
            coming=not is_past(row.since, now),
        )
        for row, name, unit, division, covers in session.execute(statement)
    ]


def successors(
    session: Session, holding: PostHolding, now: datetime, *, anybody: bool = False
) -> dict[int, str]:
    """Accounts of the same unit that may take a post, by name; with `anybody` also those without any post."""
    here = select(H.user_id).where(H.unit_id == holding.unit_id, *_not_over(now))
    wanted: ColumnElement[bool] = User.id.in_(here)
    if anybody:
        wanted = or_(wanted, User.id.not_in(select(H.user_id)))
    statement = (
        select(User.id, User.name, User.username)
        .where(wanted, User.active, User.id != holding.user_id)
        .order_by(User.name, User.id)
    )
    return {row.id: f"{row.name}（{row.username}）" for row in session.execute(statement)}


def holdings_between(
    session: Session, user_id: int, since: datetime, until: datetime | None
) -> Sequence[PostHolding]:
    """The posts that a person holds at some moment of a term."""
    wanted = [H.user_id == user_id, or_(H.until.is_(None), H.until > since)]
    wanted += [H.since < until] if until else []
    held = session.scalars(select(H).where(*wanted).order_by(H.id))
    return [one for one in held if one.until is None or one.until > one.since]


def predecessor(session: Session, holding: PostHolding) -> PostHolding | None:
    """The holding that was ended when this one began: the post was handed over."""
    return session.get(H, holding.taken_from_id) if holding.taken_from_id else None


def has_successor(session: Session, holding: PostHolding) -> bool:
    """Whether the post has been handed over already, to begin now or later."""
    standing = or_(H.until.is_(None), H.until > H.since)
    return session.scalar(select(H.id).where(H.taken_from_id == holding.id, standing).limit(1)) is not None


def drafts_to_pass_on(
    session: Session, now: datetime, unit_id: int | None = None
) -> Sequence[tuple[ItemDraft, int]]:
    """Unfinished forms of people who have handed their post over (in one unit, where it is named), each with
    the person who holds it now.

    Where the successor has an unfinished form of the same item already, both keep their own; who has come
    back to the post keeps theirs.
    """
    old, new, own = aliased(PostHolding), aliased(PostHolding), aliased(ItemDraft)
    back = select(H.id).where(
        H.user_id == ItemDraft.user_id, H.unit_id == Sheet.unit_id, H.post == Post.FILLER, *_live(now)
    )
    taken = select(own.id).where(
        own.sheet_id == ItemDraft.sheet_id, own.item == ItemDraft.item, own.user_id == new.user_id
    )
    statement = (
        select(ItemDraft, new.user_id)
        .join(Sheet, Sheet.id == ItemDraft.sheet_id)
        .join(old, (old.user_id == ItemDraft.user_id) & (old.unit_id == Sheet.unit_id))
        .join(new, new.taken_from_id == old.id)
        .where(
            old.post == Post.FILLER,
            true() if unit_id is None else Sheet.unit_id == unit_id,
            new.since <= now,
            or_(new.until.is_(None), new.until > now),
            ~taken.exists(),
            ~back.exists(),
        )
        .order_by(ItemDraft.id)
    )
    return [(draft, user_id) for draft, user_id in session.execute(statement)]


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (H.since <= now, or_(H.until.is_(None), H.until > now))


def _not_over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (or_(H.until.is_(None), H.until > now), or_(H.until.is_(None), H.until > H.since))
