"""Self scores that enter a ranking, with what only the whole group settles (待定), and their 加减分."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Participant, Tier
from workflow.queries.consolidations import consolidations
from workflow.queries.metrics import metrics_of
from workflow.queries.schemes import scheme_of
from workflow.queries.sheets import sheet_content
from workflow.queries.subtrees import counted_sheets
from workflow.rules.consolidation import Consolidation
from workflow.scheme.document import Scheme
from workflow.scheme.scoring import ItemAnswers, UnitAnswers, score_group
from workflow.scheme.totals import UnitMarks


@dataclass(frozen=True)
class SelfScore:
    """A unit's self score with its terms; `settled` are the marks of its own sheet, where only the whole
    group settles them or 加减分 stand outside the weights."""

    score: Consolidation
    settled: UnitMarks | None = None

    @property
    def bonus(self) -> Decimal:
        """加减分 of the own sheet."""
        return (self.settled.bonus if self.settled else None) or Decimal(0)


NO_SELF_SCORE = SelfScore(Consolidation(Decimal(0), (), None, Fraction(0), ()))
"""Of a unit whose scheme has no self-evaluation."""


def self_scores(session: Session, cycle_id: int) -> dict[int, SelfScore]:
    """Ranked unit → its self score; without a score where no report was accepted and nothing decided.

    Raises Invalid (`<unit>-<item label>-<component>-<field>`) while figures for the settlement are missing.
    """
    settled = _settled(session, cycle_id) if settles(scheme_of(session, cycle_id)) else {}
    totals = {unit_id: marks.total or Decimal(0) for unit_id, marks in settled.items()}
    return {
        unit_id: SelfScore(score, settled.get(unit_id))
        for unit_id, score in consolidations(session, cycle_id, totals).items()
    }


def settles(scheme: Scheme) -> bool:
    """Whether the totals of sheets are not all that counts of them."""
    waits = any(component.rule.waits for item in scheme.items for component in item.components)
    averaged = any(scheme.absence(item) == "cohort_mean" for item in scheme.items)
    return waits or averaged or any(not factor for factor in scheme.factors.values())


def _settled(session: Session, cycle_id: int) -> dict[int, UnitMarks]:
    """The marks of every sheet that counts; units of one part in the year are compared with each other."""
    scheme, metrics = scheme_of(session, cycle_id), metrics_of(session, cycle_id)
    counted = counted_sheets(cycle_id)
    rows = session.execute(
        select(counted.c.sheet_id, counted.c.unit_id, Participant.tier, Participant.group)
        .join(Participant, Participant.unit_id == counted.c.unit_id)
        .where(Participant.cycle_id == cycle_id)
        .order_by(counted.c.unit_id)
    )
    parts: dict[Tier, dict[str, UnitAnswers]] = {}
    for sheet_id, unit_id, tier, group in rows:
        items = _items(session, sheet_id)
        parts.setdefault(tier, {})[str(unit_id)] = UnitAnswers(items, group, metrics.get(unit_id, {}))
    return {
        int(unit_id): marks
        for units in parts.values()
        for unit_id, marks in score_group(scheme, units).items()
    }


def _items(session: Session, sheet_id: int) -> Mapping[int, ItemAnswers]:
    content = sheet_content(session, sheet_id)
    return {number: ItemAnswers(item.answers, item.not_applicable) for number, item in content.items.items()}
