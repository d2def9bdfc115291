"""The province 签收, returns or accepts a report; own items and counties come back only where named."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from states.claim import ClaimStage
from states.report import ReportStage
from states.sheet import SheetStage
from tests.refusals import turned_away, why_not
from tests.worlds import FindingInput, Stage, World, Worlds, at, full_answers
from workflow.commands.claim_decisions import reconsider_claim
from workflow.commands.consolidating import withdraw_report
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.receiving import draft_remark, reopen_sheet
from workflow.commands.report_review import accept_report, acknowledge_report, return_report, revoke_report
from workflow.errors import Forbidden, Hidden, Invalid
from workflow.models import Deduction, Entry, ReportRemark
from workflow.queries.sheets import reopened_items, sheet_content
from workflow.rules.double_deduction import Nature

CITY = "甲市"
DAY = at(1, 25)


@pytest.fixture
def world(world_at: Worlds) -> World:
    """20 January: every report is handed up; 甲市 claims item 44 for itself."""
    return world_at(Stage.HANDED_UP)


def by_chief(world: World, command: Callable[..., Any], **what: Any) -> None:
    world.do(command, world.chief, DAY, report_id=world.report(CITY).id, **what)


def refused_to_chief(world: World, command: Callable[..., Any], **what: Any) -> list[tuple[str, str]]:
    return why_not(world, command, world.chief, DAY, report_id=world.report(CITY).id, **what)


def returned(world: World, *counties: str, items: tuple[int, ...] = ()) -> None:
    """Acknowledged and sent back, naming these counties and own items."""
    if world.report(CITY).stage is ReportStage.SUBMITTED:
        by_chief(world, acknowledge_report)
    by_chief(
        world, return_report,
        items=dict.fromkeys(items, "补充说明"),
        counties={world.unit(name): "核实扣分" for name in counties},
    )  # fmt: skip


def mending(world: World, unit: str, *numbers: int) -> dict[str, Any]:
    sheet, answers = world.sheet(unit), full_answers(world.scheme)
    content = sheet_content(world.session, sheet.id)
    items = [ItemInput(number, content.items[number].version, answers[number]) for number in numbers]
    return {"sheet_id": sheet.id, "items": items}


def remarked(world: World, county: str) -> dict[str, int]:
    """A drafted remark on item 2 of a county's sheet."""
    what = {"sheet_id": world.sheet(county).id}
    world.do(draft_remark, world.signer(CITY), DAY, item=2, text="核实扣分", **what)
    return what


def stages(world: World) -> tuple[ReportStage, SheetStage]:
    return world.report(CITY).stage, world.sheet(CITY).stage


def test_the_own_level_sheet_moves_with_its_report(world: World) -> None:
    assert stages(world) == (ReportStage.SUBMITTED, SheetStage.SUBMITTED)
    by_chief(world, acknowledge_report)
    assert stages(world) == (ReportStage.ACKNOWLEDGED, SheetStage.ACKNOWLEDGED)
    by_chief(world, accept_report)
    assert stages(world) == (ReportStage.ACCEPTED, SheetStage.ACCEPTED)


def test_nothing_is_judged_before_it_is_acknowledged(world: World) -> None:
    remarks = {"items": {2: "补充"}, "counties": {}}
    lies_with = "评定负责人，或被评单位负责人在签收前撤回"
    assert refused_to_chief(world, return_report, **remarks) == [
        ("汇总当前状态是“已上报”，此时不能退回修改", lies_with)
    ]
    assert refused_to_chief(world, accept_report) == [
        ("汇总当前状态是“已上报”，此时不能审核通过", lies_with)
    ]


def test_a_return_names_what_is_to_be_mended(world: World) -> None:
    by_chief(world, acknowledge_report)
    assert refused_to_chief(world, return_report, items={}, counties={}) == [
        ("退回须至少点明一个本级项次或一个下辖单位，并写明意见", "评定负责人")
    ]
    what = {
        "report_id": world.report(CITY).id,
        "items": {2: " ", 48: "补充"},
        "counties": {world.unit("甲东县"): "", world.unit("乙东县"): "核实", world.unit("丙市"): "核实"},
    }
    refusal = turned_away(world, Invalid, return_report, world.chief, DAY, **what)
    assert refusal.errors == {
        "item-2": "写明第 2 项要改什么",
        "item-48": "评定办法中没有第 48 项",
        f"county-{world.unit('甲东县')}": "写明这个单位要改什么",
        f"county-{world.unit('乙东县')}": "这个单位不在这份汇总中",
        f"county-{world.unit('丙市')}": "这个单位不在这份汇总中",
    }


def test_named_own_items_reopen_and_no_others(world: World) -> None:
    returned(world, items=(2, 44))
    assert stages(world) == (ReportStage.RETURNED, SheetStage.RETURNED)
    assert reopened_items(world.session, world.sheet(CITY)) == {2, 44}
    (reason,) = why_not(world, save_items, world.filler(CITY), DAY, **mending(world, CITY, 5))
    assert reason[0] == "本次退回只要求修改第 2、44 项，第 5 项保持原样"
    world.do(save_items, world.filler(CITY), DAY, **mending(world, CITY, 2))
    assert [claim.stage for claim in world.claims(CITY)] == [ClaimStage.DRAFT]
    world.hand_up(CITY, DAY)
    world.submit_report(CITY, DAY)
    assert [claim.stage for claim in world.claims(CITY)] == [ClaimStage.SUBMITTED]
    assert stages(world) == (ReportStage.SUBMITTED, SheetStage.SUBMITTED)


