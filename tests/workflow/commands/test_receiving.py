"""签收, 退回修改, 审核通过, 重新退回: a county's sheet comes back exactly as remarked, every time."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from states.claim import ClaimStage
from states.sheet import SheetStage
from tests.refusals import turned_away, why_not
from tests.worlds import BASIS, Stage, World, Worlds, answers_losing, at, full_answers
from workflow.commands.claims import add_claim
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.receiving import (
    accept_sheet,
    acknowledge_sheet,
    draft_remark,
    reopen_sheet,
    return_sheet,
)
from workflow.errors import Forbidden, Hidden, NotFound
from workflow.models import Event, Remark, Submission
from workflow.queries.sheets import reopened_items, sheet_content
from workflow.scheme.claiming import ClaimInput

COUNTY, ABOVE = "甲东县", "甲市"
HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)
PILOT = ClaimInput(item=44, option="completed", title="国家试点", **BASIS)


def _handed_up(world: World) -> None:
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    for claim in (HONOUR, PILOT):
        world.do(add_claim, world.filler(COUNTY), at(12, 10), sheet_id=world.sheet(COUNTY).id, claim=claim)
    world.hand_up(COUNTY, at(12, 21))


@pytest.fixture
def world(world_at: Worlds) -> World:
    """21 December: 甲东县 has handed up its sheet, losing 4, with two claims."""
    return world_at.variant("county_handed_up", Stage.SELF_EVALUATION, _handed_up)


def by_above(world: World, command: Callable[..., Any], **what: Any) -> None:
    """The prefecture's signer, on 22 December."""
    world.do(command, world.signer(ABOVE), at(12, 22), sheet_id=world.sheet(COUNTY).id, **what)


def remark(world: World, *items: int) -> None:
    for item in items:
        by_above(world, draft_remark, item=item, text=f"第{item}项补充说明")


def returned(world: World, *items: int) -> None:
    by_above(world, acknowledge_sheet)
    remark(world, *items)
    by_above(world, return_sheet)


def opened(world: World) -> frozenset[int] | None:
    return reopened_items(world.session, world.sheet(COUNTY))


def editing(world: World, *numbers: int) -> dict[str, Any]:
    """What a form sends that mends these items."""
    content, answers = sheet_content(world.session, world.sheet(COUNTY).id), full_answers(world.scheme)
    items = [ItemInput(number, content.items[number].version, answers[number]) for number in numbers]
    return {"sheet_id": world.sheet(COUNTY).id, "items": items}


def refused_here(world: World, command: Callable[..., Any], **what: Any) -> list[tuple[str, str]]:
    return why_not(world, command, world.signer(ABOVE), at(12, 22), sheet_id=world.sheet(COUNTY).id, **what)


def test_nothing_is_said_about_a_sheet_before_it_is_acknowledged(world: World) -> None:
    assert refused_here(world, draft_remark, item=2, text="补充") == [
        ("评定表当前状态是“已上报”，签收之后才能拟退回意见", "本单位签收")
    ]
    for command in (return_sheet, accept_sheet):
        (reason,) = refused_here(world, command)
        assert "当前状态是“已上报”" in reason[0]


def test_a_sheet_is_acknowledged_once(world: World) -> None:
    by_above(world, acknowledge_sheet)
    assert world.sheet(COUNTY).stage is SheetStage.ACKNOWLEDGED
    assert refused_here(world, acknowledge_sheet) == [("评定表当前状态是“已签收”，此时不能签收", "上级单位")]


def test_a_return_says_what_is_to_be_mended(world: World) -> None:
    by_above(world, acknowledge_sheet)
    assert refused_here(world, return_sheet) == [
        ("退回须至少对一个项次写明意见，填报单位才知道改哪里", "退回人")
    ]


def test_only_the_remarked_items_reopen(world: World) -> None:
    returned(world, 2, 37)
    assert opened(world) == {2, 37}
    assert world.sheet(COUNTY).stage is SheetStage.RETURNED
    filler = world.filler(COUNTY)
    assert why_not(world, save_items, filler, at(12, 23), **editing(world, 2, 5, 7)) == [
        ("本次退回只要求修改第 2、37 项，第 5、7 项保持原样", "上级单位在退回意见中点到该项")
    ]
    world.do(save_items, filler, at(12, 23), **editing(world, 2, 37))


def test_a_second_return_reopens_what_it_names_itself(world: World) -> None:
    returned(world, 2)
    world.do(save_items, world.filler(COUNTY), at(12, 23), **editing(world, 2))
    world.hand_up(COUNTY, at(12, 24))
    returned(world, 5, 7)
    assert opened(world) == {5, 7}
    assert world.sheet(COUNTY).round == 2
    assert why_not(world, save_items, world.filler(COUNTY), at(12, 25), **editing(world, 2)) == [
        ("本次退回只要求修改第 5、7 项，第 2 项保持原样", "上级单位在退回意见中点到该项")
    ]
    kept = world.session.execute(select(Remark.round, Remark.item).order_by(Remark.round, Remark.item))
    assert [tuple(row) for row in kept] == [(1, 2), (2, 5), (2, 7)]


