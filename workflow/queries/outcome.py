"""What a ranking run would find now: a pure function of scheme, accepted sheets, findings and claims.

Every line carries all its terms as plain data; the run stores them, so that a score can be told later
down to the single finding, whatever changes afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.digests import canonical, digest
from workflow.models import Cycle, MissingDecision, Participant
from workflow.points import plain, ratio_text
from workflow.queries.consolidations import consolidations
from workflow.queries.last_year import streaks
from workflow.queries.losses import Loss, sheet_losses
from workflow.queries.rating_facts import report_standing
from workflow.queries.schemes import scheme_of
from workflow.queries.special_terms import special_terms
from workflow.queries.subtrees import CarriedClaim, carried_claims
from workflow.queries.verdicts import FoundLine, RatedItem, rated_items
from workflow.rules.consolidation import Consolidation
from workflow.rules.follow_up import Streak, Verdict
from workflow.rules.ranking import bottom, final_score, look_equal, ranks
from workflow.scheme.document import Scheme
from workflow.scheme.marking import assessed_item

REHEARSED = "演练不计入连续两年"

_STREAK = {Streak.YES: True, Streak.NO: False, Streak.PERSON: None}


@dataclass(frozen=True)
class OutcomeLine:
    """One unit's result. Exact values; `terms` is plain data, see `_terms`."""

    unit_id: int
    own: Decimal
    mean: Fraction | None
    self_score: Fraction
    province: Decimal
    special: Decimal
    final: Fraction
    terms: Mapping[str, Any]
    rank: int = 0
    bottom: bool = False
    looks_equal: bool = False
    last_rank: int | None = None
    streak: bool | None = False
    streak_reason: str = ""

    def record(self) -> dict[str, Any]:
        """The line as a run keeps it: exact values as text `p/q`, terms as JSON."""
        row = vars(self)
        exact = {name: ratio_text(row[name]) for name in ("self_score", "final")}
        mean = None if self.mean is None else ratio_text(self.mean)
        return {**row, **exact, "mean": mean, "terms": canonical(self.terms)}


@dataclass(frozen=True)
class _Inputs:
    """Everything that enters a run, by prefecture; losses and decisions by unit."""

    scheme: Scheme
    units: Mapping[int, Participant]
    scores: Mapping[int, Consolidation]
    losses: Mapping[int, list[Loss]]
    decisions: Mapping[int, str]
    zeroed: frozenset[int]
    rated: Mapping[tuple[int, int], RatedItem]
    claims: Sequence[CarriedClaim]


def outcome(session: Session, cycle: Cycle) -> tuple[OutcomeLine, ...]:
    """The lines of all prefectures with a self score, in the order of codes; statements do not grow."""
    inputs = _inputs(session, cycle.id)
    lines = [_line(inputs, unit_id) for unit_id in inputs.units if unit_id in inputs.scores]
    finals = {line.unit_id: line.final for line in lines}
    size = inputs.scheme.consequences.bottom
    places, lowest, alike = ranks(finals), frozenset(bottom(finals, size)), look_equal(finals)
    told = {} if cycle.rehearsal else streaks(session, cycle, places, lowest, size)
    return tuple(
        _placed(line, places[line.unit_id], lowest, alike, told.get(line.unit_id)) for line in lines
    )


def outcome_digest(cycle_scheme: str, lines: Sequence[OutcomeLine]) -> str:
    """Digest over everything that enters a run; equal digests mean that nothing has changed."""
    return digest(canonical([cycle_scheme, [line.record() for line in lines]]))


def _placed(
    line: OutcomeLine, rank: int, lowest: frozenset[int], alike: set[int], verdict: Verdict | None
) -> OutcomeLine:
    return OutcomeLine(
        **{
            **vars(line),
            "rank": rank,
            "bottom": line.unit_id in lowest,
            "looks_equal": line.unit_id in alike,
            "last_rank": verdict.last_year_rank if verdict else None,
            "streak": _STREAK[verdict.streak] if verdict else False,
            "streak_reason": verdict.reason if verdict else REHEARSED,
        }
    )


