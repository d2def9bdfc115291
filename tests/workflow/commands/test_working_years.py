"""Announced holidays take the place of what was known, with one event, and count at once."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, someone
from workflow.actor import Actor, Post
from workflow.commands.working_years import announce_year
from workflow.errors import Forbidden, Invalid, NotFound, Stale
from workflow.models import Event, ExceptionalDay
from workflow.queries.working_days import working_days
from workflow.queries.working_years import working_years
from workflow.rules.holiday_notice import Holiday
from workflow.rules.working_days import PROVISIONAL
from workflow.unit_of_work import unit_of_work

SPRING = Holiday(date(2027, 2, 5), date(2027, 2, 11), "春节")
SUNDAY = Holiday(date(2027, 2, 14), date(2027, 2, 14))


@pytest.fixture
def admin(hubei: Session) -> Actor:
    return someone(hubei, Post.ADMIN, "湖北省")


def announced(session: Session, actor: Actor, shown: str | None = None, **change: object) -> None:
    (line,) = working_years(session, [2027])
    wishes = {"year": 2027, "document": "国办发明电〔2026〕1号", "holidays": [SPRING], "worked": [SUNDAY]}
    with unit_of_work(session):
        shown = line.digest if shown is None else shown
        announce_year(session, actor, OCTOBER, **{**wishes, "shown": shown, **change})


def test_a_year_is_provisional_until_it_is_announced(hubei: Session, admin: Actor) -> None:
    assert working_days(hubei).after(date(2027, 2, 4), 1).note == PROVISIONAL
    announced(hubei, admin)
    period = working_days(hubei).after(date(2027, 2, 4), 2)
    assert (period.last, period.note) == (date(2027, 2, 14), "")
    (event,) = hubei.scalars(select(Event).where(Event.name == "working_year.announce")).all()
    assert (event.before, '"2027-02-08":false' in event.after) == ("", True)


def test_a_correction_replaces_the_whole_year_and_keeps_what_stood_there_in_the_history(
    hubei: Session, admin: Actor
) -> None:
    announced(hubei, admin)
    announced(hubei, admin, document="更正通知", worked=[])
    assert hubei.scalars(select(ExceptionalDay.day).where(ExceptionalDay.working)).all() == []
    last = hubei.scalars(select(Event).where(Event.name == "working_year.announce")).all()[-1]
    assert ('"2027-02-14":true' in last.before, '"2027-02-14"' in last.after) == (True, False)


def test_a_change_that_was_prepared_on_another_one_is_not_taken(hubei: Session, admin: Actor) -> None:
    (line,) = working_years(hubei, [2027])
    announced(hubei, admin)
    with pytest.raises(Stale, match="在您核对之后有变动"):
        announced(hubei, admin, shown=line.digest, worked=[])
    assert len(hubei.scalars(select(ExceptionalDay.day)).all()) == 6


def test_nothing_is_stored_of_what_is_refused(hubei: Session, admin: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        announced(hubei, admin, document=" ", worked=[SPRING])
    assert sorted(refused.value.errors) == ["document", "worked"]
    with pytest.raises(NotFound):
        announced(hubei, admin, year=1999)
    with pytest.raises(Forbidden):
        announced(hubei, someone(hubei, Post.CHIEF, "湖北省"))
    assert hubei.scalars(select(ExceptionalDay.day)).all() == []
