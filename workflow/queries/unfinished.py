"""Who has not handed up in the stage that a year is about to leave. It holds nothing up: the dates rule."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.report import HANDED_UP
from states.sheet import SIGNED
from workflow.models import Cycle, MissingDecision, Participant, Report, Sheet, Tier
from workflow.queries.schemes import scheme_of

NAMED = 12
"""How many units a sentence names."""


def not_handed_up(session: Session, cycle_id: int) -> Sequence[str]:
    """Units, by code, from which the stage under way still expects a form that nobody has decided about."""
    stage = session.get_one(Cycle, cycle_id).stage
    consolidates = scheme_of(session, cycle_id).procedure.has("consolidation")
    if stage not in (CycleStage.SELF_EVALUATION, CycleStage.CONSOLIDATION):
        return []
    below = stage is CycleStage.SELF_EVALUATION and consolidates
    form, tier = (Sheet, Tier.BELOW) if below else (Report, Tier.SUBJECT)
    decided = select(MissingDecision.unit_id).where(
        MissingDecision.cycle_id == cycle_id, MissingDecision.revoked_at.is_(None)
    )
    statement = (
        select(Participant.name)
        .join(form, (form.cycle_id == Participant.cycle_id) & (form.unit_id == Participant.unit_id))
        .where(
            Participant.cycle_id == cycle_id,
            Participant.tier == tier,
            form.stage.not_in(SIGNED if below else HANDED_UP),
            Participant.unit_id.not_in(decided),
        )
        .order_by(Participant.code, Participant.unit_id)
    )
    return session.scalars(statement).all()


def unfinished_text(session: Session, cycle_id: int) -> str:
    """What whoever moves the year on should know, in Chinese; empty where everybody has handed up."""
    names = not_handed_up(session, cycle_id)
    if not names:
        return ""
    procedure = scheme_of(session, cycle_id).procedure
    first = session.get_one(Cycle, cycle_id).stage is CycleStage.SELF_EVALUATION
    consolidates, words = procedure.has("consolidation"), procedure.words
    whose = words.below if first and consolidates else words.subject
    form = "汇总" if consolidates and not first else "评定表"
    told = "、".join(names[:NAMED]) + "等" * (len(names) > NAMED)
    return (
        f"还有 {len(names)} 个{whose}没有上报{form}：{told}。"
        "进入下一阶段后仍可补报，截止日不变，逾期的标明逾期。"
    )
