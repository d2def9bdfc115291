"""What dates bring about, as it is read: one golden file a kind, and no mark, score or rank in any."""

import re
from datetime import date, datetime

import pytest

from notifications.kinds import KINDS
from notifications.letters import Letter
from notifications.planning.desk import Desk, PastDesk
from notifications.reminders import PLANNERS
from notifications.rendering import body_of, subject_of
from tests.notifications.goldens import as_read
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.accounts import deactivate
from workflow.commands.appeals import file_appeal
from workflow.commands.calendar import end_acceptance
from workflow.commands.extending import grant_extension
from workflow.commands.missing import decide_zero

PLANNED = {
    "reminder": at(12, 24),
    "overdue": at(1, 6),
    "escalation": at(1, 6),
    "digest": at(1, 6),
    "unreachable": at(1, 6),
    "extension_ended": end_of_day(date(2027, 1, 5)),
}
"""Kind → the instant of its example."""

_FIGURES = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日（星期.）(?:\d\d:\d\d)?|\d{4}年度|演示〔\d{4}〕\d+号"
    r"|第 \d+ 天|还剩 \d+ 天|\d+ [个件]"
    r"|(?:未开始|填报中|汇总中|待签|已上报|已签收|退回修改|审核通过|签收|审核) \d+|缺报决定：\d+"
)
"""The only figures in messages: days, hours, years, documents, how many units and appeals."""


def text(letter: Letter) -> str:
    kind = letter.occasion.kind
    return f"{subject_of(kind, letter.context)}\n\n{body_of(kind, letter.context)}"


def _told(world: World) -> None:
    admin, signer = world.actor("示范省", Post.ADMIN), world.signer("甲市")
    until = {"entry": "self_evaluation", "until": end_of_day(date(2027, 1, 20)), "reason": "省里要汇总"}
    world.do(end_acceptance, admin, at(12, 2), cycle_id=world.cycle_id, **until)
    world.do(deactivate, admin, at(12, 3), user_id=world.signer("甲西县").user_id)
    about = {"cycle_id": world.cycle_id, "entry": "self_evaluation", "unit_id": world.unit("甲东县")}
    given = {"until": end_of_day(date(2027, 1, 5)), "reason": "受灾", "document_number": "演示〔2026〕3号"}
    world.do(grant_extension, signer, at(12, 30), **about, **given)
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "reason": "未报"}
    world.do(decide_zero, signer, at(1, 5, 10), **zero)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at.variant("planned_texts", Stage.SELF_EVALUATION, _told)


def planned(world: World, now: datetime) -> list[Letter]:
    desk = PastDesk(world.session, world.cycle_id)
    return [letter for planner in PLANNERS for letter in planner(desk, now)]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", list(PLANNED))
def test_a_message_is_told_as_it_was_read(world: World, kind: str) -> None:
    found = planned(world, PLANNED[kind])
    own = (one for one in found if one.occasion.entry == "self_evaluation")
    as_read(f"golden/{kind}.txt", text(next(one for one in own if one.occasion.kind == kind)))


def _appeal(world: World) -> None:
    about = {"run_id": world.run.id, "unit_id": world.unit("甲市"), "item": 11, "statement": "见附件"}
    world.do(file_appeal, world.signer("甲市"), at(3, 8), **about)


@pytest.mark.sqlite_only
def test_the_end_of_the_appeals_is_told_as_it_was_read(world_at: Worlds) -> None:
    world = world_at.variant("one_appeal", Stage.PUBLICITY, _appeal)
    [example] = planned(world, end_of_day(date(2027, 3, 12)))
    as_read("golden/appeals_closed.txt", text(example))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("now", sorted({*PLANNED.values(), at(12, 16), at(1, 29), at(2, 1)}))
def test_no_message_holds_a_mark_a_score_or_a_rank(world: World, now: datetime) -> None:
    letters = planned(world, now)
    assert letters
    for letter in letters:
        assert letter.occasion.kind in KINDS
        assert re.findall(r"\d+", _FIGURES.sub("", text(letter))) == [], text(letter)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("now", [at(1, 6), at(2, 1)])
def test_the_present_and_the_past_are_told_alike(world: World, now: datetime) -> None:
    live = Desk(world.session, world.cycle_id)
    assert [letter for planner in PLANNERS for letter in planner(live, now)] == planned(world, now)
