"""What people of the demonstration do with each other: 催办, 延期, and an item that two divisions rate."""


from sqlalchemy.orm import Session

from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.assignment import assign_items
from workflow.commands.extending import grant_extension
from workflow.commands.nudging import nudge_all
from workflow.models import Unit
from workflow.simulation.timeline import office
from workflow.simulation.year import Year
from workflow.unit_of_work import unit_of_work

SHARED_ITEM = 9
SHARED_BY = ("综合业务处", "基金结算处")
"""The item that two divisions rate, each without seeing the other's findings."""

PREFECTURE, LATE_COUNTY = "荆州市", "监利市"


def work_together(session: Session, year: Year) -> None:
    """A prefecture gives one county more time and reminds all that owe; the chief lets two divisions rate an
    item."""
    people = year.people
    above = next(unit for unit in people.prefectures if unit.name == PREFECTURE)
    with unit_of_work(session):
        grant_extension(
            session,
            people.of(above, Post.SIGNER),
            office(year.day(1, 21)),
            cycle_id=year.cycle_id,
            unit_id=_named(people.counties[above.id], LATE_COUNTY).id,
            entry="self_evaluation",
            until=end_of_day(year.day(1, 29)),
            reason="机房迁移，停机三天（演示）",
            document_number=f"演示〔{year.draft.year + 1}〕3号",
        )
    with unit_of_work(session):
        filler, morning = people.of(above, Post.FILLER), office(year.day(1, 25))
        nudge_all(session, filler, morning, cycle_id=year.cycle_id, text="本周内上报（演示）")
    with unit_of_work(session):
        shared = {SHARED_ITEM: [people.divisions[name] for name in SHARED_BY]}
        afternoon = office(year.day(1, 22))
        assign_items(session, people.chief, afternoon, cycle_id=year.cycle_id, divisions_by_item=shared)


def _named(units: tuple[Unit, ...], name: str) -> Unit:
    return next(unit for unit in units if unit.name == name)
