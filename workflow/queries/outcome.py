"""What a ranking run would find now: a pure function of scheme, accepted sheets, ratings and claims.

Every line carries all its terms as plain data; the run stores them, so that a score can be told later
down to the single finding or answer, whatever changes afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.digests import canonical, digest
from workflow.models import Cycle, MissingDecision, Participant, Tier
from workflow.points import plain, ratio_text
from workflow.queries.consequences import Follows, Ranked, consequences
from workflow.queries.last_year import streaks
from workflow.queries.losses import Loss, sheet_losses
from workflow.queries.metrics import metrics_of
from workflow.queries.rated_marks import RatedMarks, rated_marks
from workflow.queries.rating_facts import report_standing
from workflow.queries.schemes import scheme_of
from workflow.queries.scored import marks_tree
from workflow.queries.self_scores import NO_SELF_SCORE, SelfScore, self_scores
from workflow.queries.special_terms import special_terms
from workflow.queries.subtrees import CarriedClaim, carried_claims
from workflow.queries.vetoes import VetoLine, vetoes_by_unit
from workflow.rules.follow_up import Streak, Verdict
from workflow.rules.ranking import bottom, final_score, look_equal
from workflow.scheme.document import Scheme

REHEARSED = "演练不计入连续两年"

_WORDING = frozenset({"cause", "explanation", "streak_reason", "words"})
"""What a line says in sentences of the application; lists of text are such sentences too."""

_STREAK = {Streak.YES: True, Streak.NO: False, Streak.PERSON: None}


@dataclass(frozen=True)
class OutcomeLine:
    """One unit's result. Exact values; `terms` is plain data, see `_terms`."""

    unit_id: int
    own: Decimal
    mean: Fraction | None
    self_score: Fraction
    province: Decimal
    bonus: Decimal
    special: Decimal
    final: Fraction
    terms: Mapping[str, Any]
    rank: int = 0
    grade: str = ""
    vetoed: bool = False
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
    """Everything that enters a run, by ranked unit; losses and decisions by unit."""

    scheme: Scheme
    units: Mapping[int, Participant]
    scores: Mapping[int, SelfScore]
    losses: Mapping[int, list[Loss]]
    decisions: Mapping[int, str]
    zeroed: frozenset[int]
    rated: Mapping[int, RatedMarks]
    claims: Sequence[CarriedClaim]
    metrics: Mapping[int, Mapping[str, str]]
    vetoes: Mapping[int, Sequence[VetoLine]]

    @property
    def ranked(self) -> list[int]:
        """The units that are ranked: all, but where they evaluate themselves only those with a score."""
        subjects = [unit_id for unit_id, unit in self.units.items() if unit.tier is Tier.SUBJECT]
        evaluated = self.scheme.procedure.has("self_evaluation")
        return [unit_id for unit_id in subjects if not evaluated or unit_id in self.scores]


def outcome(session: Session, cycle: Cycle) -> tuple[OutcomeLine, ...]:
    """The lines of all ranked units, in the order of codes; statements do not grow.

    Raises Invalid (`<unit>-<item label>-<component>-<field>`) while answers or imported figures are missing.
    """
    inputs = _inputs(session, cycle.id)
    lines = {unit_id: _line(inputs, unit_id) for unit_id in inputs.ranked}
    ranked = {unit_id: _ranked(inputs, line) for unit_id, line in lines.items()}
    titles = {metric.key: metric.title for metric in inputs.scheme.metrics}
    follows = consequences(inputs.scheme.consequences, ranked, titles)
    lines = {unit_id: _standing(line, follows[unit_id]) for unit_id, line in lines.items()}
    size = inputs.scheme.consequences.bottom
    alike = look_equal({line.unit_id: line.final for line in lines.values() if not line.vetoed})
    places, lowest = {line.unit_id: line.rank for line in lines.values()}, frozenset(_bottom(lines, size))
    told = {} if cycle.rehearsal else streaks(session, cycle, places, lowest, size)
    return tuple(_placed(line, lowest, alike, told.get(line.unit_id)) for line in lines.values())


def outcome_digest(cycle_scheme: str, lines: Sequence[OutcomeLine]) -> str:
    """Digest over everything that enters a run; equal digests mean that nothing has changed.

    How a line is worded does not enter: a release may explain better what was computed before.
    """
    return digest(canonical([cycle_scheme, [_unworded(vars(line)) for line in lines]]))


