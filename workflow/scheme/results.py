"""What follows for each unit of a group: final score, place, grade, money, by the scheme's consequences."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflow.points import exact
from workflow.rules.money import Contender, Payment, prizes, subsidies
from workflow.rules.standings import Entrant, Standing, standings
from workflow.scheme.document import Scheme
from workflow.scheme.scoring import UnitAnswers
from workflow.scheme.totals import UnitMarks


@dataclass(frozen=True)
class Result:
    """A unit's standing and its payments. None while some unit's score is 待定."""

    standing: Standing | None
    payments: tuple[Payment, ...]


def results(
    scheme: Scheme,
    units: Mapping[str, UnitAnswers],
    marks: Mapping[str, UnitMarks],
    vetoes: Mapping[str, tuple[str, ...]],
) -> dict[str, Result]:
    """Results of a whole group, by unit, in the order of `units`; `vetoes` are keys of the scheme's.

    A single unit has no prize: there is nobody to be ahead of.
    """
    follows = scheme.consequences
    titles = {metric.key: metric.title for metric in scheme.metrics}
    figures = {name: _figures(unit) for name, unit in units.items()}
    barred = [name for name, keys in vetoes.items() if keys]
    paid = subsidies(follows.subsidies, figures, titles, barred)
    if any(mark.final is None for mark in marks.values()):
        return {name: Result(None, tuple(paid[name])) for name in units}
    found = standings(follows.bands, {name: _entrant(scheme, name, units, marks, vetoes) for name in units})
    contenders = {
        name: Contender(found[name].score, _parts(scheme, marks[name]), unit.group, bool(found[name].vetoes))
        for name, unit in units.items()
    }
    won = prizes(follows.prizes if len(units) > 1 else (), contenders)
    return {name: Result(found[name], (*won[name], *paid[name])) for name in units}


def _entrant(
    scheme: Scheme,
    name: str,
    units: Mapping[str, UnitAnswers],
    marks: Mapping[str, UnitMarks],
    vetoes: Mapping[str, tuple[str, ...]],
) -> Entrant:
    against = tuple(veto for veto in scheme.consequences.vetoes if veto.key in vetoes.get(name, ()))
    return Entrant(Fraction(marks[name].final or 0), units[name].group, against)


def _parts(scheme: Scheme, marks: UnitMarks) -> dict[str, Decimal]:
    """Marks of items and components by the names that a prize uses: `2`, `2.expansion`."""
    parts: dict[str, Decimal] = {}
    for number, item in marks.items.items():
        parts[str(number)] = item.marks or Decimal(0)
        for key, outcome in item.outcomes.items():
            parts[f"{number}.{key}"] = outcome.marks or Decimal(0)
    labels = {str(item.number): item.label for item in scheme.items}
    return parts | {_labelled(name, labels): mark for name, mark in parts.items()}


def _labelled(name: str, labels: Mapping[str, str]) -> str:
    number, dot, key = name.partition(".")
    return f"{labels.get(number, number)}{dot}{key}"


def _figures(unit: UnitAnswers) -> dict[str, Decimal]:
    return {key: exact(text) for key, text in unit.metrics.items()}