def test_ten_round_trips_keep_the_same_constraints_and_every_version(world: World) -> None:
    for number in range(1, 11):
        returned(world, 2)
        world.hand_up(COUNTY, at(12, 23))
        world.do(
            withdraw_sheet, world.signer(COUNTY), at(12, 23), sheet_id=world.sheet(COUNTY).id, reason="再看看"
        )
        assert opened(world) == {2}
        assert why_not(world, save_items, world.filler(COUNTY), at(12, 23), **editing(world, 5))
        world.hand_up(COUNTY, at(12, 24))
        assert world.sheet(COUNTY).round == number
    versions = world.session.scalars(select(Submission.number).order_by(Submission.number)).all()
    assert versions == list(range(1, 22))


def test_the_return_is_written_down_with_its_items(world: World) -> None:
    returned(world, 37, 2)
    event = world.session.scalars(select(Event).where(Event.name == "sheet.return")).one()
    assert '"items":[2,37]' in event.after
    assert world.sheet(COUNTY).returned_by_id == world.signer(ABOVE).user_id


def test_claims_of_remarked_special_items_are_drafts_again_the_others_stay_handed_up(world: World) -> None:
    returned(world, 45)
    stages = {claim.item: claim.stage for claim in world.claims(COUNTY)}
    assert stages == {44: ClaimStage.SUBMITTED, 45: ClaimStage.DRAFT}
    another = {"sheet_id": world.sheet(COUNTY).id, "claim": replace(PILOT, title="又一试点")}
    (reason,) = why_not(world, add_claim, world.filler(COUNTY), at(12, 23), **another)
    assert reason[0] == "本次退回只要求修改第 45 项，第 44 项保持原样"
    world.hand_up(COUNTY, at(12, 24))
    assert {claim.stage for claim in world.claims(COUNTY)} == {ClaimStage.SUBMITTED}


def test_a_blank_remark_takes_the_draft_away(world: World) -> None:
    by_above(world, acknowledge_sheet)
    remark(world, 2, 3)
    by_above(world, draft_remark, item=2, text="  ")
    by_above(world, return_sheet)
    assert opened(world) == {3}


def test_a_remark_belongs_to_an_item_of_the_form(world: World) -> None:
    by_above(world, acknowledge_sheet)
    what = {"sheet_id": world.sheet(COUNTY).id, "item": 48, "text": "补充"}
    turned_away(world, NotFound, draft_remark, world.filler(ABOVE), at(12, 22), **what)


def test_an_accepted_sheet_is_frozen_and_its_drafted_remarks_are_gone(world: World) -> None:
    by_above(world, acknowledge_sheet)
    remark(world, 2)
    by_above(world, accept_sheet)
    assert world.sheet(COUNTY).stage is SheetStage.ACCEPTED
    assert world.session.scalars(select(Remark)).all() == []
    assert refused_here(world, return_sheet) == [("评定表当前状态是“审核通过”，此时不能退回修改", "上级单位")]
    assert why_not(world, save_items, world.filler(COUNTY), at(12, 23), **editing(world, 2)) == [
        ("评定表当前状态是“审核通过”，此时填报员不能修改", "上级单位")
    ]


def test_an_accepted_sheet_is_returned_again_while_the_prefecture_has_not_handed_up(world: World) -> None:
    by_above(world, acknowledge_sheet)
    by_above(world, accept_sheet)
    assert refused_here(world, reopen_sheet) == [
        ("退回须至少对一个项次写明意见，填报单位才知道改哪里", "退回人")
    ]
    remark(world, 5)
    by_above(world, reopen_sheet)
    assert (world.sheet(COUNTY).stage, opened(world)) == (SheetStage.RETURNED, {5})


def test_once_the_prefecture_has_handed_up_its_counties_do_not_move(
    world_at: Worlds,
) -> None:
    world = world_at(Stage.HANDED_UP)
    by_above(world, draft_remark, item=5, text="补充")
    assert refused_here(world, reopen_sheet) == [
        ("甲市已向上级上报汇总，须待上级退回汇总后才能变动", "上级单位")
    ]


def test_the_signer_judges_the_filler_prepares(world: World) -> None:
    what = {"sheet_id": world.sheet(COUNTY).id}
    world.do(acknowledge_sheet, world.filler(ABOVE), at(12, 22), **what)
    world.do(draft_remark, world.filler(ABOVE), at(12, 22), item=2, text="补充", **what)
    for command in (return_sheet, accept_sheet, reopen_sheet):
        turned_away(world, Forbidden, command, world.filler(ABOVE), at(12, 22), **what)
        turned_away(world, Forbidden, command, world.signer(COUNTY), at(12, 22), **what)
        turned_away(world, Forbidden, command, world.chief, at(12, 22), **what)
        turned_away(world, Hidden, command, world.signer("乙市"), at(12, 22), **what)
