"""延期: a later deadline for one unit in one entry of the calendar. It ends by itself; no job is needed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import subject
from workflow.errors import Invalid
from workflow.models import Extension, Report
from workflow.permissions import require
from workflow.queries.extensions import extension_obstacles
from workflow.queries.obligations import obligations
from workflow.queries.scopes import cycle_scope, unit_scope
from workflow.rules.deadlines import deadline_day, is_past
from workflow.rules.obligations import Obligation
from workflow.rules.wording import instant_text

LONGEST = timedelta(days=366)
"""Nobody is given more time than this: a year was mistyped."""


def grant_extension(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    unit_id: int,
    entry: str,
    until: datetime | None,
    reason: str,
    document_number: str,
) -> Extension:
    """Give a unit until `until` (exclusive) for what it owes in an entry, also after its deadline.

    Raises Invalid (entry, until, reason, document_number), Refused where the unit has handed up already, the
    level above has, or the ranking lies with the meeting.
    """
    require(actor, Action.GRANT_EXTENSION, unit_scope(session, cycle_id, unit_id))
    _lock(session, cycle_id)
    chosen = [one for one in obligations(session, cycle_id, unit_id=unit_id) if one.entry == entry]
    if not chosen:
        raise Invalid({"entry": "该单位在这个阶段没有要上报的，选它的另一个阶段。"})
    given = _given(until, reason, document_number, chosen, now)
    if obstacles := extension_obstacles(session, now, cycle_id, chosen[0]):
        raise Refused(tuple(obstacles))
    return _grant(session, actor, now, cycle_id, chosen[0], given)


def extend_everybody(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    entry: str,
    until: datetime | None,
    reason: str,
    document_number: str,
) -> list[Extension]:
    """Give every unit that still owes an entry until `until`, as after a failure of the system (停机顺延).

    Units that have handed up, count as zero or could not use it are left out. Raises Invalid like
    `grant_extension`, Refused where no unit is left.
    """
    require(actor, Action.GRANT_EXTENSION, cycle_scope(session, cycle_id))
    _lock(session, cycle_id)
    owing = [one for one in obligations(session, cycle_id) if one.entry == entry and not one.zero]
    chosen = [one for one in owing if not extension_obstacles(session, now, cycle_id, one)]
    if not chosen:
        raise Refused((Unmet("这个阶段没有还要上报、又能延期的单位", ""),))
    given = _given(until, reason, document_number, chosen, now)
    return [_grant(session, actor, now, cycle_id, one, given) for one in chosen]


def revoke_extension(
    session: Session, actor: Actor, now: datetime, *, extension_id: int, reason: str
) -> None:
    """End an extension now, with a reason; what came under it stays in time. Refused when it is over."""
    extension, _ = subject(session, actor, Action.GRANT_EXTENSION, Extension, extension_id)
    reason = stated(reason, "写明撤销延期的理由，该单位能看到。")
    if is_past(extension.ends_at, now):
        ended = "撤销" if extension.revoked_at else "到期"
        raise Refused((Unmet(f"这项延期已于{instant_text(extension.ends_at)}{ended}", ""),))
    extension.revoked_at = now
    about = {"entry": extension.stage, "until": extension.until}
    record(session, actor, now, "extension.revoke", extension, reason=reason, before=about)


def _lock(session: Session, cycle_id: int) -> None:
    """Hold the reports of the cycle: one may be handed up, or go to the meeting, at the same moment."""
    reports = select(Report.id).where(Report.cycle_id == cycle_id).order_by(Report.unit_id)
    session.execute(reports.with_for_update(key_share=True))


def _given(
    until: datetime | None,
    reason: str,
    document_number: str,
    chosen: Sequence[Obligation],
    now: datetime,
) -> dict[str, object]:
    errors = _until_errors(until, chosen, now)
    told = {"reason": reason, "document_number": document_number}
    asks = {
        "reason": "写明延期的理由，例如受灾、停机；该单位和上级都能看到。",
        "document_number": "写明准予延期的文号；没有文件的，写明由谁在何时同意。",
    }
    for name, text in told.items():
        try:
            told[name] = stated(text, asks[name], name)
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return {"until": until, **told}


def _until_errors(until: datetime | None, chosen: Collection[Obligation], now: datetime) -> dict[str, str]:
    if until is None:
        return {"until": "填写延期到哪一天。"}
    typed = f"填写的是{deadline_day(until)}"
    if is_past(until, now):
        return {"until": f"{typed}，已经过去：延期不能倒签，填今后的日期。"}
    if until - now > LONGEST:
        return {"until": f"{typed}，离现在超过一年：核对年份。"}
    present = max(one.window.on_time_until for one in chosen)
    if until <= present:
        return {"until": f"{typed}，现在的期限是{deadline_day(present)}：延期要晚于它。"}
    return {}


def _grant(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle_id: int,
    owed: Obligation,
    given: dict[str, object],
) -> Extension:
    place = {"cycle_id": cycle_id, "unit_id": owed.unit_id, "stage": owed.entry}
    extension = Extension(**place, **given, granted_by_id=actor.user_id, granted_at=now)
    session.add(extension)
    session.flush()
    after = {"entry": owed.entry, "until": extension.until, "document_number": extension.document_number}
    before = {"until": owed.window.on_time_until}
    reason = extension.reason
    record(session, actor, now, "extension.grant", extension, reason=reason, before=before, after=after)
    return extension
