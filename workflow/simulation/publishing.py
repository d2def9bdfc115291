"""How a made-up year ends: checked, computed, taken to the meeting, shown to the units, published."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from workflow.clock import local_date
from workflow.commands.assessing import check_assessments
from workflow.commands.publishing import announce_ranking, publish_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.queries.runs import runs
from workflow.simulation.timeline import Deed, office
from workflow.simulation.year import Year


def check(year: Year, session: Session, now: datetime) -> None:
    """评定完成, for every prefecture."""
    units = [plan.unit.id for plan in year.plans]
    check_assessments(session, year.people.chief, now, cycle_id=year.cycle_id, unit_ids=units)


def compute(year: Year, session: Session, now: datetime) -> None:
    """计算排名."""
    compute_ranking(session, year.people.chief, now, cycle_id=year.cycle_id)


def deliberate(year: Year, session: Session, now: datetime) -> None:
    """提交会议审议."""
    submit_ranking(session, year.people.chief, now, run_id=newest_run(session, year))


def approve(year: Year, session: Session, now: datetime) -> None:
    """审议通过, and 开始公示 on the same day."""
    chief, run_id = year.people.chief, newest_run(session, year)
    reference = f"局长办公会纪要〔{now.year}〕3号（演示）"
    approve_ranking(
        session, chief, now, run_id=run_id, meeting_date=local_date(now), reference=reference
    )
    announce_ranking(session, chief, now, run_id=run_id)


def publish(year: Year, session: Session, now: datetime) -> None:
    """通报, when the publicity period is over."""
    number = f"演示通报〔{now.year}〕5号"
    run_id = newest_run(session, year)
    publish_ranking(session, year.people.chief, now, run_id=run_id, circular_number=number)


def newest_run(session: Session, year: Year) -> int:
    """The run that everything is about."""
    return runs(session, year.cycle_id)[0].id


ACTS = (((2, 24), check), ((2, 25), compute), ((2, 26), deliberate), ((3, 3), approve), ((3, 24), publish))
"""Month and day of each act; the publicity period lies before the last one."""


def deeds(year: Year) -> Iterator[Deed]:
    """From the last verdict to the circular."""
    for (month, day), act in ACTS:
        yield Deed(office(year.day(month, day)), partial(act, year))
