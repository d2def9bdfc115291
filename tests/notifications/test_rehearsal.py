"""A rehearsal tells what goes out: what the jobs post when they run every hour, and nothing is written."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from notifications.collecting import collect_events
from notifications.letters import Letter
from notifications.rehearsal import rehearse
from notifications.reminders import digest, ended, escalate, remind, unreachable
from notifications.rendering import body_of, subject_of
from tests.notifications.winter import DEEDS, FIRST, LAST
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Post
from workflow.clock import hour_of_day, start_of_day
from workflow.commands.accounts import deactivate
from workflow.models import Delivery, Notice

HOURS = (0, *range(7, 19))
"""At night the same happens at each of them: nothing."""

JOBS = (collect_events, remind, escalate, digest, unreachable, ended)

Told = tuple[datetime, str, str, int, int, int, str, str]
"""When it was due, kind, entry, unit, event, recipient, subject and text."""


def told(letters: list[Letter]) -> list[Told]:
    return sorted(
        (
            letter.occasion.planned_for,
            letter.occasion.kind,
            letter.occasion.entry,
            letter.occasion.unit_id,
            letter.occasion.event_seq,
            letter.to.user_id,
            subject_of(letter.occasion.kind, letter.context),
            body_of(letter.occasion.kind, letter.context),
        )
        for letter in letters
    )


def in_inboxes(world: World) -> list[Told]:
    rows = world.session.scalars(select(Notice)).all()
    return sorted(
        (
            row.planned_for,
            row.kind,
            row.entry,
            row.unit_id,
            row.event_seq,
            row.recipient_id,
            row.subject,
            row.body,
        )
        for row in rows
    )


def live(world: World) -> None:
    """Every hour of the day all jobs, and in between what people do."""
    admin = world.actor("示范省", Post.ADMIN)
    world.do(deactivate, admin, at(12, 20), user_id=world.signer("乙东县").user_id)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    ticks = [(hour_of_day(day, hour), JOBS) for day in days for hour in HOURS]
    for now, acts in sorted([*ticks, *((now, (act,)) for now, act in DEEDS)], key=lambda entry: entry[0]):
        for act in acts:
            act(world if acts is not JOBS else world.session, now)


@pytest.mark.sqlite_only
def test_what_is_posted_hour_by_hour_is_what_the_rehearsal_of_these_days_tells(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    live(world)
    rehearsed = told(rehearse(world.session, world.cycle_id, FIRST, LAST))
    posted = [one for one in in_inboxes(world) if one[0] >= start_of_day(FIRST)]
    assert [one[:-1] for one in rehearsed] == [one[:-1] for one in posted]
    dated = [one for one in posted if not one[4]]
    assert [one for one in rehearsed if not one[4]] == dated, "to the letter"
    assert len(dated) < len(posted)
    assert {kind for _, kind, *_ in dated} == {
        "reminder",
        "overdue",
        "escalation",
        "digest",
        "unreachable",
        "extension_ended",
    }


@pytest.mark.sqlite_only
def test_the_days_to_come_are_rehearsed_as_things_stand_and_nothing_is_written(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    letters = rehearse(world.session, world.cycle_id, date(2026, 12, 24), date(2026, 12, 24))
    counties = ("甲东县", "甲南县", "甲西县", "乙东县", "乙南县")
    subjects = {subject_of(one.occasion.kind, one.context) for one in letters}
    assert {subject for subject in subjects if subject.startswith("【到期提醒】")} == {
        f"【到期提醒】{unit}：县级自评还剩 7 天" for unit in counties
    }
    assert not world.session.new
    assert [world.session.scalar(select(func.count(model.id))) for model in (Notice, Delivery)] == [0, 0]


@pytest.mark.sqlite_only
def test_what_was_posted_is_rehearsed_all_the_same(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    day = date(2026, 12, 24)
    before = rehearse(world.session, world.cycle_id, day, day)
    remind(world.session, at(12, 24))
    assert told(rehearse(world.session, world.cycle_id, day, day)) == told(before)


@pytest.mark.sqlite_only
def test_before_the_year_is_open_and_after_its_circular_nothing_goes_out(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    assert rehearse(world.session, world.cycle_id, date(2026, 8, 1), date(2026, 9, 30)) == []
    assert rehearse(world.session, world.cycle_id, date(2027, 3, 16), date(2027, 6, 30)) == []
    letters = rehearse(world.session, world.cycle_id, date(2027, 3, 5), date(2027, 3, 15))
    kinds = [letter.occasion.kind for letter in letters]
    assert list(dict.fromkeys(kinds)) == ["publicity_begun", "appeals_closed", "published"]


@pytest.mark.sqlite_only
def test_a_day_of_a_rehearsal_takes_the_same_statements_for_few_and_many_units(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    with counted_statements() as statements:
        rehearse(world.session, world.cycle_id, date(2026, 12, 24), date(2026, 12, 24))
    assert len(statements) < 25
