"""Who holds which post of which unit. Nobody changes their own posts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.clock import local_date
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.errors import Forbidden, Invalid
from workflow.models import Division, PostHolding, Unit, User
from workflow.permissions import require
from workflow.queries.accounts import account_scopes
from workflow.queries.holders import holdings_between
from workflow.queries.scopes import province_scope

AT_THE_TOP = (Post.RATER, Post.EVALUATOR, Post.CHIEF, Post.ADMIN, Post.AUDITOR)
"""Posts of a unit that has none above it, whatever its level: it assesses the others."""

BELOW = (Post.FILLER, Post.SIGNER)
"""Posts of every other unit."""

TOGETHER = (
    frozenset({Post.FILLER, Post.SIGNER}),
    frozenset({Post.RATER, Post.CHIEF}),
    frozenset({Post.EVALUATOR}),
    frozenset({Post.ADMIN}),
    frozenset({Post.AUDITOR}),
)
"""Posts that one person may hold at the same time: who fills does not rate (回避), a panel mark is
given by nobody who rates, administration and audit stand apart from all."""


def grant_post(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    user_id: int,
    unit_id: int,
    post: Post,
    division_id: int | None = None,
) -> PostHolding:
    """Let a person hold a post of a unit from now on; a rater needs a division of that unit.

    Raises Forbidden for one's own posts, Invalid (post, unit_id, division_id) where they do not fit.
    """
    user, unit = locked(session, User, user_id), locked(session, Unit, unit_id)
    for scope in (province_scope(session, unit_id), *account_scopes(session, actor, user_id)):
        require(actor, Action.MANAGE_ACCOUNTS, scope)
    require_other(actor, user_id)
    held = holdings_between(session, user_id, now, None)
    errors = _misfits(session, unit, post, division_id, now) | clashes(user, unit, post, held)
    if errors:
        raise Invalid(errors)
    holding = PostHolding(
        user_id=user_id,
        unit_id=unit_id,
        post=post,
        division_id=division_id,
        since=now,
        granted_by_id=actor.user_id,
    )
    session.add(holding)
    session.flush()
    _note(session, actor, now, "post.grant", holding)
    return holding


def end_post(session: Session, actor: Actor, now: datetime, *, holding_id: int) -> None:
    """End a post from now on, one to come before it begins: the next request made from it is refused.

    Raises Forbidden for one's own.
    """
    holding = locked(session, PostHolding, holding_id)
    require(actor, Action.MANAGE_ACCOUNTS, province_scope(session, holding.unit_id))
    require_other(actor, holding.user_id)
    end = max(now, holding.since)
    if holding.until and holding.until <= end:
        raise Invalid({"holding_id": "这个岗位已经终止，打开账号页面查看现在的岗位。"})
    holding.until = end
    end_covers(session, holding, end)
    _note(session, actor, now, "post.end", holding)


def end_covers(session: Session, holding: PostHolding, end: datetime) -> None:
    """Let nobody cover a post any longer than it is held; covers to come do not begin."""
    covers = (PostHolding.cover_for_id == holding.id, PostHolding.until > end)
    session.execute(update(PostHolding).where(*covers, PostHolding.since < end).values(until=end))
    session.execute(update(PostHolding).where(*covers).values(until=PostHolding.since))


def require_other(actor: Actor, user_id: int) -> None:
    """Raise Forbidden for one's own posts, whatever is to be done with them."""
    if user_id == actor.user_id:
        raise Forbidden("不能变更本人的岗位，由另一位系统管理员办理。")


def _misfits(
    session: Session, unit: Unit, post: Post, division_id: int | None, now: datetime
) -> dict[str, str]:
    errors = {}
    top = unit.parent_id is None
    if post not in (fitting := AT_THE_TOP if top else BELOW):
        place = "是最上级单位" if top else "有上级单位"
        errors["post"] = f"{unit.name}{place}，可授予：{'、'.join(entry.label for entry in fitting)}。"
    if unit.valid_to and unit.valid_to < local_date(now):
        errors["unit_id"] = f"{unit.name}已于 {unit.valid_to} 撤销，选承接它的单位。"
    own = select(Division.id).where(Division.id == division_id, Division.unit_id == unit.id)
    if post is Post.RATER and session.scalar(own) is None:
        errors["division_id"] = "评定员按处室评定，选一个本单位的处室。"
    if post is not Post.RATER and division_id is not None:
        errors["division_id"] = f"{post.label}不分处室，处室留空。"
    return errors


def clashes(user: User, unit: Unit, post: Post, held: Sequence[PostHolding]) -> dict[str, str]:
    """Why a person who holds these posts cannot hold another: field → Chinese text."""
    if not user.active:
        return {"user_id": f"{user.name}的账号已停用，先启用再授予岗位。"}
    if any(holding.post is post and holding.unit_id == unit.id for holding in held):
        return {"post": f"{user.name}已担任{unit.name}的{post.label}。"}
    allowed = next(group for group in TOGETHER if post in group)
    others = sorted({holding.post.label for holding in held if holding.post not in allowed})
    if others:
        return {
            "post": f"{user.name}现任{'、'.join(others)}，不能兼任{post.label}：先终止原岗位，或授予另一人。"
        }
    return {}


def _note(session: Session, actor: Actor, now: datetime, name: str, holding: PostHolding) -> None:
    after = {"user_id": holding.user_id, "post": holding.post.value, "division_id": holding.division_id}
    record(session, actor, now, name, holding, after=after)
