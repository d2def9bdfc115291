"""The trail shows digests, not contents, and its chain proves itself or names the first broken link."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, someone, unit_id
from workflow.actor import CLOCK, COMMAND_LINE, Post
from workflow.clock import start_of_day
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.unit_file import TABLE, parse_units
from workflow.commands.units import import_units, set_single_handed
from workflow.queries.calendars import days_of
from workflow.queries.trail import PAGE_SIZE, Earlier, TrailPage, trail, verify_chain
from workflow.unit_of_work import unit_of_work

TAMPERINGS = {
    "a changed reason": ("UPDATE event SET reason = 'x' WHERE seq = 2", 2),
    "a changed actor": ("UPDATE event SET actor_name = 'x' WHERE seq = 3", 3),
    "a removed event": ("DELETE FROM event WHERE seq = 2", 2),
    "the newest events removed": ("DELETE FROM event WHERE seq >= 4", 4),
    "a head moved back": ("UPDATE chain_head SET seq = 3", 4),
    "another head": ("UPDATE chain_head SET hash = 'x'", 6),
}


@pytest.fixture
def busy(hubei: Session) -> Session:
    """A province with five events: units, an account and its post, a cycle that has moved on."""
    someone(hubei, Post.AUDITOR, "湖北省", "auditor")
    with unit_of_work(hubei):
        cycle = open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2026)
        first = days_of(hubei, cycle.id)["self_evaluation"].first
        assert first
        advance_cycle(hubei, CLOCK, start_of_day(first), cycle_id=cycle.id)
    return hubei


def events(session: Session, **asked: Any) -> TrailPage:
    """A page of the trail of 湖北省."""
    return trail(session, unit_id(session, "湖北省"), **asked)


def tamper(session: Session, statement: str) -> None:
    """Change the history as somebody with full rights on the database could."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    triggers = ["event_no_update", "event_no_delete"] if sqlite else ["event_append_only ON event"]
    with unit_of_work(session):
        for trigger in triggers:
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(statement))


def test_times_that_go_back_are_told_where_and_how_far_and_break_nothing(busy: Session) -> None:
    assert verify_chain(busy).farthest is None
    last = start_of_day(date(2026, 12, 1))
    for number, back in enumerate((timedelta(seconds=2), timedelta(days=40), timedelta(days=40))):
        with unit_of_work(busy):
            wishes = {"unit_id": unit_id(busy, "武汉市"), "reason": "兼任"}
            single = number % 2 == 0
            set_single_handed(busy, COMMAND_LINE, last - back, single_handed=single, **wishes)
    report = verify_chain(busy)
    assert (report.first_broken, report.earlier) == (None, 2)
    assert report.farthest == Earlier(7, timedelta(days=40) - timedelta(seconds=2))
    told = [line.earlier for line in events(busy).lines][:3]
    assert told == [None, timedelta(days=40) - timedelta(seconds=2), timedelta(seconds=2)]


def test_an_untouched_chain_verifies_with_its_length_and_head(busy: Session) -> None:
    report = verify_chain(busy)
    assert (report.length, report.first_broken) == (5, None)
    assert report.head == events(busy).lines[0].hash


def test_an_empty_chain_verifies(session: Session) -> None:
    assert verify_chain(session).first_broken is None


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_first_broken_link_is_named(busy: Session, name: str) -> None:
    statement, broken = TAMPERINGS[name]
    tamper(busy, statement)
    assert verify_chain(busy).first_broken == broken


def test_events_can_be_neither_changed_nor_removed_by_the_application(busy: Session) -> None:
    for statement in ("UPDATE event SET reason = 'x'", "DELETE FROM event"):
        with pytest.raises(Exception, match="append-only"), unit_of_work(busy):
            busy.execute(text(statement))


def test_a_chain_cut_off_together_with_its_head_does_not_hold_what_was_noted_elsewhere(
    busy: Session,
) -> None:
    noted = verify_chain(busy)
    third = next(line for line in events(busy).lines if line.seq == 3)
    tamper(busy, "DELETE FROM event WHERE seq > 3")
    with unit_of_work(busy):
        busy.execute(text(f"UPDATE chain_head SET seq = 3, hash = '{third.hash}'"))
    assert verify_chain(busy).first_broken is None
    assert verify_chain(busy, (noted.length, noted.head)).first_broken == 4
    assert verify_chain(busy, (3, "something else")).first_broken == 3
    assert verify_chain(busy, (3, third.hash)).first_broken is None


def test_the_newest_event_comes_first_with_its_move_and_digests_only(busy: Session) -> None:
    newest, opened, *_ = events(busy).lines
    assert (newest.name, newest.move, newest.post) == ("cycle.advance", "筹备 → 县级自评", "系统时钟")
    assert (opened.name, opened.unit, opened.before, len(opened.after)) == (
        "cycle.open", "湖北省", "", 12,
    )  # fmt: skip


def test_the_trail_is_narrowed_to_a_unit_or_a_noun(busy: Session) -> None:
    someone(busy, Post.FILLER, "武汉市")
    assert [line.name for line in events(busy, unit_id=unit_id(busy, "武汉市")).lines] == ["post.grant"]
    assert [line.seq for line in events(busy, noun="cycle").lines] == [5, 4]
    assert events(busy, noun="nothing").lines == ()


def test_another_province_has_a_trail_of_its_own(busy: Session) -> None:
    header = ",".join(TABLE.titles)
    lines = "430000,湖南省,province,省,,,,,\n430100,长沙市,prefecture,,430000,,,,"
    with unit_of_work(busy):
        import_units(busy, COMMAND_LINE, OCTOBER, parse_units(f"{header}\n{lines}".encode()))
    someone(busy, Post.FILLER, "长沙市")
    added = [line.seq for line in trail(busy, unit_id(busy, "湖南省")).lines if line.unit]
    assert [line.name for line in trail(busy, unit_id(busy, "湖南省"), noun="post").lines] == ["post.grant"]
    assert not {line.seq for line in events(busy).lines} & set(added)


def test_the_trail_is_read_page_by_page(busy: Session) -> None:
    with unit_of_work(busy):
        for year in range(2000, 2000 + PAGE_SIZE):
            open_cycle(busy, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=year, rehearsal=True)
    first = events(busy)
    assert (len(first.lines), first.lines[0].seq, first.older) == (PAGE_SIZE, PAGE_SIZE + 5, 6)
    rest = events(busy, below=first.older)
    assert ([line.seq for line in rest.lines], rest.older) == ([5, 4, 3, 2, 1], None)