def test_a_return_that_names_counties_only_leaves_the_own_sheet_where_it_is(world: World) -> None:
    returned(world, "甲东县")
    assert stages(world) == (ReportStage.RETURNED, SheetStage.ACKNOWLEDGED)
    world.submit_report(CITY, DAY)
    world.accept_report(CITY, DAY)
    assert stages(world) == (ReportStage.ACCEPTED, SheetStage.ACCEPTED)


def test_only_the_named_counties_may_be_reopened(world: World) -> None:
    returned(world, "甲东县", items=(2,))
    named, spared = remarked(world, "甲东县"), remarked(world, "甲南县")
    assert why_not(world, reopen_sheet, world.signer(CITY), DAY, **spared) == [
        ("上级退回汇总时没有点到这个单位，本表保持审核通过", "评定负责人退回汇总时点名")
    ]
    world.do(reopen_sheet, world.signer(CITY), DAY, **named)
    assert world.sheet("甲东县").stage is SheetStage.RETURNED


def test_taking_the_report_back_does_not_widen_what_was_named(world: World) -> None:
    returned(world, "甲东县")
    world.submit_report(CITY, DAY)
    what = {"report_id": world.report(CITY).id, "reason": "再核一次"}
    world.do(withdraw_report, world.signer(CITY), DAY, **what)
    assert why_not(world, reopen_sheet, world.signer(CITY), DAY, **remarked(world, "甲南县"))
    world.do(reopen_sheet, world.signer(CITY), DAY, **remarked(world, "甲东县"))


def test_a_second_return_names_afresh(world: World) -> None:
    returned(world, "甲东县")
    world.submit_report(CITY, DAY)
    returned(world, "甲南县")
    assert world.report(CITY).round == 2
    assert why_not(world, reopen_sheet, world.signer(CITY), DAY, **remarked(world, "甲东县"))
    world.do(reopen_sheet, world.signer(CITY), DAY, **remarked(world, "甲南县"))
    kept = world.session.execute(select(ReportRemark.round, ReportRemark.county_id))
    assert [tuple(row) for row in kept] == [(1, world.unit("甲东县")), (2, world.unit("甲南县"))]


def test_a_county_reopened_in_time_is_mended_and_counts_anew(world: World) -> None:
    returned(world, "甲西县")
    world.do(draft_remark, world.signer(CITY), DAY, sheet_id=world.sheet("甲西县").id, item=2, text="核实")
    world.do(reopen_sheet, world.signer(CITY), DAY, sheet_id=world.sheet("甲西县").id)
    world.do(save_items, world.filler("甲西县"), DAY, **mending(world, "甲西县", 2))
    world.hand_up("甲西县", DAY)
    world.accept("甲西县", DAY)
    world.submit_report(CITY, DAY)
    assert world.sheet("甲西县").total == 91


def test_an_acceptance_is_undone_with_a_reason_and_the_report_returned(world: World) -> None:
    world.accept_report(CITY, DAY)
    blank = {"report_id": world.report(CITY).id, "reason": ""}
    turned_away(world, Invalid, revoke_report, world.chief, DAY, **blank)
    by_chief(world, revoke_report, reason="发现漏报")
    assert stages(world) == (ReportStage.ACKNOWLEDGED, SheetStage.ACCEPTED)
    returned(world, items=(2,))
    assert stages(world) == (ReportStage.RETURNED, SheetStage.RETURNED)


def test_an_acceptance_that_findings_rest_on_is_not_undone(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    line = world.session.execute(
        select(Deduction.id, Deduction.component, Entry.item)
        .join(Entry, Entry.id == Deduction.entry_id)
        .where(Entry.sheet_id == world.sheet("甲东县").id)
    ).first()
    assert line is not None
    same = FindingInput(line.component, Nature.SAME, "同一情况", "已自扣", links=((line.id, 1),))
    world.rate(CITY, line.item, same)
    assert refused_to_chief(world, revoke_report, reason="发现漏报") == [
        ("评定中已有 1 条认定引用了该单位的自评扣分，须先改掉这些认定", "评定员")
    ]


DECIDED = ("该单位已有 1 条特殊因素申报有核验结论，须先重新核验，退回后才能修改", "评定负责人")


def test_an_acceptance_is_not_undone_while_a_claim_of_the_report_is_decided(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    assert DECIDED in refused_to_chief(world, revoke_report, reason="发现漏报")
    claim = next(claim for claim in world.claims(CITY) if not claim.by_province)
    world.do(reconsider_claim, world.chief, at(2, 20), claim_id=claim.id, reason="汇总要退回")
    by_chief(world, revoke_report, reason="发现漏报")
    assert world.report(CITY).stage is ReportStage.ACKNOWLEDGED


def test_during_the_meeting_no_report_moves(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    assert refused_to_chief(world, revoke_report, reason="发现漏报") == [
        DECIDED,
        ("排名已提交会议审议，汇总不能再变动", "评定负责人在会议退回后"),
    ]


def test_reports_are_judged_by_the_chief_alone(world: World) -> None:
    what = {"report_id": world.report(CITY).id}
    for other in (world.signer(CITY), world.rater(1)):
        turned_away(world, Forbidden, acknowledge_report, other, DAY, **what)
    for stranger in (world.signer("乙市"), world.signer("甲东县")):
        turned_away(world, Hidden, acknowledge_report, stranger, DAY, **what)
