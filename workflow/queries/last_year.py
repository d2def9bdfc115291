"""The ranking of the year before, from which streaks are told (document 004, 五)."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from workflow.models import Cycle
from workflow.queries.ranked_years import paper_years, published_years, ranked_days, successions
from workflow.rules.follow_up import Verdict, streak_units
from workflow.rules.ranked_year import RankedYear


def last_year(session: Session, cycle: Cycle, size: int) -> RankedYear | None:
    """The published ranking of the year before, else the one taken over from paper, else None.

    `size` is the number of bottom places. Rehearsals are no year.
    """
    year = cycle.year - 1
    published = published_years(session, cycle.province_id, cycle.scheme_key, year).get(year)
    return published or paper_years(session, cycle.province_id, size, year).get(year)


def streaks(
    session: Session, cycle: Cycle, ranks: Mapping[int, int], lowest: frozenset[int], size: int
) -> dict[int, Verdict]:
    """For every unit of this year's ranking, whether it is in the bottom two years running, and why."""
    day = ranked_days(session, [cycle])[cycle.id]
    this_year = RankedYear(cycle.year, ranks, lowest, ranked_on=day)
    return streak_units(this_year, last_year(session, cycle, size), successions(session), size)