def _inputs(session: Session, cycle_id: int) -> _Inputs:
    scheme = scheme_of(session, cycle_id)
    participants = session.scalars(
        select(Participant)
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    live = (MissingDecision.cycle_id == cycle_id, MissingDecision.revoked_at.is_(None))
    decisions = session.execute(select(MissingDecision.unit_id, MissingDecision.reason).where(*live))
    standing = report_standing(session, cycle_id)
    return _Inputs(
        scheme=scheme,
        units={unit.unit_id: unit for unit in participants},
        scores=consolidations(session, cycle_id),
        losses=sheet_losses(session, cycle_id, scheme),
        decisions={row.unit_id: row.reason for row in decisions},
        zeroed=frozenset(unit for unit, report in standing.items() if not report.accepted),
        rated=rated_items(session, cycle_id),
        claims=carried_claims(session, cycle_id),
    )


def _line(inputs: _Inputs, unit_id: int) -> OutcomeLine:
    score = inputs.scores[unit_id]
    province = _province(inputs, unit_id)
    special = special_terms(
        inputs.scheme, [claim for claim in inputs.claims if claim.prefecture_id == unit_id]
    )
    marks, extra = Decimal(province["total"]), Decimal(special["total"])
    decision: Literal["zero"] | None = "zero" if unit_id in inputs.zeroed else None
    weights = inputs.scheme.weights
    final = final_score(
        score.self_score,
        marks,
        extra,
        weights.self_score,
        weights.province,
        decision=decision,
    )
    terms = {
        **_self_terms(inputs, unit_id, score),
        "decision": decision,
        "province": province,
        "special": special,
        "final": {"value": ratio_text(final.value), "lines": final.lines},
    }
    return OutcomeLine(
        unit_id, score.own, score.mean, score.self_score, marks, extra, final.value, terms
    )


def _self_terms(inputs: _Inputs, unit_id: int, score: Consolidation) -> dict[str, Any]:
    unit = inputs.units[unit_id]
    return {
        "unit": {"id": unit_id, "code": unit.code, "name": unit.name},
        "own": {"total": plain(score.own), "losses": inputs.losses.get(unit_id, [])},
        "counties": [
            {
                "id": county.unit_id,
                "code": inputs.units[county.unit_id].code,
                "name": county.name,
                "total": plain(county.counted),
                "decision": county.decision,
                "decision_reason": inputs.decisions.get(county.unit_id, "") if county.decision else "",
                "losses": inputs.losses.get(county.unit_id, []),
            }
            for county in score.counties
        ],
        "mean": None if score.mean is None else ratio_text(score.mean),
        "self": {"value": ratio_text(score.self_score), "lines": score.lines},
    }


def _province(inputs: _Inputs, unit_id: int) -> dict[str, Any]:
    rated = [
        (item, inputs.rated[unit_id, item.number])
        for item in inputs.scheme.items
        if (unit_id, item.number) in inputs.rated
    ]
    return {
        "total": plain(sum((entry.mark for _, entry in rated), Decimal(0))),
        "items": [
            {
                "item": item.number,
                "title": item.title,
                "full": plain(item.marks),
                "mark": plain(entry.mark),
                "explanation": assessed_item(item, entry.costs()).explanation,
                "findings": [
                    _finding(finding, item.component(finding.component).text) for finding in entry.findings
                ],
            }
            for item, entry in rated
        ],
    }


def _finding(finding: FoundLine, component: str) -> dict[str, Any]:
    return {
        "component": component,
        "nature": finding.nature.label,
        "case": finding.case,
        "reason": finding.reason,
        "count": finding.count,
        "counted": plain(finding.counted),
        "explanation": finding.explanation,
        "links": [
            {"unit": link.unit_name, "case": link.case, "count": link.count} for link in finding.links
        ],
    }
