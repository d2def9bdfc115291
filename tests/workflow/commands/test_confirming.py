"""合理缺项: confirmed by the level above, one by one; a change afterwards undoes it."""

from collections.abc import Callable

import pytest

from states.sheet import SheetStage
from tests.refusals import turned_away, why_not
from tests.workflow.commands.test_not_applicable import confirm, events, item, opened
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.corrections import (
    ABOVE,
    ABSENT,
    COUNTY,
    REASON,
    declare,
    give_back,
)
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.not_applicable import confirm_not_applicable, declare_not_applicable
from workflow.commands.receiving import accept_sheet
from workflow.commands.report_review import accept_report, acknowledge_report, return_report
from workflow.errors import Forbidden, Hidden, Stale
from workflow.queries.losses import sheet_losses

OWN = "甲市"
__all__ = ["opened"]
"""13 December: the sheet lies opened with 甲市."""


def test_a_sheet_is_not_accepted_while_one_is_unconfirmed(opened: World) -> None:
    sheet = {"sheet_id": opened.sheet(COUNTY).id}
    assert why_not(opened, accept_sheet, opened.signer(ABOVE), at(12, 14), **sheet) == [
        ("第 3 项填报为不适用，还没有确认", "审核人逐项确认，或写明意见退回修改")
    ]
    confirm(opened)
    assert item(opened).confirmed_by == opened.filler(ABOVE).name
    assert item(opened).version == 1
    assert events(opened, "sheet.confirm_not_applicable") == [
        (
            {"item": 3, "not_applicable": REASON, "confirmed": False},
            {"item": 3, "not_applicable": REASON, "confirmed": True},
        )
    ]
    opened.do(accept_sheet, opened.signer(ABOVE), at(12, 15), **sheet)
    assert opened.sheet(COUNTY).stage is SheetStage.ACCEPTED


def test_pressing_twice_confirms_once(opened: World) -> None:
    confirm(opened)
    confirm(opened)
    assert len(events(opened, "sheet.confirm_not_applicable")) == 1


def refused(world: World, number: int = ABSENT, version: int = 1) -> list[tuple[str, str]]:
    what = {"sheet_id": world.sheet(COUNTY).id, "item": number, "version": version}
    return why_not(world, confirm_not_applicable, world.filler(ABOVE), at(12, 14), **what)


def test_only_what_was_declared_and_handed_up_is_confirmed(opened: World, world_at: Worlds) -> None:
    assert refused(opened, 2) == [("第 2 项没有填报不适用，不用确认", "填报单位")]
    confirm(opened)
    opened.do(accept_sheet, opened.signer(ABOVE), at(12, 15), sheet_id=opened.sheet(COUNTY).id)
    assert refused(opened) == [
        ("评定表当前状态是“审核通过”，签收之后、审核通过之前才能确认不适用", "本单位签收")
    ]


def test_what_was_read_is_what_is_confirmed(opened: World) -> None:
    what = {"sheet_id": opened.sheet(COUNTY).id, "item": ABSENT, "version": 7}
    stale = turned_away(opened, Stale, confirm_not_applicable, opened.filler(ABOVE), at(12, 14), **what)
    assert stale.text == "第 3 项不适用的理由改过了，重新打开页面，看过新的理由再确认。"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("filler:乙市", Hidden),
        ("filler:甲东县", Forbidden),
        ("signer:甲西县", Hidden),
        ("chief", Forbidden),
    ],
)
def test_only_the_unit_directly_above_confirms(opened: World, who: str, error: type[Exception]) -> None:
    post, _, unit = who.partition(":")
    actor = getattr(opened, post)(unit) if unit else opened.chief
    what = {"sheet_id": opened.sheet(COUNTY).id, "item": ABSENT, "version": 1}
    turned_away(opened, error, confirm_not_applicable, actor, at(12, 14), **what)


def _answered(world: World) -> None:
    given = [ItemInput(ABSENT, 1, full_answers(world.scheme)[ABSENT])]
    world.do(save_items, world.filler(COUNTY), at(12, 15), sheet_id=world.sheet(COUNTY).id, items=given)


def _another_reason(world: World) -> None:
    declare(world, reason="另有原因：医院十月才联网", version=1, now=at(12, 15))


@pytest.mark.parametrize("change", [_answered, _another_reason])
def test_what_is_changed_after_the_confirmation_is_not_confirmed_any_more(
    opened: World, change: Callable[[World], None]
) -> None:
    confirm(opened)
    give_back(opened, at(12, 14), item_3="理由再写明")
    assert item(opened).confirmed_at is not None
    change(opened)
    assert (item(opened).confirmed_at, item(opened).confirmed_by) == (None, "")


def test_what_nobody_touched_stays_confirmed_through_a_return(opened: World) -> None:
    confirm(opened)
    give_back(opened, at(12, 14), item_2="补写")
    opened.hand_up(COUNTY, at(12, 15))
    opened.accept(COUNTY, at(12, 16))
    assert item(opened).confirmed_at is not None


def test_an_item_that_was_not_named_stays_as_declared(opened: World) -> None:
    give_back(opened, at(12, 14), item_2="补写")
    what = {"sheet_id": opened.sheet(COUNTY).id, "item": ABSENT, "version": 1, "reason": "换个说法"}
    (reason,) = why_not(opened, declare_not_applicable, opened.filler(COUNTY), at(12, 15), **what)
    assert reason[0] == "本次退回只要求修改第 2 项，第 3 项保持原样"


def _own_declared(world: World) -> None:
    answers = full_answers(world.scheme)
    world.fill(OWN, {number: given for number, given in answers.items() if number != ABSENT}, at(1, 10))
    declare(world, OWN, now=at(1, 10))
    world.hand_up(OWN, at(1, 15))
    world.submit_report(OWN, at(1, 20))
    world.do(acknowledge_report, world.chief, at(1, 25), report_id=world.report(OWN).id)


def test_the_chief_confirms_what_a_prefecture_declares_on_its_own_sheet(world_at: Worlds) -> None:
    world = world_at.variant("absence_own", Stage.COUNTIES_ACCEPTED, _own_declared)
    report, about = {"report_id": world.report(OWN).id}, {"item": ABSENT, "version": 1}
    assert why_not(world, accept_report, world.chief, at(1, 26), **report) == [
        ("第 3 项填报为不适用，还没有确认", "评定负责人逐项确认，或写明意见退回修改")
    ]
    sheet = {"sheet_id": world.sheet(OWN).id}
    turned_away(world, Forbidden, confirm_not_applicable, world.signer(OWN), at(1, 26), **sheet, **about)
    named = {"items": {}, "counties": {world.unit(COUNTY): "核实第 2 项"}}
    world.do(return_report, world.chief, at(1, 26), **report, **named)
    turned_away(world, Forbidden, confirm_not_applicable, world.chief, at(1, 26), **sheet, **about)
    world.submit_report(OWN, at(1, 26, 10))
    world.do(acknowledge_report, world.chief, at(1, 26, 11), **report)
    world.do(confirm_not_applicable, world.chief, at(1, 26), **sheet, **about)
    world.do(accept_report, world.chief, at(1, 27), **report)
    assert world.sheet(OWN).stage is SheetStage.ACCEPTED
    (loss,) = sheet_losses(world.session, world.cycle_id, world.scheme)[world.unit(OWN)]
    assert (loss["item"], loss["mark"], loss["not_applicable"]) == ("3", "2", REASON)
