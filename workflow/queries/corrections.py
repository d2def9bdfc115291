"""Corrected circulars (更正): which edition took whose place, for which reason, and what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.ranking import RankingStage
from workflow.queries.results import Edition, editions_beside
from workflow.queries.runs import changes_since
from workflow.rules.ranking import Change


@dataclass(frozen=True)
class Correction:
    """The edition that a circular corrects, the reason for it, and every figure that differs."""

    before: Edition
    reason: str
    changes: Sequence[Change]


def correction(session: Session, shown: Edition) -> Correction | None:
    """What a published edition corrects; None for a first edition. All its figures are public by then."""
    if not shown.published:
        return None
    others = editions_beside(session, shown)
    before = next((other for other in others if other.published and other.number < shown.number), None)
    if before is None:
        return None
    return Correction(before, before.correction_reason, changes_since(session, shown.run_id, before.run_id))


def successor(session: Session, shown: Edition) -> Edition | None:
    """What took the place of a run: of a corrected edition the next, of an adjusted run what is shown now."""
    if shown.stage is not RankingStage.SUPERSEDED:
        return None
    later = [other for other in editions_beside(session, shown) if other.number > shown.number]
    if shown.published:
        return next((other for other in reversed(later) if other.published), None)
    return next((other for other in later if not other.adjusted), None)
