"""Rating by answers: what a rater is asked about one item of one unit, and the whole of a unit's answers."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Participant, Tier
from workflow.queries.metrics import metrics_of
from workflow.queries.panels import panel_figures
from workflow.queries.schemes import scheme_of
from workflow.queries.verdicts import rated_items
from workflow.rules.kinds.answers import MEASURED, Answer
from workflow.scheme.asking import asked_of_rater, panels
from workflow.scheme.marking import with_metrics, without_asking
from workflow.scheme.scoring import ItemAnswers, UnitAnswers
from workflow.scheme.tree import Item


def rater_item(item: Item) -> Item:
    """The part of an item that a rater answers. Raises NotFound where there is none."""
    asked = asked_of_rater(item)
    if asked is None:
        raise NotFound(f"第{item.label}项由导入的数据和评议打分计算，不用作答。")
    return asked


def with_panels(
    item: Item, answers: Mapping[str, Answer], figures: Mapping[tuple[int, str], str]
) -> dict[str, Answer]:
    """The answers, those of panels from the marks of the evaluators; `figures`: (item, component) → marks."""
    marks = {
        component.key: Answer(MEASURED, figures={"marks": figures[item.number, component.key]})
        for component, _ in panels(item)
        if (item.number, component.key) in figures
    }
    return {**answers, **marks}


def completed(
    item: Item,
    answers: Mapping[str, Answer],
    metrics: Mapping[str, str],
    figures: Mapping[tuple[int, str], str],
) -> dict[str, Answer]:
    """All answers of an item: the rater's, the imported figures, the marks of the panel."""
    known = with_panels(item, answers, figures)
    found = {}
    for component in item.components:
        answer = known.get(component.key) or without_asking(component.rule)
        if answer is not None:
            found[component.key] = with_metrics(component.rule, answer, metrics)
    return found


def answered_units(session: Session, cycle_id: int) -> dict[int, UnitAnswers]:
    """What is known about every assessed unit of a cycle, in a fixed number of statements."""
    scheme, metrics = scheme_of(session, cycle_id), metrics_of(session, cycle_id)
    rated, figures = rated_items(session, cycle_id), panel_figures(session, cycle_id)
    units = {}
    for unit_id, group in _subjects(session, cycle_id):
        own = {
            (item, component): text for (unit, item, component), text in figures.items() if unit == unit_id
        }
        items = {}
        for item in scheme.variant(group).items:
            verdict = rated.get((unit_id, item.number))
            given = verdict.given if verdict and verdict.given else ItemAnswers({})
            items[item.number] = ItemAnswers(with_panels(item, given.answers, own), given.not_applicable)
        units[unit_id] = UnitAnswers(items, group, metrics.get(unit_id, {}))
    return units


def _subjects(session: Session, cycle_id: int) -> list[tuple[int, str]]:
    rows = session.execute(
        select(Participant.unit_id, Participant.group)
        .where(Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT)
        .order_by(Participant.code, Participant.unit_id)
    )
    return [(unit_id, group) for unit_id, group in rows]
