"""What the rating pages need beside the cell itself: why it cannot be written now, and where to go next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentStage, AssessmentTrigger
from states.engine import unmet
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.errors import Invalid
from workflow.models import Assessment, Participant
from workflow.permissions import may
from workflow.queries.answering import completed, rater_item
from workflow.queries.assignments import KEPT_AWAY, belongs_to
from workflow.queries.comparison_page import frozen
from workflow.queries.metrics import Imported, imported_figures
from workflow.queries.rating import RatingPage
from workflow.queries.rating_facts import assessment_facts, unratable
from workflow.queries.rating_matrix import rating_matrix
from workflow.queries.scopes import unit_scope
from workflow.scheme.marking import mark_item
from workflow.scheme.tree import Component, Item


def rating_obstacles(session: Session, actor: Actor, page: RatingPage, now: datetime) -> tuple[Unmet, ...]:
    """All reasons why a rater cannot write on this cell now; empty for the chief, who only reads."""
    if not may(actor, Action.RATE_ITEM, unit_scope(session, page.cycle_id, page.unit_id)):
        return ()
    reasons = unratable(session, session.get_one(Assessment, page.assessment_id), now)
    if belongs_to(session, actor, page.cycle_id, page.unit_id, now):
        reasons += (Unmet(KEPT_AWAY, "评定负责人"),)
    return (*reasons, *frozen(page.compared.standing if page.compared else None))


def next_cell(session: Session, actor: Actor, page: RatingPage) -> tuple[int, int] | None:
    """Assessment and item that wait next for the actor: on in this prefecture, then in the others."""
    rows = rating_matrix(session, actor, page.cycle_id).rows
    waiting = [
        (row.assessment_id, cell.item)
        for row in rows
        if row.settled and row.stage is AssessmentStage.RATING
        for cell in row.cells
        if cell.waiting and (row.assessment_id, cell.item) != (page.assessment_id, page.item.number)
    ]
    here = [cell for cell in waiting if cell[0] == page.assessment_id and cell[1] > page.item.number]
    return next(iter([*here, *waiting]), None)


def next_unit(session: Session, actor: Actor, page: RatingPage) -> int | None:
    """Assessment of the next unit that waits for the same item: on from this one, then from the beginning."""
    rows = rating_matrix(session, actor, page.cycle_id).rows
    here = next((place for place, row in enumerate(rows) if row.assessment_id == page.assessment_id), 0)
    waiting = (
        row.assessment_id
        for row in (*rows[here + 1 :], *rows[:here])
        if row.settled and row.stage is AssessmentStage.RATING
        for cell in row.cells
        if cell.item == page.item.number and cell.waiting
    )
    return next(waiting, None)


@dataclass(frozen=True)
class AnswerForm:
    """What a rater sees of an item beside the boxes: imported figures by metric, the components that nobody
    answers, and what the item brings as things stand, line by line; `mark` is None while it waits (待定)."""

    asked: Item
    imported: Mapping[str, Imported]
    others: tuple[Component, ...]
    mark: Decimal | None
    explanation: tuple[str, ...]
    missing: tuple[str, ...]


def answer_form(session: Session, page: RatingPage) -> AnswerForm:
    """The form of one item of one unit. Raises NotFound for an item that nobody answers.

    The marks of a panel stay hidden here: evaluators are independent of each other and of the raters.
    """
    asked = rater_item(page.item)
    imported = imported_figures(session, page.cycle_id, page.unit_id)
    figures = {metric: figure.value for metric, figure in imported.items()}
    others = tuple(part for part in page.item.components if part not in asked.components)
    given = page.rated.given.answers if page.rated and page.rated.given else {}
    try:
        marked = mark_item(page.item, completed(page.item, given, figures, {}), grounds=False)
    except Invalid as refusal:
        missing = tuple(refusal.errors.values()) if page.rated else ()
        return AnswerForm(asked, imported, others, None, (), missing)
    return AnswerForm(asked, imported, others, marked.marks, tuple(marked.explanation.splitlines()), ())


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
