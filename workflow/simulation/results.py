"""What came out of a made-up year, as data from which everything can be computed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.interview import InterviewStage
from workflow.models import Interview, RankingRun
from workflow.points import plain, quantise, shown
from workflow.queries.runs import RunLine, run_lines
from workflow.simulation.publishing import newest_run
from workflow.simulation.year import Year

PLACES = 12
"""Decimals of a figure that does not terminate."""


@dataclass(frozen=True)
class Results:
    """The published ranking of a made-up year, best first, with the interviews by unit."""

    year: int
    scheme: str
    seed: int
    lines: tuple[RunLine, ...]
    interviews: Mapping[int, InterviewStage]

    def document(self) -> dict[str, Any]:
        """Everything as plain data; figures are decimals as text."""
        units = [self._unit(line) for line in self.lines]
        return {"year": self.year, "scheme": self.scheme, "seed": self.seed, "units": units}

    def _unit(self, line: RunLine) -> dict[str, Any]:
        interview = self.interviews.get(line.unit_id)
        return {
            "code": line.code,
            "name": line.name,
            "own": figure(line.own),
            "counties": [
                {name: county[name] for name in ("code", "name", "total", "decision")}
                for county in line.terms["counties"]
            ],
            "decision": line.decision,
            "mean": None if line.mean is None else figure(line.mean),
            "self": figure(line.self_score),
            "province": figure(line.province),
            "special": figure(line.special),
            "final": figure(line.final),
            "rank": line.rank,
            "bottom_five": line.bottom,
            "last_year_rank": line.last_rank,
            "streak": line.streak is True,
            "interview": interview.value if interview else None,
        }


def results(session: Session, year: Year) -> Results:
    """Read the newest run of a made-up year that has been published."""
    run = session.get_one(RankingRun, newest_run(session, year))
    proposed = session.execute(select(Interview.unit_id, Interview.stage).where(Interview.run_id == run.id))
    return Results(
        year=year.draft.year,
        scheme=run.scheme_reference,
        seed=year.draft.seed,
        lines=run_lines(session, run.id),
        interviews={row.unit_id: row.stage for row in proposed},
    )


def figure(value: Fraction | Decimal) -> str:
    """A figure in full where its decimals end, else half-up to twelve places."""
    exact = Fraction(value)
    places = _places(exact.denominator)
    if places is None:
        return shown(exact, PLACES)
    return plain(quantise(exact, Decimal(1).scaleb(-places)))


def _places(denominator: int) -> int | None:
    """How many decimals a fraction of this denominator has, None where they never end."""
    power, places = 1, 0
    while power % denominator:
        if places > denominator:
            return None
        power, places = power * 10, places + 1
    return places
