"""转办 and 代理: a post of a unit passes to another person from a day on, or two hold it for a while.

It is always the same post of the same unit (a rater's: of the same division). What people did before stays
under their names, and nobody signs what they filled, however they came to the post.
"""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import CLOCK, Actor, Post
from workflow.clock import end_of_day, local_date, start_of_day
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import locked
from workflow.commands.posts import clashes, end_covers, require_other
from workflow.errors import Forbidden, Invalid
from workflow.models import PostHolding, Sheet, Unit, User
from workflow.permissions import require
from workflow.queries.holders import (
    drafts_to_pass_on,
    has_successor,
    holdings_between,
    predecessor,
    successors,
)
from workflow.queries.scopes import province_scope
from workflow.rules.wording import day_text, instant_text

TRANSFERABLE = (Post.FILLER, Post.SIGNER, Post.RATER, Post.CHIEF)
"""Posts that are handed over or covered; the others are granted and ended by an administrator only."""

LONGEST = timedelta(days=366)
"""Nothing is arranged further ahead: a year was mistyped."""


def hand_over(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    holding_id: int,
    to_user_id: int,
    on: date | None,
    reason: str,
) -> PostHolding:
    """Let another account of the unit hold the post from a day on (today: from now on); the old holding and
    its covers end at the same instant, and unfinished forms pass on.

    Raises Forbidden for posts of others, Invalid (to_user_id, on, reason), Refused where it cannot be given.
    """
    holding = _given_by(session, actor, now, holding_id)
    if has_successor(session, holding):
        raise Refused((Unmet("这个岗位已经安排了转办", "原任本人或系统管理员撤销那次转办后"),))
    since = _instant("on", on, now, holding, "转办自哪一天起")
    user = _taker(session, actor, now, holding, to_user_id, since, holding.until)
    reason = stated(reason, "写明转办的原因，例如工作调动、离任。")
    taken = PostHolding(**_same(holding), user_id=user.id, since=since, until=holding.until)
    taken.granted_by_id, taken.taken_from_id = actor.user_id, holding.id
    before = {"user_id": holding.user_id, "until": holding.until}
    holding.until = since
    end_covers(session, holding, since)
    session.add(taken)
    session.flush()
    after = {"user_id": user.id, "post": holding.post.value, "since": since, "until": taken.until}
    record(session, actor, now, "post.hand_over", taken, reason=reason, before=before, after=after)
    pass_on_drafts(session, now, actor, holding.unit_id)
    return taken


def appoint_cover(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    holding_id: int,
    to_user_id: int,
    first: date | None,
    last: date | None,
    reason: str,
) -> PostHolding:
    """Let another account of the unit act beside the holder from a day to another, both inclusive.

    Raises like `hand_over`, Invalid on first, last.
    """
    holding = _given_by(session, actor, now, holding_id)
    since = _instant("first", first, now, holding, "代理自哪一天起")
    until = _end(last, since, now)
    until = min(until, holding.until or until)
    user = _taker(session, actor, now, holding, to_user_id, since, until)
    reason = stated(reason, "写明代理的原因，例如休假、出差。")
    cover = PostHolding(**_same(holding), user_id=user.id, since=since, until=until)
    cover.cover_for_id, cover.granted_by_id = holding.id, actor.user_id
    session.add(cover)
    session.flush()
    after = {"user_id": user.id, "post": holding.post.value, "since": since, "until": until}
    before = {"user_id": holding.user_id}
    record(session, actor, now, "post.cover", cover, reason=reason, before=before, after=after)
    return cover


def call_off(session: Session, actor: Actor, now: datetime, *, holding_id: int) -> None:
    """Take back a hand-over that has not begun, or end a cover: by whoever gave the post, or by an
    administrator. Raises Refused for what cannot be taken back.
    """
    taken = locked(session, PostHolding, holding_id)
    require(actor, Action.HAND_OVER_POST, province_scope(session, taken.unit_id))
    covered = session.get(PostHolding, taken.cover_for_id) if taken.cover_for_id else None
    giver = covered or predecessor(session, taken)
    if giver is None or (covered is None and taken.since <= now) or (taken.until and taken.until <= now):
        text = "只有还没有开始的转办和没有结束的代理可以撤销"
        raise Refused((Unmet(text, "系统管理员在账号页面终止岗位"),))
    _require_giver(actor, giver)
    before = {"since": taken.since, "until": taken.until}
    if covered is None:
        giver.until = taken.until
    taken.until = max(taken.since, now) if covered else taken.since
    record(session, actor, now, "post.call_off", taken, before=before, after={"until": taken.until})


