"""One table says who may do what to whose object; everything it does not list is refused."""

import itertools
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.worlds import Stage, Worlds
from workflow.actions import Action
from workflow.actor import CLOCK, COMMAND_LINE, Actor, Post
from workflow.errors import Forbidden, Hidden, NotFound
from workflow.models import Report, Sheet
from workflow.permissions import EVERYWHERE, PERMISSIONS, Relation, Scope, could, may, require
from workflow.queries.scopes import cycle_scope, object_scope, unit_scope

PROVINCE, CITY, COUNTY, OTHER_CITY, OTHER_COUNTY = 1, 2, 3, 4, 5
SHEET = Scope(unit_id=COUNTY, above_id=CITY, province_id=PROVINCE, cycle_id=1)
OWN_LEVEL = Scope(unit_id=CITY, above_id=PROVINCE, province_id=PROVINCE, cycle_id=1)
OF_PROVINCE = Scope(unit_id=PROVINCE, province_id=PROVINCE, cycle_id=1)
PEOPLE = [post for post in Post if post is not Post.CLOCK]
SHARED = {action for action, grants in PERMISSIONS.items() if (Post.AUDITOR, Relation.ANY) in grants}
"""What everybody may do wherever they sit."""

EXPECTED = {
    (Post.FILLER, COUNTY): (
        "view_score view_sheet save_item edit_claim finish_sheet view_evidence add_evidence "
        "take_evidence_package view_extensions hand_over_post view_history view_appeals "
        "print_sheet take_export"
    ),
    (Post.SIGNER, COUNTY): (
        "view_score view_sheet send_back_sheet submit_sheet withdraw_sheet view_evidence "
        "take_evidence_package view_extensions hand_over_post view_history view_appeals file_appeal "
        "withdraw_appeal print_sheet take_export"
    ),
    (Post.FILLER, CITY): (
        "view_score view_sheet acknowledge_sheet draft_remark comment_claim confirm_not_applicable "
        "write_note view_evidence supplement_evidence take_evidence_package nudge_unit view_extensions "
        "print_sheet"
    ),
    (Post.SIGNER, CITY): (
        "view_score view_sheet acknowledge_sheet draft_remark comment_claim confirm_not_applicable "
        "write_note view_evidence supplement_evidence take_evidence_package nudge_unit view_extensions "
        "return_sheet accept_sheet reopen_sheet decide_missing_county grant_extension print_sheet"
    ),
}
"""What the posts below the province may do to a county's sheet."""

pytestmark = pytest.mark.sqlite_only


def actor(post: Post, unit_id: int) -> Actor:
    return Actor(7, "某人", post, unit_id)


def granted(post: Post, unit_id: int, scope: Scope) -> set[str]:
    return {
        action.value for action in Action if action not in SHARED and may(actor(post, unit_id), action, scope)
    }


def test_every_action_is_in_the_table_and_has_its_chinese_name() -> None:
    assert set(PERMISSIONS) == set(Action)
    assert all(PERMISSIONS.values())
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in action.label) for action in Action)


@pytest.mark.parametrize(("post", "unit_id"), list(EXPECTED))
def test_below_the_province_each_post_does_its_part_of_a_countys_sheet(post: Post, unit_id: int) -> None:
    on_sheets = {"board", "report", "liaison", "own_sheets"}
    done = {
        name for name in granted(post, unit_id, SHEET) if not any(name.endswith(noun) for noun in on_sheets)
    }
    assert done == set(EXPECTED[post, unit_id].split())


def test_nobody_but_the_filler_of_the_unit_writes_on_a_sheet() -> None:
    writers = {
        (post, unit_id)
        for post, unit_id in itertools.product(PEOPLE, (PROVINCE, CITY, COUNTY, OTHER_CITY, OTHER_COUNTY))
        for action in (Action.SAVE_ITEM, Action.EDIT_CLAIM)
        if may(actor(post, unit_id), action, SHEET)
    }
    assert writers == {(Post.FILLER, COUNTY)}


def test_fillers_do_not_sign_and_signers_do_not_fill() -> None:
    for unit_id, scope in ((COUNTY, SHEET), (CITY, OWN_LEVEL)):
        fills, signs = granted(Post.FILLER, unit_id, scope), granted(Post.SIGNER, unit_id, scope)
        assert {"save_item", "finish_sheet"} <= fills - signs
        assert {"submit_sheet", "withdraw_sheet", "send_back_sheet"} <= signs - fills


@pytest.mark.parametrize("scope", [SHEET, OWN_LEVEL, OF_PROVINCE], ids=["county", "own level", "province"])
def test_the_administrator_and_the_auditor_touch_no_marks(scope: Scope) -> None:
    administers = granted(Post.ADMIN, PROVINCE, scope)
    assert administers == {
        "open_cycle", "view_cycles", "advance_cycle", "edit_calendar", "close_cycle", "manage_units",
        "import_ranking", "manage_accounts", "view_progress", "view_liaisons", "view_schemes",
        "publish_scheme", "view_metrics", "import_metrics", "grant_extension", "view_extensions",
        "hand_over_post", "view_outbox", "resend_message", "view_clock", "edit_working_days",
        "edit_templates", "import_liaisons",
    }  # fmt: skip
    assert granted(Post.AUDITOR, PROVINCE, scope) == {"view_trail"}


