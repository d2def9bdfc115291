"""Evidence files: who may see which, those of a sheet, and those of a subtree on one item.

Whoever may see a sheet may see its files, a rater those on the items of the own division. What the assessing
unit adds while it rates is shown to the units with their results, and to raters of another division once the
chief has opened the comparison. Files of an appeal are for its unit and for the chief.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from states.report import OPENED_REPORT
from states.sheet import OPENED_SHEET
from workflow.actor import Actor, Post
from workflow.errors import NotFound
from workflow.models import (
    Assessment,
    Comparison,
    Evidence,
    EvidenceItem,
    Participant,
    PostHolding,
    Purpose,
    RankingRun,
    Report,
    Sheet,
    Tier,
)
from workflow.permissions import Relation, Scope
from workflow.queries.assignments import own_items
from workflow.queries.evidence_files import EvidenceFile, evidence_files
from workflow.queries.results import SHOWN
from workflow.queries.scopes import object_scope
from workflow.queries.subtrees import PREFECTURE
from workflow.queries.visibility import sees_content


@dataclass(frozen=True)
class UnitFiles:
    """The files of one sheet of a subtree."""

    sheet_id: int
    unit: str
    files: tuple[EvidenceFile, ...]


def evidence_of(session: Session, actor: Actor, sheet: Sheet, scope: Scope) -> tuple[EvidenceFile, ...]:
    """The files of a sheet that the actor may see, in the order of items; none before 签收."""
    own = Relation.OWN in scope.relations(actor)
    if not own and not sees_content(session, actor, sheet, scope):
        return ()
    conditions = [Evidence.cycle_id == sheet.cycle_id, Evidence.unit_id == sheet.unit_id]
    return evidence_files(session, *conditions, _seen(session, actor, sheet.cycle_id, scope))


def evidence_on(
    session: Session, actor: Actor, cycle_id: int, prefecture_id: int, item: int
) -> tuple[UnitFiles, ...]:
    """The files on one item of every sheet that lies opened in a subtree: what whoever rates it sees."""
    scope = Scope(unit_id=prefecture_id, province_id=actor.unit_id, cycle_id=cycle_id)
    sheets = session.execute(
        select(Sheet.id, Sheet.unit_id, Participant.name)
        .join(Participant, (Participant.cycle_id == cycle_id) & (Participant.unit_id == Sheet.unit_id))
        .join(Report, (Report.cycle_id == cycle_id) & (Report.unit_id == PREFECTURE))
        .where(
            Sheet.cycle_id == cycle_id,
            PREFECTURE.in_([prefecture_id]),
            Sheet.stage.in_(OPENED_SHEET),
            Report.stage.in_(OPENED_REPORT),
        )
        .order_by(Participant.tier != Tier.SUBJECT, Participant.code, Participant.unit_id)
    ).all()
    found = evidence_files(
        session,
        Evidence.cycle_id == cycle_id,
        Evidence.unit_id.in_([sheet.unit_id for sheet in sheets]),
        Evidence.id.in_(_on([item])),
        _seen(session, actor, cycle_id, scope),
    )
    return tuple(
        UnitFiles(sheet.id, sheet.name, tuple(file for file in found if file.row.unit_id == sheet.unit_id))
        for sheet in sheets
    )


def open_evidence(session: Session, actor: Actor, evidence_id: int) -> EvidenceFile:
    """One file, for whoever may see it now. Raises NotFound, also for what was taken away."""
    scope = object_scope(session, Evidence, evidence_id)
    row = session.get_one(Evidence, evidence_id)
    sheet = sheet_of(session, row.cycle_id, row.unit_id)
    if row.purpose is Purpose.APPEAL:
        found = [file for file in appeal_files(session, actor, scope, row.appeal_id) if file.id == row.id]
    else:
        found = [file for file in evidence_of(session, actor, sheet, scope) if file.id == row.id]
    if not found:
        raise NotFound
    return found[0]


def appeal_files(
    session: Session, actor: Actor, scope: Scope, appeal_id: int | None
) -> tuple[EvidenceFile, ...]:
    """What was attached to an appeal: for its unit and for the chief, for nobody else."""
    relations = scope.relations(actor)
    if Relation.OWN not in relations and not (Relation.PROVINCE in relations and actor.post is Post.CHIEF):
        return ()
    return evidence_files(session, Evidence.purpose == Purpose.APPEAL, Evidence.appeal_id == appeal_id)


def sheet_of(session: Session, cycle_id: int, unit_id: int) -> Sheet:
    """The sheet that a unit's files belong to. Raises NotFound."""
    sheet = session.scalar(select(Sheet).where(Sheet.cycle_id == cycle_id, Sheet.unit_id == unit_id))
    if sheet is None:
        raise NotFound
    return sheet


def _seen(session: Session, actor: Actor, cycle_id: int, scope: Scope) -> ColumnElement[bool]:
    """What the actor may see of the files of a sheet whose content is open to the actor."""
    conditions = [Evidence.purpose != Purpose.APPEAL]
    if actor.post is Post.RATER:
        conditions += [Evidence.id.in_(_on(own_items(session, cycle_id, actor)))]
        conditions.append(_not_of_others(actor, cycle_id))
    elif actor.unit_id != scope.province_id and not _results_shown(session, cycle_id):
        conditions.append(Evidence.by_unit_id != scope.province_id)
    return and_(*conditions)


def _on(items: Iterable[int]) -> Any:
    return select(EvidenceItem.evidence_id).where(EvidenceItem.item.in_(list(items)))


def _not_of_others(actor: Actor, cycle_id: int) -> ColumnElement[bool]:
    """Not added by a rater of another division, unless the chief has opened the comparison of that item."""
    holding = aliased(PostHolding)
    rates = select(holding.user_id).where(holding.post == Post.RATER, holding.unit_id == actor.unit_id)
    mates = rates.where(holding.division_id == actor.division_id)
    blind = Evidence.uploaded_by_id.in_(rates) & Evidence.uploaded_by_id.not_in(mates)
    rated = (Participant.cycle_id == cycle_id) & (Assessment.unit_id == PREFECTURE)
    compared = (
        select(Comparison.id)
        .join(Assessment, Assessment.id == Comparison.assessment_id)
        .join(Participant, rated)
        .join(EvidenceItem, EvidenceItem.item == Comparison.item)
        .where(Assessment.cycle_id == cycle_id, EvidenceItem.evidence_id == Evidence.id)
        .where(Participant.unit_id == Evidence.unit_id, Comparison.is_open)
    )
    return ~blind | compared.correlate(Evidence).exists()


def _results_shown(session: Session, cycle_id: int) -> bool:
    shown = select(func.count(RankingRun.id)).where(
        RankingRun.cycle_id == cycle_id, RankingRun.stage.in_(SHOWN)
    )
    return bool(session.scalar(shown))
