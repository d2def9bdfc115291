"""Published rankings over the years, for everybody; the chief also sees what is computed, marked 未通报."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor, Post
from workflow.errors import NotFound
from workflow.models import Cycle, RankingRun
from workflow.queries.last_year import last_year
from workflow.queries.ranked_years import paper_years, published_years, ranked_runs, successions
from workflow.queries.schemes import scheme_of
from workflow.queries.units import family
from workflow.rules.distribution import Distribution, distribution
from workflow.rules.over_years import YearChange, YearLine, against_last_year, lines
from workflow.rules.ranked_year import RankedYear


@dataclass(frozen=True)
class Overview:
    """One run against the year before, and the spread of its final scores; a rehearsal has no year before."""

    this: RankedYear
    last: RankedYear | None
    changes: Mapping[int, YearChange]
    spread: Distribution | None


@dataclass(frozen=True)
class YearsPage:
    """All rankings of one document, the earliest first, and every unit's line through them.

    `others` are the documents that the province ranks by besides, key → title.
    """

    key: str
    title: str
    others: Mapping[str, str]
    years: Sequence[RankedYear]
    lines: Sequence[YearLine]


def overview(session: Session, run_id: int) -> Overview:
    """A run that the viewer may see as a whole, in a fixed number of statements. Raises NotFound."""
    row = session.get(RankingRun, run_id)
    if row is None:
        raise NotFound
    cycle, this = session.get_one(Cycle, row.cycle_id), ranked_runs(session, RankingRun.id == run_id)[0]
    spread = distribution(this.scores)
    if cycle.rehearsal:
        return Overview(this, None, {}, spread)
    last = last_year(session, cycle, 0)
    return Overview(this, last, against_last_year(this, last, successions(session)), spread)


def years_page(session: Session, actor: Actor, key: str | None = None) -> YearsPage:
    """The rankings of the document `key`, or of the one that was ranked by last. Raises NotFound."""
    if actor.unit_id is None:
        raise NotFound
    province_id = family(session).root(actor.unit_id)
    titles = _titles(session, province_id)
    chosen = key or next(iter(titles), "")
    if key and key not in titles:
        raise NotFound
    found = {**paper_years(session, province_id, 0), **published_years(session, province_id, chosen)}
    if actor.post is Post.CHIEF and actor.unit_id == province_id:
        found = {**_computed(session, province_id, chosen), **found}
    years = [found[year] for year in sorted(found)]
    others = {other: title for other, title in titles.items() if other != chosen}
    return YearsPage(chosen, titles.get(chosen, ""), others, years, lines(years, successions(session)))


def line_of(page: YearsPage, unit_id: int) -> YearLine:
    """The line that a unit has a year in. Raises NotFound."""
    for line in page.lines:
        if any(point.unit_id == unit_id for point in line.points):
            return line
    raise NotFound


def _titles(session: Session, province_id: int) -> dict[str, str]:
    """The documents by which the province has ever opened a year, the one of the newest year first."""
    newest_first = (Cycle.year.desc(), Cycle.id.desc())
    rows = session.execute(
        select(Cycle.scheme_key, Cycle.id)
        .where(Cycle.province_id == province_id, Cycle.rehearsal.is_(False))
        .order_by(*newest_first)
    )
    newest: dict[str, int] = {}
    for key, cycle_id in rows:
        newest.setdefault(key, cycle_id)
    return {key: scheme_of(session, cycle_id).title for key, cycle_id in newest.items()}


def _computed(session: Session, province_id: int, key: str) -> dict[int, RankedYear]:
    """Year → its newest run, whatever has become of it."""
    wanted = (Cycle.province_id == province_id, Cycle.scheme_key == key, Cycle.rehearsal.is_(False))
    return {found.year: found for found in ranked_runs(session, *wanted)}