@pytest.mark.parametrize("post", PEOPLE)
@pytest.mark.parametrize("scope", [SHEET, OWN_LEVEL], ids=["county", "own level"])
def test_for_strangers_an_object_does_not_exist(post: Post, scope: Scope) -> None:
    for unit_id in (OTHER_CITY, OTHER_COUNTY):
        assert granted(post, unit_id, scope) == set()
        for action in set(Action) - SHARED:
            with pytest.raises(Hidden) as refusal:
                require(actor(post, unit_id), action, scope)
            assert refusal.value.text == NotFound().text


def test_a_county_does_not_reach_up_to_its_prefecture() -> None:
    for post in (Post.FILLER, Post.SIGNER):
        with pytest.raises(Hidden):
            require(actor(post, COUNTY), Action.VIEW_REPORT, OWN_LEVEL)


def test_whoever_knows_the_object_is_told_who_may() -> None:
    with pytest.raises(Forbidden) as refusal:
        require(actor(Post.FILLER, CITY), Action.RETURN_SHEET, SHEET)
    assert refusal.value.text == "您当前的岗位是填报员，不能退回修改。可以办理的岗位：上级单位负责人。"
    with pytest.raises(Forbidden) as refusal:
        require(actor(Post.SIGNER, CITY), Action.SAVE_ITEM, SHEET)
    assert refusal.value.text == (
        "您当前的岗位是负责人，不能填报项次。可以办理的岗位：本单位填报员。上级单位可退回修改，不可代改。"
    )


def test_the_clock_moves_the_year_and_nothing_else() -> None:
    assert {action for action in Action if may(CLOCK, action, OF_PROVINCE)} == {Action.ADVANCE_CYCLE}
    with pytest.raises(Forbidden) as refusal:
        require(actor(Post.CHIEF, PROVINCE), Action.ADVANCE_CYCLE, OF_PROVINCE)
    assert "系统时钟" not in refusal.value.text


def test_a_shell_on_the_server_administers_and_does_nothing_else() -> None:
    allowed = {action for action in Action if may(COMMAND_LINE, action, SHEET)}
    assert allowed == {
        action for action, grants in PERMISSIONS.items()
        if (Post.ADMIN, Relation.PROVINCE) in grants or (Post.ADMIN, Relation.ANY) in grants
    }  # fmt: skip


def test_an_actor_without_a_unit_is_a_stranger_even_to_scopes_without_one() -> None:
    nobody = Actor(7, "某人", Post.FILLER, None)
    assert not may(nobody, Action.SAVE_ITEM, Scope())
    assert Scope().relations(nobody) == {Relation.ANY}


@pytest.mark.parametrize("action", sorted(SHARED))
@pytest.mark.parametrize("post", PEOPLE)
def test_pages_that_belong_to_no_unit_are_everybodys(post: Post, action: Action) -> None:
    require(actor(post, OTHER_COUNTY), action, EVERYWHERE)
    assert could(actor(post, OTHER_COUNTY), action)


@pytest.mark.parametrize("post", PEOPLE)
def test_a_menu_offers_what_the_table_grants_the_post_somewhere(post: Post) -> None:
    somewhere = {
        action
        for action in Action
        for unit_id, scope in itertools.product((PROVINCE, CITY, COUNTY), (SHEET, OWN_LEVEL, OF_PROVINCE))
        if may(actor(post, unit_id), action, scope)
    }
    assert {action for action in Action if could(actor(post, COUNTY), action)} == somewhere


def test_scopes_are_those_of_the_year_an_object_belongs_to(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    session: Session = world.session
    city, province = world.unit("甲市"), world.unit("示范省")
    places: dict[Any, Scope] = {
        "sheet": object_scope(session, Sheet, world.sheet("甲东县").id),
        "unit": unit_scope(session, world.cycle_id, world.unit("甲东县")),
    }
    expected = Scope(world.unit("甲东县"), city, province, world.cycle_id)
    assert places == {"sheet": expected, "unit": expected}
    report = object_scope(session, Report, world.report("甲市").id)
    assert report == Scope(city, province, province, world.cycle_id)
    assert cycle_scope(session, world.cycle_id) == Scope(province, None, province, world.cycle_id)


@pytest.mark.parametrize(
    "look_up",
    [
        lambda session: object_scope(session, Sheet, 999_999),
        lambda session: unit_scope(session, 1, 999_999),
        lambda session: cycle_scope(session, 999_999),
    ],
    ids=["sheet", "unit", "cycle"],
)
def test_what_does_not_exist_has_no_scope(world_at: Worlds, look_up: Any) -> None:
    with pytest.raises(NotFound):
        look_up(world_at(Stage.SELF_EVALUATION).session)
