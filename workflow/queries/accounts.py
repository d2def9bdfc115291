"""People, the posts they hold and the divisions, as the administrator sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow.actor import Actor, Post
from workflow.errors import NotFound
from workflow.models import Division, PostHolding, Unit, User
from workflow.permissions import Scope
from workflow.queries.scopes import own_scope
from workflow.queries.units import family
from workflow.rules.deadlines import is_past


@dataclass(frozen=True)
class HeldPost:
    """One post of a person, live or to come; `covers` names the person whose cover (代理) it is."""

    holding_id: int
    post: Post
    unit_id: int
    unit_name: str
    division_name: str
    since: datetime
    until: datetime | None = None
    covers: str = ""
    coming: bool = False


@dataclass(frozen=True)
class Account:
    """One person's account, with the posts that are live or to come."""

    id: int
    username: str
    name: str
    active: bool
    must_change_password: bool
    demonstration: bool
    posts: tuple[HeldPost, ...]


def account_scopes(session: Session, actor: Actor, user_id: int) -> list[Scope]:
    """Whose account it is: the provinces of all posts ever held, the actor's own where there is none."""
    held = select(PostHolding.unit_id).where(PostHolding.user_id == user_id).distinct()
    kin = family(session)
    roots = {kin.root(unit_id) for unit_id in session.scalars(held)}
    return [Scope(unit_id=root, province_id=root) for root in sorted(roots)] or [own_scope(actor)]


def accounts(session: Session, province_id: int, now: datetime, search: str = "") -> list[Account]:
    """Accounts with a post in the province or none at all, by username; `search` narrows by any name."""
    users = session.scalars(select(User).order_by(User.username)).all()
    held = _held(session, province_id, now)
    elsewhere = set(session.scalars(select(PostHolding.user_id).distinct())) - held.keys()
    found = [_account(user, held.get(user.id, ())) for user in users if user.id not in elsewhere]
    return [account for account in found if search in _names(account)]


def account(session: Session, province_id: int, user_id: int, now: datetime) -> Account:
    """One account as the list shows it. Raises NotFound."""
    for found in accounts(session, province_id, now):
        if found.id == user_id:
            return found
    raise NotFound


def divisions(session: Session, province_id: int) -> Sequence[Division]:
    """The divisions of a province in the order in which they were added."""
    return session.scalars(
        select(Division).where(Division.unit_id == province_id).order_by(Division.id)
    ).all()


def _held(session: Session, province_id: int, now: datetime) -> dict[int, tuple[HeldPost, ...]]:
    covered, person = aliased(PostHolding), aliased(User)
    statement = (
        select(PostHolding, Unit.name, Division.name, person.name)
        .join(Unit, Unit.id == PostHolding.unit_id)
        .outerjoin(Division, Division.id == PostHolding.division_id)
        .outerjoin(covered, covered.id == PostHolding.cover_for_id)
        .outerjoin(person, person.id == covered.user_id)
        .order_by(PostHolding.id)
    )
    inside = set(family(session).below(province_id))
    held: dict[int, tuple[HeldPost, ...]] = {}
    for holding, unit_name, division_name, covers in session.execute(statement):
        if holding.unit_id in inside:
            posts = held.setdefault(holding.user_id, ())
            entry = _post(holding, unit_name, division_name or "", covers or "", now)
            held[holding.user_id] = (*posts, entry) if holding.live(now) or entry.coming else posts
    return held


def _post(holding: PostHolding, unit: str, division: str, covers: str, now: datetime) -> HeldPost:
    called_off = holding.until is not None and holding.until <= holding.since
    coming = not is_past(holding.since, now) and not called_off
    place = (holding.id, holding.post, holding.unit_id, unit, division)
    return HeldPost(*place, holding.since, holding.until, covers, coming)


def _account(user: User, posts: tuple[HeldPost, ...]) -> Account:
    return Account(
        id=user.id,
        username=user.username,
        name=user.name,
        active=user.active,
        must_change_password=user.must_change_password,
        demonstration=user.demonstration,
        posts=posts,
    )


def _names(account: Account) -> str:
    return " ".join((account.username, account.name, *(post.unit_name for post in account.posts)))
