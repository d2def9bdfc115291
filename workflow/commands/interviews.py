"""Interviews (约谈, 004, 五): proposed by the circular, decided and conducted by people, day by day."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.interview import INTERVIEW, InterviewTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.commands._issued import keep_templates
from workflow.commands._move import move
from workflow.commands._subject import subject
from workflow.errors import Invalid
from workflow.models import Interview, InterviewStep
from workflow.queries.ranking_facts import interview_facts
from workflow.rules.kinds.fields import blank
from workflow.rules.wording import day_text

_COMPULSORY: Mapping[InterviewTrigger, str] = {
    InterviewTrigger.WAIVE: "写明不予约谈的理由",
    InterviewTrigger.HOLD: "写明约谈的主要内容和参加人员的职务",
    InterviewTrigger.RECTIFY: "写明整改要求和期限",
    InterviewTrigger.CLOSE: "写明整改结果和销号依据",
}
"""What must be written at a step; at the others a note may be left out."""

_ISSUED: Mapping[InterviewTrigger, str] = {
    InterviewTrigger.NOTIFY: "interview_notice",
    InterviewTrigger.CLOSE: "rectification",
}
"""The document that is done with a step."""


def take_step(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    interview_id: int,
    trigger: InterviewTrigger,
    on: date | None,
    note: str = "",
) -> None:
    """Move an interview on: what happened, on which day, with a note.

    Raises Invalid (fields `on`, `note`) for a day to come or before the last step, or a missing note.
    """
    interview, _ = subject(session, actor, Action.CONDUCT_INTERVIEW, Interview, interview_id)
    facts = interview_facts(session, interview)
    if errors := _errors(session, interview, trigger, on, note, now):
        raise Invalid(errors)
    move(session, actor, now, INTERVIEW, interview, trigger, facts, reason=note.strip(), note={"on": on})
    if trigger in _ISSUED:
        keep_templates(session, now, interview.cycle_id, interview.id, _ISSUED[trigger])
    step = InterviewStep(
        interview_id=interview.id,
        trigger=trigger.value,
        on=on,
        note=note.strip(),
        recorded_by_id=actor.user_id,
        recorded_at=now,
    )
    session.add(step)


def _errors(
    session: Session,
    interview: Interview,
    trigger: InterviewTrigger,
    on: date | None,
    note: str,
    now: datetime,
) -> dict[str, str]:
    errors = {}
    if trigger in _COMPULSORY and blank(note):
        errors["note"] = _COMPULSORY[trigger]
    steps = InterviewStep.interview_id == interview.id
    last = session.scalar(select(func.max(InterviewStep.on)).where(steps))
    if on is None:
        errors["on"] = f"填写{trigger.label}的日期"
    elif on > local_date(now):
        errors["on"] = f"填写的是{day_text(on)}，还没有到：填写实际日期"
    elif last is not None and on < last:
        errors["on"] = f"填写的是{day_text(on)}，早于上一步的{day_text(last)}：核对日期"
    return errors
