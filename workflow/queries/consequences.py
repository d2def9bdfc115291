"""What follows from the final scores of a year: order, grades, prizes, subsidies, as plain data for a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflow.points import exact, plain
from workflow.queries.vetoes import VetoLine
from workflow.rules.consequences import Consequences
from workflow.rules.money import Contender, Payment, prizes, subsidies
from workflow.rules.standings import Entrant, Standing, standings


@dataclass(frozen=True)
class Ranked:
    """One unit before the order is made: final score, marks of items and components by name, group."""

    final: Fraction
    parts: Mapping[str, Decimal]
    group: str
    metrics: Mapping[str, str]
    vetoes: Sequence[VetoLine]


@dataclass(frozen=True)
class Follows:
    """What follows for one unit; `terms` is plain data: grade, vetoes, payments, each with its words."""

    standing: Standing
    terms: Mapping[str, Any]


def consequences(
    settings: Consequences, units: Mapping[int, Ranked], titles: Mapping[str, str]
) -> dict[int, Follows]:
    """What follows for every unit of a year, all together; `titles` of the metrics by their keys."""
    entrants = {
        unit_id: Entrant(unit.final, unit.group, tuple(line.veto for line in unit.vetoes))
        for unit_id, unit in units.items()
    }
    order = standings(settings.bands, entrants)
    won = prizes(settings.prizes, {unit_id: _contender(unit) for unit_id, unit in units.items()})
    figures = {unit_id: _figures(unit) for unit_id, unit in units.items()}
    barred = [unit_id for unit_id, unit in units.items() if unit.vetoes]
    paid = subsidies(settings.subsidies, figures, titles, barred)
    return {
        unit_id: Follows(order[unit_id], _terms(order[unit_id], unit, won[unit_id], paid[unit_id]))
        for unit_id, unit in units.items()
    }


def _contender(unit: Ranked) -> Contender:
    return Contender(unit.final, unit.parts, unit.group, bool(unit.vetoes))


def _figures(unit: Ranked) -> dict[str, Decimal]:
    return {metric: exact(text) for metric, text in unit.metrics.items()}


def _terms(
    standing: Standing, unit: Ranked, won: Sequence[Payment], paid: Sequence[Payment]
) -> dict[str, Any]:
    return {
        "group": unit.group,
        "group_rank": standing.group_rank,
        "grade": standing.band.name if standing.band else "",
        "explanation": standing.explanation,
        "vetoes": [{"text": line.veto.text, "reason": line.reason} for line in unit.vetoes],
        "prizes": [_payment(payment) for payment in won],
        "subsidies": [_payment(payment) for payment in paid],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "title": payment.title,
        "amount": None if payment.amount is None else plain(payment.amount),
        "explanation": payment.explanation,
        "doubtful": payment.doubtful,
    }
