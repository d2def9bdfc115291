"""The deeds of a made-up year on its calendar: what the clock, the units and the province do, and when."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import TypeVar

from sqlalchemy.orm import Session

from workflow.actor import CLOCK, Post
from workflow.clock import start_of_day
from workflow.commands.assignment import assign_items
from workflow.commands.cycle import advance_cycle
from workflow.models import Unit
from workflow.simulation import publishing, reports
from workflow.simulation.people import DEMERITS, DIVISIONS
from workflow.simulation.plans import PrefecturePlan, SheetPlan
from workflow.simulation.rating import RatingDesk, decide_claims, enter_demerits, rate
from workflow.simulation.reports import ReportDesk, named_county
from workflow.simulation.sheets import COUNTY_WAY_AGAIN, OWN_WAY, OWN_WAY_AGAIN, WAYS, Desk, Way
from workflow.simulation.timeline import Deed, last_day, office
from workflow.simulation.year import Year

BUSY_MINUTES, MINUTES_APART = 400, 37
"""Each unit acts at a time of its own within so many minutes of the working day."""

RATING_DAYS = 10
"""The raters visit the prefectures on so many days from 8 February on."""

STAGES = ((12, 1), (1, 1), (2, 1))
"""Days on which the clock moves the year on."""

D = TypeVar("D")


def deeds(year: Year) -> list[Deed]:
    """Everything that happens in the year after it has been opened."""
    return [
        *(_advance(year, year.day(month, day)) for month, day in STAGES),
        *chain.from_iterable(_prefecture(year, plan) for plan in year.plans),
        *_rating(year),
        *publishing.deeds(year),
    ]


def _advance(year: Year, day: date) -> Deed:
    return Deed(
        start_of_day(day), lambda session, now: advance_cycle(session, CLOCK, now, cycle_id=year.cycle_id)
    )


def _prefecture(year: Year, plan: PrefecturePlan) -> Iterator[Deed]:
    """A prefecture and its counties, from the liaison officer to the accepted report."""
    desk = ReportDesk(
        report_id=year.report_ids[plan.unit.id],
        own=_desk(year, plan.own, plan),
        counties=tuple(_desk(year, county, plan) for county in plan.counties),
        chief=year.people.chief,
    )
    yield from _on(desk, plan.unit, year.day(10, 8), ((0, reports.register),))
    yield from _on_sheet(desk.own, plan.own.first_day, OWN_WAY)
    for county in desk.counties:
        yield from _on_sheet(county, county.plan.first_day, WAYS[county.plan.story])
    yield from _report(desk, _settled(plan) + timedelta(days=1), plan.report_returned)


def _settled(plan: PrefecturePlan) -> date:
    """The day on which the own sheet is signed and every county accepted or decided upon."""
    ways: list[tuple[SheetPlan, Way]] = [
        (plan.own, OWN_WAY),
        *((county, WAYS[county.story]) for county in plan.counties),
    ]
    return max(sheet.first_day + timedelta(days=last_day(way)) for sheet, way in ways)


def _report(desk: ReportDesk, first_day: date, returned: bool) -> Iterator[Deed]:
    unit = desk.own.plan.unit
    if not returned:
        yield from _on(desk, unit, first_day, reports.WAY)
        return
    yield from _on(desk, unit, first_day, reports.RETURNED_WAY)
    again = first_day + timedelta(days=last_day(reports.RETURNED_WAY) + 1)
    yield from _on_sheet(desk.own, again, OWN_WAY_AGAIN)
    yield from _on_sheet(named_county(desk), again, COUNTY_WAY_AGAIN)
    yield from _on(desk, unit, again + timedelta(days=last_day(COUNTY_WAY_AGAIN) + 1), reports.WAY_AGAIN)


def _desk(year: Year, sheet: SheetPlan, above: PrefecturePlan) -> Desk:
    people = year.people
    return Desk(
        cycle_id=year.cycle_id,
        sheet_id=year.sheet_ids[sheet.unit.id],
        scheme=year.draft.scheme,
        plan=sheet,
        claims=year.claims.get(sheet.unit.id, ()),
        rng=year.draft.rng(f"{sheet.unit.code}/desk"),
        filler=people.of(sheet.unit, Post.FILLER),
        signer=people.of(sheet.unit, Post.SIGNER),
        filler_above=people.of(above.unit, Post.FILLER),
        signer_above=people.of(above.unit, Post.SIGNER),
    )


def _on_sheet(desk: Desk, first_day: date, way: Way) -> Iterator[Deed]:
    return _on(desk, desk.plan.unit, first_day, way)


def _on(
    desk: D, unit: Unit, first_day: date, way: Iterable[tuple[int, Callable[[D, Session, datetime], None]]]
) -> Iterator[Deed]:
    """The acts of a way on their days, at the unit's own time of day."""
    minutes = unit.id * MINUTES_APART % BUSY_MINUTES
    for days, act in way:
        yield Deed(office(first_day + timedelta(days=days), minutes), partial(act, desk))


def _rating(year: Year) -> Iterator[Deed]:
    """Assignment in January, rating prefecture by prefecture in February, then the special claims."""
    people, cycle_id = year.people, year.cycle_id
    yield Deed(office(year.day(1, 20)), partial(_assign, year))
    for number, plan in enumerate(year.plans):
        for division in DIVISIONS:
            desk = _rating_desk(year, plan, division)
            yield Deed(office(year.day(2, 8 + number % RATING_DAYS), number), partial(rate, desk))
    incidents = people.of(people.province, Post.RATER, DEMERITS)
    yield Deed(office(year.day(2, 19)), partial(enter_demerits, incidents, cycle_id, year.demerits))
    known = year.claims | {unit: (*year.claims.get(unit, ()), *own) for unit, own in year.demerits.items()}
    yield Deed(office(year.day(2, 22)), partial(decide_claims, people.chief, cycle_id, known))


def _rating_desk(year: Year, plan: PrefecturePlan, division: str) -> RatingDesk:
    return RatingDesk(
        assessment_id=year.assessment_ids[plan.unit.id],
        scheme=year.draft.scheme,
        plan=plan,
        items=DIVISIONS[division],
        rater=year.people.of(year.people.province, Post.RATER, division),
        rng=year.draft.rng(f"{plan.unit.code}/{division}"),
    )


def _assign(year: Year, session: Session, now: datetime) -> None:
    """Give every item to its division."""
    named = {item: [year.people.divisions[name]] for name, items in DIVISIONS.items() for item in items}
    assign_items(session, year.people.chief, now, cycle_id=year.cycle_id, divisions_by_item=named)
