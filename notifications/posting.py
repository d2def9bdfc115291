"""Letters become notices in inboxes, each once, and copies that wait to be sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.kinds import KINDS
from notifications.letters import Letter
from notifications.rendering import body_of, subject_of
from notifications.timing import first_attempt, waits
from workflow.clock import local
from workflow.database import insert_new
from workflow.digests import canonical
from workflow.models import Channel, Contact, Delivery, Mode, Notice, QuietHours
from workflow.rules.wording import instant_text

LATE_AFTER = timedelta(hours=1)
"""A message that comes so long after it was due says so, to whoever held the post then."""


def post(session: Session, now: datetime, letters: Sequence[Letter]) -> int:
    """Put letters into the inboxes of their recipients, and queue copies as these wish; how many were new.

    A letter whose occasion its recipient has a notice of already is left out, whoever wrote it. The caller's
    transaction decides whether any of it happens.
    """
    added = insert_new(session, Notice, [_notice(letter, now) for letter in letters])
    if added:
        _queue(session, now, added)
    return len(added)


def _notice(letter: Letter, now: datetime) -> dict[str, Any]:
    occasion = letter.occasion
    late = now - occasion.planned_for >= LATE_AFTER and occasion.planned_for >= letter.to.since
    remark = f"\n（本消息应于 {instant_text(occasion.planned_for)} 发出，因系统停运迟到。）\n" if late else ""
    return {
        "cycle_id": occasion.cycle_id,
        "entry": occasion.entry,
        "unit_id": occasion.unit_id,
        "kind": occasion.kind,
        "day": occasion.day,
        "event_seq": occasion.event_seq,
        "recipient_id": letter.to.user_id,
        "holding_id": letter.to.holding_id,
        "planned_for": occasion.planned_for,
        "created_at": now,
        "subject": subject_of(occasion.kind, letter.context),
        "body": body_of(occasion.kind, letter.context) + remark,
        "page": letter.page.endpoint,
        "page_args": canonical(letter.page.args),
        "object_id": letter.object_id,
        "stage": letter.stage,
    }


def _queue(session: Session, now: datetime, added: Sequence[int]) -> None:
    """A copy of each new notice for every channel that its recipient wants, at the time that they want."""
    wanted = session.execute(
        select(Notice.id, Notice.kind, Contact.channel, Contact.mode, QuietHours.first, QuietHours.last)
        .join(Contact, Contact.user_id == Notice.recipient_id)
        .outerjoin(QuietHours, QuietHours.user_id == Notice.recipient_id)
        .where(Notice.id.in_(added), Contact.mode != Mode.OFF)
        .order_by(Notice.id, Contact.channel)
    )
    insert_new(session, Delivery, [_copy(local(now), *row) for row in wanted])


def _copy(
    now: datetime, notice_id: int, kind: str, channel: Channel, mode: Mode, *quiet: int | None
) -> dict[str, Any]:
    gathered = mode is Mode.GATHERED and waits(now, KINDS[kind].of_the_day)
    next_at = first_attempt(now, gathered, *quiet)
    return {"notice_id": notice_id, "channel": channel, "gathered": gathered, "next_at": next_at}
