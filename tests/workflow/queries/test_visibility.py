"""Who sees what of a sheet, and when: own always, above from 签收 on, the province with the report."""

import pytest

from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.commands.consolidating import withdraw_report
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet
from workflow.commands.missing import decide_zero
from workflow.commands.receiving import accept_sheet, acknowledge_sheet, draft_remark, return_sheet
from workflow.commands.report_review import accept_report, acknowledge_report, return_report
from workflow.errors import Forbidden, Hidden
from workflow.models import Report, Sheet
from workflow.permissions import require
from workflow.queries.scopes import object_scope
from workflow.queries.visibility import require_content, require_report_content, sees_content

COUNTY, CITY = "甲东县", "甲市"


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def sees(world: World, actor: Actor, unit: str = COUNTY) -> bool:
    sheet = world.sheet(unit)
    scope = object_scope(world.session, Sheet, sheet.id)
    seen = sees_content(world.session, actor, sheet, scope)
    if seen:
        require_content(world.session, actor, sheet, scope)
        return True
    with pytest.raises(Forbidden, match=f"“{sheet.stage.label}”，签收之后才能查看内容"):
        require_content(world.session, actor, sheet, scope)
    return False


def watchers(world: World, unit: str = COUNTY) -> str:
    """Who sees the content of a sheet now: o for its own unit, a for the one above, p for the province."""
    actors = {"o": world.filler(unit), "p": world.chief}
    actors |= {"a": world.signer(CITY)} if unit != CITY else {}
    return "".join(sorted(letter for letter, actor in actors.items() if sees(world, actor, unit)))


def step(world: World, command: object, actor: Actor, **what: object) -> str:
    world.do(command, actor, at(12, 22), sheet_id=world.sheet(COUNTY).id, **what)  # type: ignore[arg-type]
    return watchers(world)


def test_the_level_above_sees_a_sheet_from_its_acknowledgement_until_it_goes_back(world: World) -> None:
    filler, signer, above = world.filler(COUNTY), world.signer(COUNTY), world.signer(CITY)
    assert watchers(world) == "o"
    world.fill(COUNTY, full_answers(world.scheme))
    assert watchers(world) == "o"
    assert step(world, finish_sheet, filler) == "o"
    shown = submission_digest(world.session, world.sheet(COUNTY))
    assert step(world, submit_sheet, signer, shown_digest=shown) == "o"
    assert step(world, acknowledge_sheet, above) == "ao"
    step(world, draft_remark, above, item=2, text="补充")
    assert step(world, return_sheet, above) == "o"
    world.hand_up(COUNTY, at(12, 23))
    assert watchers(world) == "o"
    step(world, acknowledge_sheet, above)
    assert step(world, accept_sheet, above) == "ao"


def test_the_province_sees_a_county_while_the_report_lies_opened_with_it(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    report = {"report_id": world.report(CITY).id}
    assert (watchers(world), watchers(world, CITY)) == ("ao", "o")
    world.do(acknowledge_report, world.chief, at(1, 25), **report)
    assert (watchers(world), watchers(world, CITY)) == ("aop", "op")
    world.do(return_report, world.chief, at(1, 25), items={2: "补充"}, counties={}, **report)
    assert (watchers(world), watchers(world, CITY)) == ("ao", "o")
    world.hand_up(CITY, at(1, 26))
    world.submit_report(CITY, at(1, 26))
    world.accept_report(CITY, at(1, 27))
    assert (watchers(world), watchers(world, CITY)) == ("aop", "op")


def test_a_report_taken_back_before_the_acknowledgement_was_never_seen(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    what = {"report_id": world.report(CITY).id, "reason": "说明有误"}
    world.do(withdraw_report, world.signer(CITY), at(1, 21), **what)
    assert watchers(world) == "ao"


def test_the_draft_of_a_county_that_never_handed_up_stays_its_own(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    for unit in ("乙东县", "乙市"):
        world.fill(unit, full_answers(world.scheme), at(1, 5))
        world.hand_up(unit, at(1, 5))
    world.accept("乙东县", at(1, 6))
    world.fill("乙南县", {2: full_answers(world.scheme)[2]}, at(1, 6))
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙南县"), "reason": "两次催办未报"}
    world.do(decide_zero, world.signer("乙市"), at(1, 7), **about)
    world.submit_report("乙市", at(1, 8))
    for command in (acknowledge_report, accept_report):
        world.do(command, world.chief, at(1, 9), report_id=world.report("乙市").id)
    assert sees(world, world.chief, "乙东县")
    assert not sees(world, world.chief, "乙南县")
    assert not sees(world, world.signer("乙市"), "乙南县")


def test_a_report_is_seen_by_the_province_from_its_acknowledgement_on(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    report = world.report(CITY)
    scope = object_scope(world.session, Report, report.id)
    require_report_content(world.signer(CITY), report, scope)
    with pytest.raises(Forbidden, match="“已上报”，签收之后才能查看内容"):
        require_report_content(world.chief, report, scope)
    world.do(acknowledge_report, world.chief, at(1, 25), report_id=report.id)
    require_report_content(world.chief, report, scope)


@pytest.mark.parametrize("unit", ["甲南县", "乙市", "乙东县"])
def test_to_other_units_a_sheet_does_not_exist_at_any_stage(world_at: Worlds, unit: str) -> None:
    world = world_at(Stage.RATING)
    scope = object_scope(world.session, Sheet, world.sheet(COUNTY).id)
    for actor in (world.filler(unit), world.signer(unit)):
        with pytest.raises(Hidden):
            require(actor, Action.VIEW_SHEET, scope)
        assert not sees(world, actor)


@pytest.mark.parametrize("post", [Post.ADMIN, Post.AUDITOR, Post.RATER])
def test_of_the_province_only_the_chief_opens_sheets(world_at: Worlds, post: Post) -> None:
    world = world_at(Stage.RATING)
    with pytest.raises(Forbidden):
        require(
            world.actor("示范省", post), Action.VIEW_SHEET,
            object_scope(world.session, Sheet, world.sheet(COUNTY).id),
        )  # fmt: skip
