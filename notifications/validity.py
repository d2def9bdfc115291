"""Whether a notice is still true, which is asked before each copy of it is sent: one table."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.kinds import KINDS, Holds
from notifications.owed import no_longer_owed, none_below_owes
from states.cycle import CycleStage
from states.engine import Stage, StateTable
from workflow.clock import local_date
from workflow.models import Appeal, Cycle, Event, Notice, PostHolding, RankingRun, Report, Sheet, User
from workflow.queries.cycles import year_of
from workflow.rules.deadlines import is_past

Outdated = Mapping[int, str]
"""Notice → why it is no longer true."""

_ROWS: Mapping[str, type[Any]] = {
    "appeal": Appeal,
    "cycle": Cycle,
    "ranking": RankingRun,
    "report": Report,
    "sheet": Sheet,
}
"""Noun of an event → the rows whose stage a message about it depends on."""

OVER = "收件人已不在该岗位"


def outdated(session: Session, now: datetime, notices: Sequence[Notice]) -> dict[int, str]:
    """Notice → the reason in Chinese why it is not to be sent any more; those still true are absent.

    The number of statements does not grow with the number of notices.
    """
    found = {**_another_day(now, notices), **_left(session, now, notices)}
    by_hold: dict[Holds, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.id not in found:
            by_hold[KINDS[notice.kind].holds].append(notice)
    for holds, own in by_hold.items():
        found |= _CHECKS[holds](session, now, own)
    return found


def _left(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Those whose recipient no longer holds the post, or whose account is out of use."""
    holdings = {notice.holding_id for notice in notices}
    rows = session.execute(
        select(PostHolding.id, PostHolding.until, User.active)
        .join(User, User.id == PostHolding.user_id)
        .where(PostHolding.id.in_(holdings))
    )
    held = {row.id for row in rows if row.active and not (row.until and is_past(row.until, now))}
    return {notice.id: OVER for notice in notices if notice.holding_id not in held}


def _always(_session: Session, _now: datetime, _notices: Sequence[Notice]) -> Outdated:
    return {}


def _another_day(now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Those that speak of the day on which they were written, on another one; what is owed ends by itself."""
    daily = {name for name, kind in KINDS.items() if kind.of_the_day and kind.holds is not Holds.OWED}
    today = local_date(now)
    own = [notice for notice in notices if notice.kind in daily]
    return {notice.id: "已过当日" for notice in own if local_date(notice.created_at) != today}


def _moved_on(session: Session, _now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Those whose row is in another stage by now: the reason is that stage, in the document's words."""
    nouns = _nouns(session, notices)
    stages = _stages(session, notices, nouns)
    found: dict[int, str] = {}
    years: dict[int, StateTable[Any]] = {}
    for notice in notices:
        stage = stages[nouns[notice.event_seq], notice.object_id]
        if stage.value == notice.stage:
            continue
        title = stage.label
        if isinstance(stage, CycleStage) and notice.cycle_id is not None:
            if notice.cycle_id not in years:
                years[notice.cycle_id] = year_of(session, notice.cycle_id)
            title = years[notice.cycle_id].title(stage)
        found[notice.id] = f"现在是“{title}”"
    return found


def _nouns(session: Session, notices: Sequence[Notice]) -> Mapping[int, str]:
    events = {notice.event_seq for notice in notices}
    rows = session.execute(select(Event.seq, Event.noun).where(Event.seq.in_(events)))
    return {row.seq: row.noun for row in rows}


def _stages(
    session: Session, notices: Sequence[Notice], nouns: Mapping[int, str]
) -> Mapping[tuple[str, int | None], Stage]:
    """Noun and row → the stage in which it is now; a statement for each noun."""
    wanted: dict[str, set[int | None]] = defaultdict(set)
    for notice in notices:
        wanted[nouns[notice.event_seq]].add(notice.object_id)
    return {
        (noun, row.id): row.stage
        for noun, rows in wanted.items()
        for row in session.execute(select(_ROWS[noun].id, _ROWS[noun].stage).where(_ROWS[noun].id.in_(rows)))
    }


_CHECKS: Mapping[Holds, Callable[[Session, datetime, Sequence[Notice]], Outdated]] = {
    Holds.ALWAYS: _always,
    Holds.STAGE: _moved_on,
    Holds.OWED: no_longer_owed,
    Holds.BELOW: none_below_owes,
}
