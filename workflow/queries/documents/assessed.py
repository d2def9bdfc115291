"""The assessor's marks of a unit, as far as the person who prints may see them (评定得分)."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.actor import Actor, Post
from workflow.models import RankingLine, RankingRun
from workflow.points import plain
from workflow.queries.item_marks import item_marks
from workflow.queries.results import SHOWN
from workflow.queries.sheet_pages import SheetPage


def assessed_marks(session: Session, actor: Actor, page: SheetPage) -> dict[str, Any] | None:
    """Marks by item and by special item, and their totals, as text; None before the viewer may see them:
    the own unit from publicity on, the chief as soon as a run is computed."""
    chief = actor.post is Post.CHIEF
    if not (page.owns or chief) or not page.scheme.procedure.has("rating"):
        return None
    terms = _newest_terms(session, page, tuple(RankingStage) if chief else SHOWN)
    return None if terms is None else _told(page, terms)


def _newest_terms(
    session: Session, page: SheetPage, stages: tuple[RankingStage, ...]
) -> Mapping[str, Any] | None:
    statement = (
        select(RankingLine.terms)
        .join(RankingRun, RankingRun.id == RankingLine.run_id)
        .where(
            RankingRun.cycle_id == page.sheet.cycle_id,
            RankingRun.stage.in_(stages),
            RankingLine.unit_id == page.sheet.unit_id,
        )
        .order_by(RankingRun.number.desc())
    )
    kept = session.scalars(statement.limit(1)).first()
    return json.loads(kept) if kept else None


def _told(page: SheetPage, terms: Mapping[str, Any]) -> dict[str, Any]:
    marks = item_marks(page.scheme, terms)
    return {
        "items": {str(mark.number): plain(mark.assessed) for mark in marks if mark.assessed is not None},
        "special": {str(item["item"]): item["total"] for item in terms["special"]["items"]},
        "total": terms["province"]["total"],
        "bonus": terms["province"].get("bonus", "0"),
    }
