"""Whose object is it? The scope of every object that a page or a command names by id."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import Cycle, Participant, RankingRun, Report, Sheet, Submission, VetoCase
from workflow.permissions import Scope
from workflow.queries.units import family


def unit_scope(session: Session, cycle_id: int, unit_id: int) -> Scope:
    """The scope of a unit's objects in a cycle. Raises NotFound when it does not take part."""
    statement = (
        select(Participant.above_id, Cycle.province_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return Scope(unit_id=unit_id, above_id=row.above_id, province_id=row.province_id, cycle_id=cycle_id)


def object_scope(session: Session, model: type[Any], object_id: int) -> Scope:
    """The scope of a row that belongs to one unit in one cycle (sheet, report, claim, assessment, …)."""
    of_object = _scopes(model)  # type: ignore[arg-type]  # every class is hashable
    row = session.execute(of_object, {"object_id": object_id}).one_or_none()
    if row is None:
        raise NotFound
    return Scope(
        unit_id=row.unit_id, above_id=row.above_id, province_id=row.province_id, cycle_id=row.cycle_id
    )


@cache
def _scopes(model: type[Any]) -> Select[int, int, int | None, int]:
    return (
        select(model.cycle_id, model.unit_id, Participant.above_id, Cycle.province_id)
        .join(Cycle, Cycle.id == model.cycle_id)
        .join(Participant, (Participant.cycle_id == model.cycle_id) & (Participant.unit_id == model.unit_id))
        .where(model.id == bindparam("object_id"))
    )


def cycle_scope(session: Session, cycle_id: int) -> Scope:
    """The scope of a cycle and of everything in it that belongs to the province as a whole."""
    province_id = session.scalar(select(Cycle.province_id).where(Cycle.id == cycle_id))
    if province_id is None:
        raise NotFound
    return Scope(unit_id=province_id, province_id=province_id, cycle_id=cycle_id)


def run_scope(session: Session, run_id: int) -> Scope:
    """The scope of a ranking run: its cycle's."""
    cycle_id = session.scalar(select(RankingRun.cycle_id).where(RankingRun.id == run_id))
    if cycle_id is None:
        raise NotFound
    return cycle_scope(session, cycle_id)


def veto_scope(session: Session, veto_id: int) -> Scope:
    """The scope of a veto: its cycle's, for the unit does not know of it before the results."""
    cycle_id = session.scalar(select(VetoCase.cycle_id).where(VetoCase.id == veto_id))
    if cycle_id is None:
        raise NotFound
    return cycle_scope(session, cycle_id)


def submission_scope(session: Session, submission_id: int) -> Scope:
    """The scope of a submission: that of the sheet or the report which was handed up."""
    statement = select(Submission.sheet_id, Submission.report_id).where(Submission.id == submission_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    if row.sheet_id is not None:
        return object_scope(session, Sheet, row.sheet_id)
    return object_scope(session, Report, row.report_id)


def province_scope(session: Session, unit_id: int) -> Scope:
    """The scope of a unit outside any cycle: itself, the unit above it, the province at the root."""
    kin = family(session)
    root = kin.root(unit_id)
    return Scope(unit_id=unit_id, above_id=kin.parents[unit_id], province_id=root)


def own_scope(actor: Actor) -> Scope:
    """The scope of acts on the actor's own province as a whole, outside any cycle."""
    return Scope(unit_id=actor.unit_id, province_id=actor.unit_id)
