"""What the rating pages need beside the cell itself: why it cannot be written now, and where to go next."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentStage, AssessmentTrigger
from states.engine import unmet
from states.guards import Unmet
from workflow.actor import Actor
from workflow.models import Assessment, Participant
from workflow.permissions import Action, may
from workflow.queries.assignments import belongs_to
from workflow.queries.rating import CellState, RatingPage, rating_matrix
from workflow.queries.rating_facts import assessment_facts
from workflow.queries.scopes import unit_scope
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, deadline_text, standing

WAITING = (CellState.UNRATED, CellState.OUTDATED)
"""States of a cell that somebody still has to rate."""


def rating_obstacles(session: Session, actor: Actor, page: RatingPage, now: datetime) -> tuple[Unmet, ...]:
    """All reasons why a rater cannot write on this cell now; empty for the chief, who only reads."""
    if not may(actor, Action.RATE_ITEM, unit_scope(session, page.cycle_id, page.unit_id)):
        return ()
    reasons = []
    window = cycle_calendar(session, page.cycle_id).rating()
    if standing(window, now) is Standing.NOT_YET:
        text = f"省级评定尚未开始，评定的截止时间是{deadline_text(window.due_at)}"
        reasons.append(Unmet(text, "到日期后自动开始，或系统管理员写明理由提前"))
    if not page.settled:
        reasons.append(Unmet("该市(州)的汇总没有审核通过，也没有作出缺报决定", "评定负责人"))
    if page.stage is not AssessmentStage.RATING:
        reasons.append(
            Unmet(f"省级评定表当前状态是“{page.stage.label}”，认定不能再修改", "评定负责人重新评定")
        )
    if belongs_to(session, actor, page.cycle_id, page.unit_id, now):
        reasons.append(Unmet("您在该市(州)或其所辖县(市、区)任职，按回避要求由其他人员办理", "评定负责人"))
    return tuple(reasons)


def next_cell(session: Session, actor: Actor, page: RatingPage) -> tuple[int, int] | None:
    """Assessment and item that wait next for the actor: on in this prefecture, then in the others."""
    rows = rating_matrix(session, actor, page.cycle_id).rows
    waiting = [
        (row.assessment_id, cell.item)
        for row in rows
        if row.settled and row.stage is AssessmentStage.RATING
        for cell in row.cells
        if cell.state in WAITING and (row.assessment_id, cell.item) != (page.assessment_id, page.item.number)
    ]
    here = [cell for cell in waiting if cell[0] == page.assessment_id and cell[1] > page.item.number]
    return next(iter([*here, *waiting]), None)


def checkable(
    session: Session, cycle_id: int
) -> list[tuple[Assessment, str, tuple[Unmet, ...], AssessmentTrigger]]:
    """Every assessed sheet with its unit's name, and what keeps it from being confirmed or opened again."""
    facts = assessment_facts(session, cycle_id)
    rows = session.execute(
        select(Assessment, Participant.name)
        .join(
            Participant,
            (Participant.cycle_id == Assessment.cycle_id) & (Participant.unit_id == Assessment.unit_id),
        )
        .where(Assessment.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    found = []
    for row, name in rows:
        rating = row.stage is AssessmentStage.RATING
        trigger = AssessmentTrigger.CHECK if rating else AssessmentTrigger.REOPEN
        found.append((row, name, unmet(ASSESSMENT, row.stage, trigger, facts[row.unit_id]), trigger))
    return found
