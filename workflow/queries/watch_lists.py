"""连续末位关注名单: what the last places of two years mean, unit by unit, for the chief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import RankingRun
from workflow.queries.analysis import Analysed
from workflow.queries.last_year import last_year
from workflow.queries.ranked_years import ranked_runs, successions
from workflow.queries.runs import RunLine
from workflow.rules.follow_up import Streak, Verdict, streak_units
from workflow.rules.watch_list import BottomList, Watched, bottom_list, watched

_KEPT = {Streak.YES: True, Streak.NO: False, Streak.PERSON: None}


@dataclass(frozen=True)
class WatchPage:
    """Both years' last places and everybody in them. A rehearsal has no year before and nobody to watch.

    `outdated` are the units on which the run has kept another verdict than holds now, because the ranking
    of the year before or the succession of units has changed since.
    """

    this: BottomList
    last: BottomList | None
    entries: Sequence[Watched]
    outdated: Sequence[str]


def watch_page(session: Session, page: Analysed) -> WatchPage:
    """The list as it stands now, in a fixed number of statements."""
    size = page.scheme.consequences.bottom
    this = ranked_runs(session, RankingRun.id == page.run.id)[0]
    if page.cycle.rehearsal:
        return WatchPage(bottom_list(this, size), None, (), ())
    last, known = last_year(session, page.cycle, size), successions(session)
    verdicts = streak_units(this, last, known, size)
    return WatchPage(
        bottom_list(this, size),
        bottom_list(last, size) if last else None,
        watched(this, last, verdicts, known),
        _outdated(page.lines, verdicts),
    )


def _outdated(lines: Sequence[RunLine], verdicts: Mapping[int, Verdict]) -> list[str]:
    return [line.name for line in lines if _KEPT[verdicts[line.unit_id].streak] is not line.streak]
