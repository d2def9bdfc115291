"""The assessor's marks of a unit, as far as the person who prints may see them (评定得分)."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.actions import Action
from workflow.actor import Actor
from workflow.models import RankingLine, RankingRun, Sheet
from workflow.permissions import Relation, Scope, may
from workflow.points import plain
from workflow.queries.item_marks import item_marks
from workflow.queries.results import SHOWN
from workflow.queries.sheet_pages import SheetPage
from workflow.scheme.document import Scheme


def assessed_marks(session: Session, actor: Actor, page: SheetPage) -> dict[str, Any] | None:
    """Marks by item and by special item, and their totals, as text, and of which run; None before the
    viewer may see them: the own unit from publicity on, the chief as soon as a run is computed."""
    stages = _stages(actor, page.scope)
    if not stages or not page.scheme.procedure.has("rating"):
        return None
    return _newest(session, page.sheet, page.scheme, stages)


def shown_marks(session: Session, sheet: Sheet, scheme: Scheme) -> dict[str, Any] | None:
    """The same as the unit is shown them now; None before the first publicity."""
    return _newest(session, sheet, scheme, SHOWN)


def may_see_assessed(session: Session, actor: Actor, scope: Scope, run: int) -> bool:
    """Whether a unit's marks in a run, by its number in the year, are shown to this person by now."""
    stages = RankingRun.stage.in_(_stages(actor, scope))
    known = select(RankingRun.id).where(
        RankingRun.cycle_id == scope.cycle_id, RankingRun.number == run, stages
    )
    return session.scalar(known) is not None


def _stages(actor: Actor, scope: Scope) -> tuple[RankingStage, ...]:
    """The stages in which the marks of a run on a unit are shown to somebody; none to whom they never are."""
    if may(actor, Action.VIEW_RUN, scope):
        return tuple(RankingStage)
    return SHOWN if Relation.OWN in scope.relations(actor) else ()


def _newest(
    session: Session, sheet: Sheet, scheme: Scheme, stages: tuple[RankingStage, ...]
) -> dict[str, Any] | None:
    statement = (
        select(RankingRun.number, RankingLine.terms)
        .join(RankingLine, RankingLine.run_id == RankingRun.id)
        .where(
            RankingRun.cycle_id == sheet.cycle_id,
            RankingRun.stage.in_(stages),
            RankingLine.unit_id == sheet.unit_id,
        )
        .order_by(RankingRun.number.desc())
    )
    kept = session.execute(statement.limit(1)).first()
    return {"run": kept.number, **_told(scheme, json.loads(kept.terms))} if kept else None


def _told(scheme: Scheme, terms: Mapping[str, Any]) -> dict[str, Any]:
    marks = item_marks(scheme, terms)
    return {
        "items": {str(mark.number): plain(mark.assessed) for mark in marks if mark.assessed is not None},
        "special": {str(item["item"]): item["total"] for item in terms["special"]["items"]},
        "total": terms["province"]["total"],
        "bonus": terms["province"].get("bonus", "0"),
    }