def _unworded(value: Any) -> Any:
    """Plain data without the application's own sentences."""
    if isinstance(value, Mapping):
        return {key: _unworded(part) for key, part in value.items() if key not in _WORDING}
    if isinstance(value, list | tuple):
        return [_unworded(part) for part in value if not isinstance(part, str)]
    return value


def _ranked(inputs: _Inputs, line: OutcomeLine) -> Ranked:
    return Ranked(
        line.final,
        inputs.rated[line.unit_id].parts,
        inputs.units[line.unit_id].group,
        inputs.metrics.get(line.unit_id, {}),
        inputs.vetoes.get(line.unit_id, ()),
    )


def _standing(line: OutcomeLine, follows: Follows) -> OutcomeLine:
    """The line with its place, its grade and what follows; a veto leaves nothing of the marks."""
    standing = follows.standing
    told = [*line.terms["final"]["lines"], *([standing.explanation] if standing.vetoes else [])]
    final = {"value": ratio_text(standing.score), "lines": told}
    return replace(
        line,
        final=standing.score,
        rank=standing.rank,
        grade=standing.band.name if standing.band else "",
        vetoed=bool(standing.vetoes),
        terms={**line.terms, "final": final, "consequences": follows.terms},
    )


def _bottom(lines: Mapping[int, OutcomeLine], size: int) -> set[int]:
    """The last places; a vetoed unit stands behind all others, whatever those have."""
    below = min((line.final for line in lines.values()), default=Fraction(0)) - 1
    scores = {unit_id: below if line.vetoed else line.final for unit_id, line in lines.items()}
    return bottom(scores, size)


def _placed(
    line: OutcomeLine, lowest: frozenset[int], alike: set[int], verdict: Verdict | None
) -> OutcomeLine:
    return replace(
        line,
        bottom=line.unit_id in lowest,
        looks_equal=line.unit_id in alike,
        last_rank=verdict.last_year_rank if verdict else None,
        streak=_STREAK[verdict.streak] if verdict else False,
        streak_reason=verdict.reason if verdict else REHEARSED,
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
        scores=self_scores(session, cycle_id),
        losses=sheet_losses(session, cycle_id, scheme),
        decisions={row.unit_id: row.reason for row in decisions},
        zeroed=frozenset(unit for unit, report in standing.items() if not report.accepted),
        rated=rated_marks(session, cycle_id),
        claims=carried_claims(session, cycle_id),
        metrics=metrics_of(session, cycle_id),
        vetoes=vetoes_by_unit(session, cycle_id),
    )


def _line(inputs: _Inputs, unit_id: int) -> OutcomeLine:
    own = inputs.scores.get(unit_id, NO_SELF_SCORE)
    rated, scheme = inputs.rated[unit_id], inputs.scheme
    special = special_terms(scheme, [claim for claim in inputs.claims if claim.prefecture_id == unit_id])
    bonus, extra = own.bonus + rated.bonus, Decimal(special["total"])
    decision: Literal["zero"] | None = "zero" if unit_id in inputs.zeroed else None
    final = final_score(
        own.score.self_score,
        rated.total,
        extra if scheme.special else None,
        *_weights(scheme),
        bonus=bonus,
        decision=decision,
        assessor=scheme.procedure.words.assessor,
    )
    terms = {
        **_self_terms(inputs, unit_id, own),
        "decision": decision,
        "province": rated.terms,
        "special": special,
        "final": {"value": ratio_text(final.value), "lines": final.lines},
        "words": scheme.procedure.words.model_dump(),
        "stages": scheme.procedure.stages,
    }
    score = own.score
    return OutcomeLine(
        unit_id, score.own, score.mean, score.self_score, rated.total, bonus, extra, final.value, terms
    )


def _weights(scheme: Scheme) -> tuple[Decimal, Decimal]:
    """Shares of self score and assessor's marks; what the year does not have weighs nothing."""
    whole, nothing = Decimal(1), Decimal(0)
    if not scheme.procedure.has("self_evaluation"):
        return nothing, whole
    if not scheme.procedure.has("rating"):
        return whole, nothing
    return scheme.weights.self_score, scheme.weights.province


def _self_terms(inputs: _Inputs, unit_id: int, own: SelfScore) -> dict[str, Any]:
    unit, score = inputs.units[unit_id], own.score
    settled = {"tree": marks_tree(inputs.scheme.variant(unit.group), own.settled)} if own.settled else {}
    return {
        "unit": {"id": unit_id, "code": unit.code, "name": unit.name},
        "own": {"total": plain(score.own), "losses": inputs.losses.get(unit_id, []), **settled},
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
