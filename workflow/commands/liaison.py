"""Liaison officers (联络员, document 004, annex 2): each prefecture registers one by 9 October."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.errors import Invalid
from workflow.models import Cycle, Liaison, Participant, Tier
from workflow.permissions import require
from workflow.queries.liaisons import masked
from workflow.queries.scopes import unit_scope
from workflow.queries.windows import ACCEPTANCE_ENDED, cycle_calendar
from workflow.rules.deadlines import acceptance_text, writable

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def register_liaison(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    unit_id: int,
    name: str,
    position: str,
    mobile: str,
) -> None:
    """Name or replace the prefecture's contact person; later than the date is possible and shown, for the
    first time only while late work is accepted.

    Raises Invalid (name, position, mobile), Refused for a county or once the year is filed away.
    """
    require(actor, Action.REGISTER_LIAISON, unit_scope(session, cycle_id, unit_id))
    put_liaison(
        session, actor, now, cycle_id, unit_id, {"name": name, "position": position, "mobile": mobile}
    )


def put_liaison(
    session: Session, actor: Actor, now: datetime, cycle_id: int, unit_id: int, entry: Mapping[str, str]
) -> None:
    """Keep the contact person of a unit, for whoever may name one. Raises Invalid, Refused."""
    stage, tier = _part(session, cycle_id, unit_id)
    row = session.scalar(select(Liaison).where(Liaison.cycle_id == cycle_id, Liaison.unit_id == unit_id))
    _require_open(session, now, cycle_id, unit_id, stage, tier, first=row is None)
    row, said = row or Liaison(cycle_id=cycle_id, unit_id=unit_id), entered(**entry)
    row.name, row.position, row.mobile = said["name"], said["position"], said["mobile"]
    assert actor.user_id is not None
    row.registered_by_id, row.registered_at = actor.user_id, now
    session.add(row)
    session.flush()
    after = {"name": row.name, "position": row.position, "mobile": masked(row.mobile)}
    record(session, actor, now, "liaison.register", row, after=after)


def entered(name: str, position: str, mobile: str) -> Mapping[str, str]:
    """Name, position and number as they are kept. Raises Invalid (name, position, mobile)."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", mobile))
    _require_complete(name, position, number)
    return {"name": name.strip(), "position": position.strip(), "mobile": number}


def _part(session: Session, cycle_id: int, unit_id: int) -> tuple[CycleStage, Tier]:
    """The stage of the year and the part of the unit in it, locked: two people register one officer."""
    statement = (
        select(Cycle.stage, Participant.tier)
        .join(Participant, Participant.cycle_id == Cycle.id)
        .where(Cycle.id == cycle_id, Participant.unit_id == unit_id)
        .with_for_update(of=Participant, key_share=True)
    )
    stage, tier = session.execute(statement).one()
    return stage, tier


def _require_open(
    session: Session,
    now: datetime,
    cycle_id: int,
    unit_id: int,
    stage: CycleStage,
    tier: Tier,
    *,
    first: bool,
) -> None:
    reasons = []
    if tier is not Tier.SUBJECT:
        reasons.append(Unmet("联络员由被评单位登记，下辖单位不用登记", "上级单位"))
    window = cycle_calendar(session, cycle_id).liaison(unit_id)
    if window is None:
        reasons.append(Unmet("本办法不要求登记联络员", ""))
    elif first and window.open_until and not writable(replace(window, closed_at=None), now):
        reasons.append(Unmet(f"{acceptance_text(window)}，已经停止受理", ACCEPTANCE_ENDED))
    if stage is CycleStage.CLOSED:
        reasons.append(Unmet("本年度评定已归档，联络员不再变动", ""))
    if reasons:
        raise Refused(tuple(reasons))


def _require_complete(name: str, position: str, number: str) -> None:
    errors = {}
    if not name.strip():
        errors["name"] = "填写联络员姓名。"
    if not position.strip():
        errors["position"] = "填写联络员职务。"
    if not _MOBILE.fullmatch(number):
        errors["mobile"] = f"手机号码是 11 位数字，以 1 开头；读到的是“{number}”，有 {len(number)} 位。"
    if errors:
        raise Invalid(errors)
