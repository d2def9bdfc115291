"""Entering the holidays of a year, as they have been announced."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import lock_provinces
from workflow.errors import Invalid, NotFound, Stale
from workflow.models import ExceptionalDay, WorkingYear
from workflow.permissions import require
from workflow.queries.scopes import own_scope
from workflow.queries.working_years import FIRST, LAST, YearLine, working_years
from workflow.rules.holiday_notice import Holiday, exceptional_days, notice_errors


def announce_year(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    year: int,
    document: str,
    holidays: Sequence[Holiday],
    worked: Sequence[Holiday],
    shown: str,
) -> None:
    """Put what a document announces in the place of everything that was known about a year.

    `shown` is the digest of what stood there when the change was prepared. Raises Invalid (fields
    `document`, `holidays`, `worked`), Stale where somebody else has changed the year since, NotFound.
    """
    require(actor, Action.EDIT_WORKING_DAYS, own_scope(actor))
    if not FIRST <= year <= LAST:
        raise NotFound
    errors = notice_errors(year, holidays, worked)
    if not document.strip():
        errors["document"] = "写明依据：节假日安排通知的名称或文号。"
    if errors:
        raise Invalid(errors)
    lock_provinces(session)
    (before,) = working_years(session, [year])
    if before.digest != shown:
        raise Stale(f"{year} 年的节假日安排在您核对之后有变动，重新打开这一年核对。")
    _replace(session, actor, now, year, document.strip(), holidays, worked)
    (after,) = working_years(session, [year])
    known = _told(before) if before.document else None
    record(session, actor, now, "working_year.announce", None, before=known, after=_told(after))


def _replace(
    session: Session,
    actor: Actor,
    now: datetime,
    year: int,
    document: str,
    holidays: Sequence[Holiday],
    worked: Sequence[Holiday],
) -> None:
    session.execute(delete(ExceptionalDay).where(ExceptionalDay.year == year))
    entered = {"document": document, "entered_by_id": actor.user_id, "entered_at": now}
    session.merge(WorkingYear(year=year, **entered))
    session.flush()
    days = exceptional_days(holidays, worked)
    session.add_all(ExceptionalDay(day=day, year=year, working=working) for day, working in days.items())
    session.flush()


def _told(line: YearLine) -> dict[str, object]:
    days = {day.isoformat(): worked for day, worked in (line.days or {}).items()}
    return {"year": line.year, "document": line.document, "days": days}
