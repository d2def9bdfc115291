"""Nightly work on the tables: what nobody needs any more goes, and the history is proved."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, delete, or_, select
from sqlalchemy.orm import Session

from notifications import faults
from notifications.alarms import alarm
from states.cycle import CycleStage
from workflow.actor import Post
from workflow.models import Base, Cycle, ItemDraft, LoginAttempt, LoginSession, Sheet
from workflow.queries.demonstration import clock_offset
from workflow.queries.trail import verify_chain
from workflow.unit_of_work import unit_of_work

SESSIONS_KEPT = timedelta(days=30)
"""How long a log-in is kept after it ended or was last used: longer than any time-out, so that its holder is
told why it lapsed."""

ATTEMPTS_KEPT = timedelta(days=1)
"""How long a failed log-in counts at most; each is kept as a refusal besides."""

log = logging.getLogger(__name__)


def purge_sessions(session: Session, now: datetime) -> Mapping[str, int]:
    """Delete log-ins that are over, counts of failures that count no more, unfinished forms of filed years.

    History, refusals, receipts and notices stay: they are what an audit asks for. Log-ins are timed by the
    real clock, from which `now` differs in a demonstration.
    """
    real = now - clock_offset(session)
    lapsed = real - SESSIONS_KEPT
    filed = select(Sheet.id).join(Cycle, Cycle.id == Sheet.cycle_id).where(Cycle.stage == CycleStage.CLOSED)
    doomed: Mapping[str, tuple[type[Base], ColumnElement[bool]]] = {
        "sessions": (LoginSession, or_(LoginSession.ended_at < lapsed, LoginSession.last_seen_at < lapsed)),
        "attempts": (LoginAttempt, LoginAttempt.at < real - ATTEMPTS_KEPT),
        "drafts": (ItemDraft, ItemDraft.sheet_id.in_(filed)),
    }
    with unit_of_work(session):
        return {name: _deleted(session, *which) for name, which in doomed.items()}


def _deleted(session: Session, model: type[Base], which: ColumnElement[bool]) -> int:
    done = session.execute(delete(model).where(which).execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return done.rowcount


def verify_history(session: Session, now: datetime) -> Mapping[str, int]:
    """Prove the chain of events; a broken one is noted as a fault and told to those who answer for it."""
    report = verify_chain(session)
    with unit_of_work(session):
        if report.first_broken is None:
            faults.clear(session, "verify_history", "chain")
            return {"events": report.length, "broken": 0}
        text = f"操作记录在第 {report.first_broken} 条断开"
        log.error("the chain of events is broken at %s", report.first_broken)
        faults.note(session, now, "verify_history", "chain", ValueError(text))
        pages = {Post.ADMIN: "admin.clock", Post.AUDITOR: "admin.verify_trail", Post.CHIEF: "home.index"}
        alarm(session, now, "chain_broken", pages, {"seq": str(report.first_broken)})
    return {"events": report.length, "broken": 1}
