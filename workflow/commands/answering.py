"""A rater answers items about a unit (rating by answers): documents 000 and 001, townships rated by their
county.

Items are saved one by one or many at once, each with a version of its own. What is imported, and what a
panel marks, is not the rater's; such an item stays 待定 until the figures are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from states.engine import Refused
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import subject
from workflow.commands.rating import NOT_ADJUSTED, VerdictConflict, require_division, require_stranger
from workflow.errors import Invalid, NotFound
from workflow.models import Assessment, Verdict
from workflow.queries.answering import completed, rater_item
from workflow.queries.metrics import unit_metrics
from workflow.queries.panels import panel_figures
from workflow.queries.participants import participant
from workflow.queries.rating_facts import unratable
from workflow.queries.schemes import scheme_of
from workflow.queries.verdicts import RatedItem, answers_text, rated_items
from workflow.rules.kinds.answers import Answer
from workflow.scheme.asking import panels
from workflow.scheme.document import Scheme
from workflow.scheme.marking import mark_item, with_metrics
from workflow.scheme.scoring import ItemAnswers
from workflow.scheme.tree import Item


@dataclass(frozen=True)
class RatingInput:
    """Answers for one item. `version` is the one that the form was read at, 0 for one without a verdict.

    `not_applicable` is the reason why the item does not apply to the unit (合理缺项): then nothing is
    answered.
    """

    number: int
    version: int
    answers: Mapping[str, Answer]
    not_applicable: str = ""

    @property
    def given(self) -> ItemAnswers:
        """What is kept."""
        reason = self.not_applicable.strip()
        return ItemAnswers({} if reason else dict(self.answers), reason)


@dataclass(frozen=True)
class _Sheet:
    """What the items of one unit are marked by: its scheme, its imported figures, the marks of its panel."""

    row: Assessment
    scheme: Scheme
    metrics: Mapping[str, str]
    panels: Mapping[tuple[int, str], str]


def save_ratings(
    session: Session, actor: Actor, now: datetime, *, assessment_id: int, items: Sequence[RatingInput]
) -> Mapping[int, RatedItem]:
    """Save a rater's answers on items of one unit, all or none; returns how these items stand now.

    Raises Invalid (fields `<item>-<component>-<field>`, `<item>-not_applicable`), Forbidden (another
    division's item, 回避), VerdictConflict, Refused.
    """
    row, _ = subject(session, actor, Action.RATE_ITEM, Assessment, assessment_id)
    for item in items:
        require_division(session, actor, row.cycle_id, item.number)
    require_stranger(session, actor, row.cycle_id, row.unit_id, now)
    if reasons := unratable(session, row, now):
        raise Refused(reasons)
    sheet = _sheet(session, row)
    items = [_tidied(sheet.scheme, item) for item in items]
    standing = _standing(session, row, items)
    changed = [item for item in items if _differs(sheet.scheme, item, standing.get(item.number))]
    marks = _marked(sheet, changed)
    for item in changed:
        _write(session, actor, now, row, item, standing.get(item.number), marks[item.number])
    after = _standing(session, row, items)
    for item in changed:
        before = standing.get(item.number)
        replaced = _document(before) if before else None
        saved = _document(after[item.number])
        record(session, actor, now, "assessment.rate_item", row, before=replaced, after=saved)
    return after


def adjust_answers(
    session: Session, actor: Actor, now: datetime, row: Assessment, item: RatingInput
) -> RatedItem:
    """Put these answers in place of those that stand, whatever the stage of the sheet: an appeal is upheld.

    Who may do so, and when, the caller has asked. Raises Invalid like `save_ratings`, or if nothing changes.
    """
    sheet = _sheet(session, row)
    item = _tidied(sheet.scheme, item)
    before = _standing(session, row, [item])[item.number]
    if before.given == item.given:
        raise Invalid({"": NOT_ADJUSTED})
    _write(session, actor, now, row, item, before, _marked(sheet, [item])[item.number])
    after = _standing(session, row, [item])[item.number]
    was, became = _document(before), _document(after)
    record(session, actor, now, "assessment.adjust_item", row, before=was, after=became)
    return after


def _sheet(session: Session, row: Assessment) -> _Sheet:
    scheme = scheme_of(session, row.cycle_id)
    if scheme.procedure.rating != "answers":
        raise NotFound("本办法按认定评定，不在表上作答。")
    panels = panel_figures(session, row.cycle_id, row.unit_id)
    return _Sheet(
        row,
        scheme.variant(participant(session, row.cycle_id, row.unit_id).group),
        unit_metrics(session, row.cycle_id, row.unit_id),
        {(item, component): text for (_, item, component), text in panels.items()},
    )


def _tidied(scheme: Scheme, item: RatingInput) -> RatingInput:
    """The answers as they are kept: figures as they are shown; while marks wait for the group, nobody knows
    what to deduct. Raises NotFound for what the rater is not asked."""
    asked, answers = rater_item(scheme.item(item.number)), {}
    for key, answer in item.answers.items():
        rule = asked.component(key).rule
        answers[key] = replace(rule.tidied(answer), lines=()) if rule.waits else rule.tidied(answer)
    return replace(item, answers=answers)


def _standing(session: Session, row: Assessment, items: Sequence[RatingInput]) -> dict[int, RatedItem]:
    numbers = {item.number for item in items}
    rated = rated_items(session, row.cycle_id, unit_id=row.unit_id)
    return {number: item for (_, number), item in rated.items() if number in numbers}


def _differs(scheme: Scheme, item: RatingInput, current: RatedItem | None) -> bool:
    if current is None:
        return True
    if current.given == item.given:
        return False
    if current.version != item.version:
        whole = scheme.item(item.number)
        raise VerdictConflict(replace(current, mark=None) if panels(whole) else current, whole.label)
    return True


def _marked(sheet: _Sheet, items: Sequence[RatingInput]) -> dict[int, Decimal | None]:
    marks: dict[int, Decimal | None] = {}
    errors: dict[str, str] = {}
    for item in items:
        try:
            marks[item.number] = _mark(sheet, item)
        except Invalid as refusal:
            errors |= {f"{item.number}-{name}": text for name, text in refusal.errors.items()}
    if errors:
        raise Invalid(errors)
    return marks


def _mark(sheet: _Sheet, given: RatingInput) -> Decimal | None:
    """What the answers bring now, None while figures or other units are missing. Raises Invalid."""
    whole = sheet.scheme.item(given.number)
    asked = rater_item(whole)
    if given.not_applicable.strip():
        if whole.not_applicable is None:
            raise Invalid({"not_applicable": "本项没有写明不适用时怎样计分：照实作答，不填不适用的理由"})
        return None
    _require_answers(asked, given.answers, sheet.metrics)
    try:
        answers = completed(whole, given.answers, sheet.metrics, sheet.panels)
        return mark_item(whole, answers, grounds=False).marks
    except Invalid:
        return None


def _require_answers(asked: Item, answers: Mapping[str, Answer], metrics: Mapping[str, str]) -> None:
    """Refuse what the rater can mend; a figure that is still to be imported holds nobody up."""
    known = {
        key: with_metrics(asked.component(key).rule, answer, metrics) for key, answer in answers.items()
    }
    try:
        mark_item(asked, known)
    except Invalid as refusal:
        waiting = {
            f"{component.key}-figures-{name}"
            for component in asked.components
            for name, measure in component.rule.measures.items()
            if measure.metric
        }
        errors = {name: text for name, text in refusal.errors.items() if name not in waiting}
        if errors:
            raise Invalid(errors) from None


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Assessment,
    item: RatingInput,
    before: RatedItem | None,
    mark: Decimal | None,
) -> None:
    verdict = session.get(Verdict, before.id) if before else None
    if verdict is None:
        verdict = Verdict(assessment_id=row.id, item=item.number, version=0)
        session.add(verdict)
    assert actor.user_id is not None  # the table of permissions lets only raters come here
    verdict.version += 1
    verdict.mark = mark
    verdict.answers = answers_text(item.given)
    verdict.checked_by_id = actor.user_id
    verdict.checked_at = now
    session.flush()


def _document(rated: RatedItem) -> dict[str, Any]:
    """The item as the trail keeps it: replaced answers live on here only."""
    assert rated.given is not None
    given = answers_text(rated.given)
    return {"item": rated.number, "version": rated.version, "mark": rated.mark, "answers": given}
