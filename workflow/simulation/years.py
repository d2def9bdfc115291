"""Two made-up years one after the other, in a database that holds nothing yet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from secrets import token_urlsafe

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.actor import COMMAND_LINE
from workflow.commands.unit_file import UnitRow, builtin_units
from workflow.commands.units import import_units
from workflow.errors import Invalid
from workflow.models import Unit
from workflow.scheme.loader import builtin
from workflow.simulation.layout import deeds
from workflow.simulation.people import AddAccount, People, add_person, gather
from workflow.simulation.plans import Course, Draft
from workflow.simulation.results import Results, results
from workflow.simulation.timeline import office, play
from workflow.simulation.year import Year, opened
from workflow.unit_of_work import unit_of_work

SCHEME = "hubei-jingban"


def simulate(
    session: Session, *, seed: int, year: int, units: Sequence[UnitRow] | None = None
) -> Results:
    """Run the year before and the year itself, complete and published.

    `units` are those of the demonstration province unless others are given: one province, at least seven
    prefectures, one of them with eight counties. Raises Invalid where the database is not empty.
    """
    people = settle(session, year - 1, units=units)
    run_year(session, people, seed=seed, year=year - 1)
    return results(session, run_year(session, people, seed=seed, year=year))


def require_empty(session: Session) -> None:
    """Raise Invalid where a database already holds units."""
    if session.scalar(select(func.count(Unit.id))):
        raise Invalid({"database": "库中已有单位：演示和模拟只在空库中进行，换一个数据库地址。"})


def settle(
    session: Session, year: int, add: AddAccount | None = None, units: Sequence[UnitRow] | None = None
) -> People:
    """A province and its people, in the September before a first year."""
    require_empty(session)
    now = office(date(year, 9, 1))
    with unit_of_work(session):
        import_units(session, COMMAND_LINE, now, units or builtin_units())
        return gather(session, now, add or partial(add_person, password=token_urlsafe()))


def run_year(
    session: Session,
    people: People,
    *,
    seed: int,
    year: int,
    until: datetime | None = None,
    fixed: Mapping[str, Course] | None = None,
) -> Year:
    """Open a year and let everything happen that falls before `until`; `fixed` decides single sheets."""
    made = opened(session, Draft(seed, year, builtin(SCHEME), people, fixed or {}))
    play(session, deeds(made), until)
    return made
