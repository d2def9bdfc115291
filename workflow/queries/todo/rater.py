"""What waits for a 评定员: the items of the own division, prefecture by prefecture."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from states.cycle import CycleStage
from workflow.actor import Actor, Post
from workflow.models import Assessment, Cycle, Participant
from workflow.queries.assignments import own_items
from workflow.queries.comparisons import ItemStanding
from workflow.queries.rating_facts import assessment_facts, opinion_standings
from workflow.queries.schemes import scheme_of
from workflow.queries.todo.entry import Todo
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import is_past, writable


def rater_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """One entry for each prefecture with items that the own division still has to check."""
    if actor.post is not Post.RATER:
        return []
    cycles = session.scalars(
        select(Cycle)
        .where(Cycle.province_id == actor.unit_id, Cycle.stage == CycleStage.RATING)
        .order_by(Cycle.year, Cycle.id)
    ).all()
    return [todo for cycle in cycles for todo in _of_cycle(session, actor, cycle, now)]


def _has_checked(standing: ItemStanding | None, actor: Actor) -> bool:
    """Whether the own division has given its opinion on an item that several check."""
    return standing is not None and standing.checked(actor.division_id)


def _of_cycle(session: Session, actor: Actor, cycle: Cycle, now: datetime) -> list[Todo]:
    window = cycle_calendar(session, cycle.id).rating()
    if not writable(window, now):
        return []
    mine, scheme = own_items(session, cycle.id, actor), scheme_of(session, cycle.id)
    facts, several = assessment_facts(session, cycle.id), opinion_standings(session, cycle.id)
    rows = session.execute(
        select(Assessment.id, Assessment.unit_id, Participant.name)
        .join(
            Participant,
            (Participant.cycle_id == Assessment.cycle_id) & (Participant.unit_id == Assessment.unit_id),
        )
        .where(Assessment.cycle_id == cycle.id, Assessment.stage == AssessmentStage.RATING)
        .order_by(Participant.code, Participant.unit_id)
    )
    late = is_past(window.late_from, now)
    found = []
    for assessment_id, unit_id, name in rows:
        left = [
            number
            for number in facts[unit_id].unchecked_items
            if number in mine and not _has_checked(several.of(unit_id, number), actor)
        ]
        if left and facts[unit_id].report_settled:
            detail = f"第 {'、'.join(scheme.item(number).label for number in left)} 项"
            where = {"assessment_id": assessment_id, "item": left[0]}
            title = f"评定{name}：本处室还有 {len(left)} 项"
            found.append(Todo(title, detail, "province.item", where, window.on_time_until, late))
    return found
