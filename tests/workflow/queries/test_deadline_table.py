"""One table of moments: what a county may do then, what its pages say, and what its receipt keeps.

The deadline is 31 December, 24:00; half an hour of grace; late work until 10 January, 24:00; 甲东县 is
extended to 5 January, 24:00, 甲南县 and 甲西县 are not.
"""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from states.engine import Refused
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.graced import with_grace
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.calendar import end_acceptance
from workflow.commands.extending import grant_extension
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet
from workflow.models import Submission
from workflow.queries.agenda import current_cycle, deadlines
from workflow.queries.prefecture_board import prefecture_board
from workflow.queries.todo import todo
from workflow.rules.deadlines import Standing

DUE, FIFTH, TENTH = (end_of_day(day) for day in (date(2026, 12, 31), date(2027, 1, 5), date(2027, 1, 10)))
TICK, GRACE = timedelta(microseconds=1), timedelta(minutes=30)
PLAIN, EXTENDED = "甲南县", "甲东县"


def _three_deadlines(world: World) -> None:
    with_grace(world)
    for county in (PLAIN, EXTENDED):
        world.fill(county, full_answers(world.scheme))
        world.do(finish_sheet, world.filler(county), at(12, 20), sheet_id=world.sheet(county).id)
    tenth = {"entry": "self_evaluation", "until": TENTH, "reason": "省里汇总"}
    world.do(end_acceptance, world.actor("示范省", Post.ADMIN), at(12, 2), cycle_id=world.cycle_id, **tenth)
    given = {"until": FIFTH, "reason": "受灾", "document_number": "1号", "entry": "self_evaluation"}
    place = {"cycle_id": world.cycle_id, "unit_id": world.unit(EXTENDED)}
    world.do(grant_extension, world.signer("甲市"), at(12, 30), **place, **given)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at.variant("three_deadlines", Stage.SELF_EVALUATION, _three_deadlines)


@pytest.mark.parametrize(
    ("unit", "now", "standing", "late"),
    [
        (PLAIN, DUE - TICK, Standing.ON_TIME, 0),
        (PLAIN, DUE, Standing.GRACE, 0),
        (PLAIN, DUE + GRACE - TICK, Standing.GRACE, 0),
        (PLAIN, DUE + GRACE, Standing.LATE, 1801),
        (PLAIN, TENTH - TICK, Standing.LATE, 864000),
        (PLAIN, TENTH, Standing.CLOSED, None),
        (EXTENDED, DUE + GRACE, Standing.ON_TIME, 0),
        (EXTENDED, FIFTH - TICK, Standing.ON_TIME, 0),
        (EXTENDED, FIFTH, Standing.GRACE, 0),
        (EXTENDED, FIFTH + GRACE, Standing.LATE, 1801),
        (EXTENDED, TENTH, Standing.CLOSED, None),
    ],
)
def test_every_page_and_the_receipt_agree_about_a_moment(
    world: World, unit: str, now: datetime, standing: Standing, late: int | None
) -> None:
    session, signer = world.session, world.signer(unit)
    cycle = current_cycle(session, signer.unit_id or 0)
    assert cycle is not None
    assert [entry.standing for entry in deadlines(session, cycle, now)] == [standing]
    board = prefecture_board(session, world.report("甲市").id, now)
    row = next(row for row in board.counties if row.name == unit)
    assert row.overdue is (standing in (Standing.LATE, Standing.CLOSED))
    waiting = todo(session, signer, now)
    assert [item.late for item in waiting] == ([] if late is None else [late > 0])
    sheet = {"sheet_id": world.sheet(unit).id}
    shown = submission_digest(session, world.sheet(unit))
    if late is None:
        with pytest.raises(Refused, match="已经停止受理"):
            world.do(submit_sheet, signer, now, shown_digest=shown, **sheet)
        return
    world.do(submit_sheet, signer, now, shown_digest=shown, **sheet)
    kept = select(Submission.late_seconds).where(Submission.sheet_id == world.sheet(unit).id)
    assert session.scalars(kept).one() == late
    after = prefecture_board(session, world.report("甲市").id, now)
    assert (next(row.late for row in after.counties if row.name == unit) is None) is (late == 0)
