"""What goes wrong with one unit is kept, shown and tried again, and holds no other unit up."""

import pytest
from sqlalchemy import text

from notifications import faults
from notifications.reminders import remind
from notifications.status import clock_status
from tests.notifications.post_room import people, run
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

SEVEN = at(12, 24)
SUFFERING = ("甲南县负责人", "甲南县填报员")


@pytest.fixture
def world(world_at: Worlds) -> World:
    """A week before the deadline, in a database that takes no notice about one of the units."""
    world = world_at(Stage.SELF_EVALUATION)
    with unit_of_work(world.session):
        world.session.execute(
            text(
                "CREATE TRIGGER refusal BEFORE INSERT ON notice "
                f"WHEN NEW.unit_id = {world.unit('甲南县')} BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )
    return world


def mend(world: World) -> None:
    with unit_of_work(world.session):
        world.session.execute(text("DROP TRIGGER refusal"))


def test_everybody_else_is_reminded_and_the_unit_is_shown(world: World) -> None:
    subject = f"unit {world.unit('甲南县')}"
    assert run(world, remind, SEVEN) > 0
    assert {"甲东县填报员", "甲西县负责人", "乙南县填报员"} <= set(people(world))
    assert not set(SUFFERING) & set(people(world))
    assert faults.pending(world.session, "remind") == [subject]
    shown = clock_status(world.session, SEVEN).faults
    assert [(one.job, one.subject, one.tries) for one in shown] == [("到期和逾期提醒", "单位“甲南县”", 1)]


def test_it_is_tried_again_at_every_run_and_forgotten_when_done(world: World) -> None:
    before = run(world, remind, SEVEN)
    assert [run(world, remind, SEVEN), run(world, remind, SEVEN)] == [0, 0]
    assert clock_status(world.session, SEVEN).faults[0].tries == 3
    mend(world)
    assert run(world, remind, SEVEN) == 2
    assert set(SUFFERING) <= set(people(world))
    assert before + 2 == len(people(world))
    assert faults.pending(world.session, "remind") == []


def test_what_need_not_be_done_any_more_is_no_fault(world: World) -> None:
    run(world, remind, SEVEN)
    assert faults.pending(world.session, "remind") != []
    world.fill("甲南县", full_answers(world.scheme), at(12, 24, 10))
    world.hand_up("甲南县", at(12, 24, 10))
    assert run(world, remind, at(12, 24, 11)) == 0
    assert faults.pending(world.session, "remind") == []
