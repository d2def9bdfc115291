"""Before the door stands what was moved for everybody, and nothing about any unit."""

from datetime import date

from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Post
from workflow.commands.calendar import edit_calendar
from workflow.commands.extending import extend_everybody, grant_extension
from workflow.queries.announcements import announcements
from workflow.queries.calendars import days_of
from workflow.scheme.calendar import DateRange

NOW = at(12, 31, 23)
GIVEN = {"entry": "self_evaluation", "until": at(1, 3, 12), "reason": "停机", "document_number": "停机通知"}


def told(world: World, now=NOW):
    found = announcements(world.session, now)
    world.session.rollback()
    return found


def test_a_moved_deadline_is_told_for_a_week_and_while_it_lies_ahead(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    assert told(world) == []
    held = days_of(world.session, world.cycle_id)
    days = {**held, "self_evaluation": DateRange(held["self_evaluation"].first, date(2027, 1, 3))}
    admin = world.actor("示范省", Post.ADMIN)
    world.do(edit_calendar, admin, NOW, cycle_id=world.cycle_id, days=days, reason="甲市停电")
    (text,) = told(world)
    assert text.endswith("：“县级自评”的截止时间改为2027年1月3日（星期日）24:00 前（北京时间）。")
    assert "甲市" not in text
    assert told(world, at(1, 4, 0)) == []
    assert told(world, at(1, 7, 23)) == []


def test_an_extension_for_all_is_told_without_their_names_and_that_of_one_is_not(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    one = {**GIVEN, "cycle_id": world.cycle_id, "unit_id": world.unit("甲东县"), "until": at(1, 2, 12)}
    world.do(grant_extension, world.signer("甲市"), NOW, **one)
    assert told(world) == []
    admin = world.actor("示范省", Post.ADMIN)
    world.do(extend_everybody, admin, NOW, cycle_id=world.cycle_id, **GIVEN)
    (text,) = told(world)
    assert "还没有上报的单位，“县级自评”的截止时间改为2027年1月3日（星期日）12:00 前（北京时间）。" in text
    assert "县，" not in text.replace("还没有上报的单位，", "")
