"""The 约谈通知书: who is summoned, on which facts of both years, when and where."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from states.interview import InterviewStage, InterviewTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.documents.composing import Content
from workflow.errors import NotFound
from workflow.models import Cycle, Interview, RankingRun, Tier, Unit
from workflow.permissions import require
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.offices import assessing_office, own_office
from workflow.queries.documents.texts import texts_as_of
from workflow.queries.documents.wording import long_day, paragraphs
from workflow.queries.interviews import InterviewRow, interview_row
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope

DRAFT = "草稿：约谈未经确认，不得发出"
NO_NOTICE = "已决定对这个单位不予约谈，没有约谈通知书。"


def summons(session: Session, actor: Actor, interview_id: int) -> tuple[InterviewRow, dict[str, Any]]:
    """An interview and the facts that each of its documents states. Raises NotFound, Hidden, Forbidden."""
    require(actor, Action.VIEW_INTERVIEWS, object_scope(session, Interview, interview_id))
    known = session.get_one(Interview, interview_id)
    cycle, row = session.get_one(Cycle, known.cycle_id), interview_row(session, interview_id)
    scheme = scheme_of(session, cycle.id)
    return row, {
        "issuer": assessing_office(scheme.procedure, session.get_one(Unit, cycle.province_id).name),
        "unit": row.name,
        "office": own_office(scheme.procedure, Tier.SUBJECT, row.name),
        "year": cycle.year,
        "cycle": cycle.title,
        "scheme": scheme.title,
        "words": scheme.procedure.words.model_dump(),
        "bottom_size": scheme.consequences.bottom,
        "circular": session.get_one(RankingRun, known.run_id).circular_number,
        "rank": row.rank,
        "last_rank": row.last_rank,
        "grounds": row.grounds,
        "corrected": row.corrected,
        "notice": standing_notice(session, cycle.id),
    }


def interview_notice_data(session: Session, actor: Actor, interview_id: int) -> dict[str, Any]:
    """What the notice of an interview says; a draft until the interview is confirmed.

    Raises NotFound where it was decided not to hold the interview.
    """
    row, facts = summons(session, actor, interview_id)
    if row.stage is InterviewStage.WAIVED:
        raise NotFound(NO_NOTICE)
    known = session.get_one(Interview, interview_id)
    sent = next((step.on for step in row.steps if step.trigger is InterviewTrigger.NOTIFY), None)
    return {
        "document": "interview_notice",
        **facts,
        "draft": row.stage is InterviewStage.PROPOSED,
        "day": sent.isoformat() if sent else "",
        "texts": texts_as_of(session, known.cycle_id, known.unit_id, "interview_notice"),
    }


def interview_notice_content(data: Mapping[str, Any]) -> Content:
    """What the template of the notice is filled with."""
    names = ("issuer", "unit", "office", "year", "cycle", "scheme", "words", "bottom_size", "circular")
    fields = {
        **{name: data[name] for name in (*names, "rank", "last_rank", "grounds")},
        "last_year": data["year"] - 1,
        "day": long_day(data["day"]),
        "arrangement": paragraphs(data["texts"]["arrangement"]),
    }
    return Content(fields, notice=standing(data, DRAFT if data["draft"] else ""))


def standing(data: Mapping[str, Any], draft: str = "") -> str:
    """What stands at the head of each page of an interview's documents."""
    corrected = "所依据的通报已更正，须按新的通报处理" if data["corrected"] else ""
    return "；".join(part for part in (data["notice"], draft, corrected) if part)
