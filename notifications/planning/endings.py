"""What has ended by itself: an extension that ran out, a period in which appeals could be filed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifications.letters import Letter, Occasion, Page, Recipient
from notifications.planning.desk import Desk
from notifications.recipients import in_posts
from states.appeal import OPEN_APPEALS, AppealStage
from states.cycle import CycleStage
from workflow.actor import Post
from workflow.clock import local_date
from workflow.models import Appeal, Extension, RankingRun
from workflow.queries.appeal_facts import opening_run
from workflow.rules.deadlines import (
    acceptance_text,
    deadline_text,
    grace_text,
    is_past,
    standing,
)
from workflow.rules.obligations import Obligation

_TICK = timedelta(microseconds=1)


def ended_extensions(desk: Desk, now: datetime) -> list[Letter]:
    """To the unit and the level above, where an extension has run out that was the unit's deadline, and the
    unit has owed the work since before then."""
    expired = (
        Extension.cycle_id == desk.cycle_id,
        Extension.until <= now,
        or_(Extension.revoked_at.is_(None), Extension.revoked_at > Extension.until),
    )
    ends = {
        (unit_id, entry, until): number
        for unit_id, entry, until, number in desk.session.execute(
            select(Extension.unit_id, Extension.stage, Extension.until, Extension.document_number).where(
                *expired
            )
        )
    }
    if not ends:
        return []
    found = {
        _occasion(desk, "extension_ended", one.entry, one.unit_id, one.window.on_time_until): one
        for one in desk.obligations(now)
        if (one.unit_id, one.entry, one.window.on_time_until) in ends and not one.done and not one.zero
    }
    letters = []
    for occasion, to in desk.unposted(_to_unit_and_above(desk, found, now)):
        one = found[occasion]
        if desk.owed_before(one, occasion.planned_for, now):
            number = ends[one.unit_id, one.entry, one.window.on_time_until]
            own = to.unit_id == one.unit_id
            page = desk.own_page(one) if own else desk.page_above(to.unit_id, one.entry)
            letters.append(desk.letter(occasion, to, page, "延期到期", _said(one, number, own, now)))
    return letters


def _occasion(desk: Desk, kind: str, entry: str, unit_id: int, end: datetime) -> Occasion:
    """What ends at an exclusive instant belongs to the day that lies before it."""
    return desk.occasion(kind, entry, unit_id, local_date(end - _TICK), end)


def _to_unit_and_above(
    desk: Desk, found: Mapping[Occasion, Obligation], now: datetime
) -> list[tuple[Occasion, Recipient]]:
    units = {unit for one in found.values() for unit in (one.unit_id, one.above_id) if unit is not None}
    holders = desk.holders(units, now)
    own = [
        (occasion, to)
        for occasion in found
        for to in in_posts(holders.get(occasion.unit_id, ()), Post.FILLER, Post.SIGNER)
    ]
    above = [
        (occasion, to)
        for occasion, one in found.items()
        if one.above_id is not None
        for to in desk.above(one.above_id, holders)
    ]
    return [*own, *above]


def _said(one: Obligation, number: str, own: bool, now: datetime) -> Mapping[str, str]:
    return {
        "unit": one.name,
        "own": "是" if own else "",
        "deadline": deadline_text(one.window.on_time_until),
        "grace": grace_text(one.window),
        "document": number,
        "acceptance": acceptance_text(one.window),
        "standing": standing(one.window, now).value,
        "again": "是" if one.done_at else "",
        "entry": one.entry,
    }


def closed_appeals(desk: Desk, now: datetime) -> list[Letter]:
    """To the chief, once no appeal can be filed any more: how many there were, how many wait for him."""
    if desk.stage(now) is not CycleStage.PUBLICITY:
        return []
    run = desk.announced(now)
    if run is None or run.publicity_until is None or not is_past(run.publicity_until, now):
        return []
    occasion = _occasion(desk, "appeals_closed", "publicity", desk.province_id, run.publicity_until)
    chiefs = in_posts(desk.holders([desk.province_id], now).get(desk.province_id, ()), Post.CHIEF)
    fresh: Sequence[tuple[Occasion, Recipient]] = desk.unposted([(occasion, to) for to in chiefs])
    if not fresh:
        return []
    context = _counted(desk.session, run, run.publicity_until, now)
    page = Page("province.appeals", {"cycle_id": desk.cycle_id})
    return [desk.letter(occasion, to, page, "申诉期截止", context) for occasion, to in fresh]


def _counted(session: Session, run: RankingRun, until: datetime, now: datetime) -> Mapping[str, str]:
    """How many appeals there were in the publicity of a run, and how many of them wait for an answer."""
    filed = (
        Appeal.run_id == opening_run(session, run),
        Appeal.stage != AppealStage.WITHDRAWN,
        Appeal.filed_at < until,
    )
    rows = session.execute(select(Appeal.stage, Appeal.decided_at).where(*filed)).all()
    waiting = [at for stage, at in rows if stage in OPEN_APPEALS or (at is not None and at > now)]
    return {"until": deadline_text(until), "count": str(len(rows)), "open": str(len(waiting) or "")}
