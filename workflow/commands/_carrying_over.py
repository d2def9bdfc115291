"""What becomes of what was rated on an item when other divisions are to check it. Nothing is thrown away."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.commands._opinions import write_opinion
from workflow.commands._verdicts import as_input, write_verdict
from workflow.errors import Invalid
from workflow.models import Assessment, Comparison, Opinion, Verdict
from workflow.queries.opinions import findings_from
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import SelfLine, self_lines
from workflow.queries.verdicts import rated_items
from workflow.scheme.weighing import weigh


def carry_over(
    session: Session, cycle_id: int, item: int, before: frozenset[int], after: frozenset[int]
) -> None:
    """Follow an item from the divisions `before` to those `after`.

    To several: what the one division rated is its opinion now. To one of several: its opinions are ratings
    now, except where the chief has united since, which stands. Comparisons are closed in any case.
    """
    if len(before) == 1 and len(after) > 1:
        _rated_to_opinions(session, cycle_id, item, min(before))
    if len(before) > 1 and len(after) == 1:
        _opinions_to_rated(session, cycle_id, item, min(after))
    own = select(Assessment.id).where(Assessment.cycle_id == cycle_id)
    session.execute(
        update(Comparison)
        .where(Comparison.item == item, Comparison.assessment_id.in_(own), Comparison.is_open)
        .values(is_open=False, version=Comparison.version + 1)
        .execution_options(synchronize_session="fetch")
    )


def _united(session: Session, cycle_id: int, item: int) -> dict[int, datetime]:
    """Assessment → when its opinions were last united."""
    rows = session.execute(
        select(Comparison.assessment_id, Comparison.united_at)
        .join(Assessment, Assessment.id == Comparison.assessment_id)
        .where(Assessment.cycle_id == cycle_id, Comparison.item == item, Comparison.united_at.is_not(None))
    )
    return {assessment_id: united_at for assessment_id, united_at in rows if united_at is not None}


def _rated_to_opinions(session: Session, cycle_id: int, item: int, division_id: int) -> None:
    """A division that has an opinion already keeps it where it is as new, or where a union stands."""
    united = _united(session, cycle_id, item)
    known = _opinion_times(session, cycle_id, item, division_id)
    rated = rated_items(session, cycle_id, item=item)
    verdicts = session.execute(
        select(Verdict.assessment_id, Verdict.checked_by_id, Assessment.unit_id)
        .join(Assessment, Assessment.id == Verdict.assessment_id)
        .where(Assessment.cycle_id == cycle_id, Verdict.item == item)
    )
    for assessment_id, checked_by_id, unit_id in verdicts.all():
        standing = rated[unit_id, item]
        written = known.get(assessment_id)
        if written and (written >= standing.checked_at or united.get(assessment_id) == standing.checked_at):
            continue
        write_opinion(
            session,
            assessment_id=assessment_id,
            item=item,
            division_id=division_id,
            checked_by_id=checked_by_id,
            checked_at=standing.checked_at,
            findings=as_input(standing),
        )


def _opinion_times(session: Session, cycle_id: int, item: int, division_id: int) -> dict[int, datetime]:
    rows = session.execute(
        select(Opinion.assessment_id, Opinion.checked_at)
        .join(Assessment, Assessment.id == Opinion.assessment_id)
        .where(Assessment.cycle_id == cycle_id, Opinion.item == item, Opinion.division_id == division_id)
    )
    return {row.assessment_id: row.checked_at for row in rows}


def _opinions_to_rated(session: Session, cycle_id: int, item: int, division_id: int) -> None:
    lines = self_lines(session, cycle_id, item=item)
    rated = rated_items(session, cycle_id, item=item)
    opinions = session.execute(
        select(Opinion, Assessment.unit_id)
        .join(Assessment, Assessment.id == Opinion.assessment_id)
        .where(Assessment.cycle_id == cycle_id, Opinion.item == item, Opinion.division_id == division_id)
    )
    for opinion, unit_id in opinions.all():
        standing = rated.get((unit_id, item))
        overtaken = standing is not None and standing.checked_at >= opinion.checked_at
        if not overtaken:
            _rate(session, cycle_id, opinion, [line for line in lines if line.prefecture_id == unit_id])


def _rate(session: Session, cycle_id: int, opinion: Opinion, lines: list[SelfLine]) -> None:
    """Make a rating of an opinion; one that cannot be weighed any more is left to be written anew."""
    findings = findings_from(opinion.findings)
    known = {line.deduction.id: line.deduction for line in lines}
    try:
        weighed = weigh(scheme_of(session, cycle_id).item(opinion.item), findings, known)
    except Invalid:
        return
    write_verdict(
        session,
        assessment_id=opinion.assessment_id,
        item=opinion.item,
        checked_by_id=opinion.checked_by_id,
        checked_at=opinion.checked_at,
        findings=findings,
        weighed=weighed,
    )