def pass_on_drafts(
    session: Session, now: datetime, actor: Actor = CLOCK, unit_id: int | None = None
) -> int:
    """Give unfinished forms of people who have handed over their post to whoever holds it now; how many.

    A hand-over from now on calls it at once; for those arranged ahead the clock does.
    """
    passed = set()
    for draft, user_id in drafts_to_pass_on(session, now, unit_id):
        place = (draft.sheet_id, draft.item, user_id)
        if place in passed:
            continue
        passed.add(place)
        before, draft.user_id = {"user_id": draft.user_id, "item": draft.item}, user_id
        sheet, after = session.get_one(Sheet, draft.sheet_id), {"user_id": user_id}
        record(session, actor, now, "sheet.pass_on_draft", sheet, before=before, after=after)
    session.flush()
    return len(passed)


def _given_by(session: Session, actor: Actor, now: datetime, holding_id: int) -> PostHolding:
    """The live post that the actor may give away, locked. Raises Forbidden, Refused."""
    holding = locked(session, PostHolding, holding_id)
    require(actor, Action.HAND_OVER_POST, province_scope(session, holding.unit_id))
    _require_giver(actor, holding)
    if holding.post not in TRANSFERABLE:
        raise Forbidden(f"{holding.post.label}岗位不转办，由另一位系统管理员授予和终止。")
    reasons = []
    if holding.cover_for_id:
        reasons.append(Unmet("代理的岗位不能再转办或请人代理", "原任本人或系统管理员"))
    if not holding.live(now):
        reasons.append(Unmet("这个岗位已经终止或还没有开始", "系统管理员"))
    if reasons:
        raise Refused(tuple(reasons))
    return holding


def _require_giver(actor: Actor, holding: PostHolding) -> None:
    own = (actor.user_id, actor.post, actor.unit_id) == (holding.user_id, holding.post, holding.unit_id)
    if actor.post is not Post.ADMIN and not own:
        raise Forbidden("只能转办您本人正在担任的岗位；别人的岗位由本人或系统管理员办理。")


def _taker(
    session: Session,
    actor: Actor,
    now: datetime,
    holding: PostHolding,
    user_id: int,
    since: datetime,
    until: datetime | None,
) -> User:
    """The account that takes the post. Raises Invalid where it is of another unit, or its posts clash."""
    require_other(actor, user_id)
    if user_id not in successors(session, holding, now, anybody=actor.post is Post.ADMIN):
        raise Invalid({"to_user_id": "选本单位的另一个在用账号；没有的，由系统管理员添加。"})
    user, unit = locked(session, User, user_id), session.get_one(Unit, holding.unit_id)
    errors = clashes(user, unit, holding.post, holdings_between(session, user_id, since, until))
    if errors:
        raise Invalid({"to_user_id": "；".join(errors.values())})
    return user


def _instant(field: str, day: date | None, now: datetime, holding: PostHolding, ask: str) -> datetime:
    """The begin of a day, of today: now. Raises Invalid for a day that is over, too far or after the post."""
    today = local_date(now)
    if day is None:
        raise Invalid({field: f"填写{ask}。"})
    if day < today:
        raise Invalid({field: f"填写的是{day_text(day)}，早于今天：岗位不能倒签。"})
    if day - today > LONGEST:
        raise Invalid({field: f"填写的是{day_text(day)}，离今天超过一年：核对年份。"})
    since = now if day == today else start_of_day(day)
    if holding.until and since >= holding.until:
        raise Invalid({field: f"这个岗位到{instant_text(holding.until)}为止，填写更早的日期。"})
    return since


def _end(last: date | None, since: datetime, now: datetime) -> datetime:
    if last is None:
        raise Invalid({"last": "填写代理到哪一天为止。"})
    if end_of_day(last) <= since:
        raise Invalid({"last": f"填写的是{day_text(last)}，早于开始的日期。"})
    if end_of_day(last) - now > LONGEST:
        raise Invalid({"last": f"填写的是{day_text(last)}，离今天超过一年：核对年份。"})
    return end_of_day(last)


def _same(holding: PostHolding) -> dict[str, object]:
    return {"unit_id": holding.unit_id, "post": holding.post, "division_id": holding.division_id}
