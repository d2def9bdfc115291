"""The province verifies special claims; an event counts once."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from states.claim import ClaimStage
from states.engine import Refused
from tests.worlds import BASIS, Stage, World, Worlds, at, go_on
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.assessing import check_assessments
from workflow.commands.claim_decisions import decide_claim, enter_claim, link_same_event, reconsider_claim
from workflow.commands.claims import add_claim, edit_claim, remove_claim
from workflow.commands.missing import decide_zero
from workflow.commands.posts import grant_post
from workflow.commands.receiving import draft_remark, reopen_sheet
from workflow.commands.report_review import return_report, revoke_report
from workflow.errors import Forbidden, Invalid
from workflow.models import SpecialClaim
from workflow.queries.claims import ClaimedItem, claim_list
from workflow.scheme.claiming import ClaimInput

SUMMONS = ClaimInput(item=47, option="summons", title="重点任务约谈", **BASIS)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.RATING)


def decide(
    world: World,
    claim: SpecialClaim,
    *,
    accept: bool = True,
    reason: str = "属实",
    actor: Actor | None = None,
) -> None:
    what = {"claim_id": claim.id, "accept": accept, "reason": reason}
    world.do(decide_claim, actor or world.chief, at(2, 15), **what)


def enter(world: World, unit: str, claim: ClaimInput = SUMMONS, division_of: int = 47) -> SpecialClaim:
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "claim": claim}
    entered: SpecialClaim = world.do(enter_claim, world.rater(division_of), at(2, 12), **about)
    return entered


def item(world: World, unit: str, number: int) -> ClaimedItem:
    prefecture = next(each for each in claim_list(world.session, world.cycle_id) if each.name == unit)
    return next(each for each in prefecture.items if each.special.number == number)


def test_a_decision_needs_a_reason_and_keeps_it(world: World) -> None:
    [claim] = world.claims("甲市")
    with pytest.raises(Invalid, match="写明采纳或不采纳的理由"):
        decide(world, claim, reason="  ")
    decide(world, claim, accept=False, reason="文件未列入名单")
    assert (claim.stage, claim.decision_reason) == (ClaimStage.REJECTED, "文件未列入名单")
    assert item(world, "甲市", 44).total == 0


def test_a_decision_can_be_reconsidered_before_the_meeting(world: World) -> None:
    [claim] = world.claims("甲市")
    decide(world, claim, accept=False)
    world.do(reconsider_claim, world.chief, at(2, 16), claim_id=claim.id, reason="补来文件")
    assert (claim.stage, claim.decision_reason, claim.decided_by_id) == (ClaimStage.SUBMITTED, "", None)
    decide(world, claim)
    assert item(world, "甲市", 44).total == 3


def test_no_decision_changes_once_the_ranking_lies_with_the_meeting(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    [claim] = world.claims("丙市")
    for command, what in (
        (reconsider_claim, {"reason": "补来文件"}),
        (link_same_event, {"same_event_as_id": None}),
    ):
        with pytest.raises(Refused, match="已提交会议审议"):
            world.do(command, world.chief, at(3, 2), claim_id=claim.id, **what)


def test_a_claim_on_a_report_that_is_not_accepted_is_not_decided(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    with pytest.raises(Refused, match="还没有审核通过"):
        decide(world, world.claims("甲市")[0])


def test_a_rater_does_not_decide(world: World) -> None:
    with pytest.raises(Forbidden):
        decide(world, world.claims("甲市")[0], actor=world.rater(47))


def test_a_rater_enters_a_summons_and_another_person_decides(world: World) -> None:
    rater = world.rater(47)
    claim = enter(world, "甲东县")
    assert (claim.stage, claim.by_province) == (ClaimStage.SUBMITTED, True)
    also_chief = {"user_id": rater.user_id, "unit_id": world.unit("示范省"), "post": Post.CHIEF}
    world.do(grant_post, COMMAND_LINE, at(2, 12), **also_chief)
    with pytest.raises(Refused, match="录入人与核验人不能为同一人"):
        decide(world, claim, actor=replace(rater, post=Post.CHIEF, division_id=None))
    decide(world, claim)
    assert item(world, "甲市", 47).total == -2


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        (replace(SUMMONS, item=45, option="honour"), "item"),
        (replace(SUMMONS, title=" "), "title"),
        (replace(SUMMONS, item=46, option="incident"), "amount"),
        (replace(SUMMONS, item=46, option="incident", amount=Decimal(-6)), "amount"),
    ],
)
def test_what_the_province_cannot_enter_is_told_at_the_field(
    world: World, claim: ClaimInput, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        enter(world, "甲市", claim)
    assert set(refusal.value.errors) == {field}


def test_a_summons_without_its_document_is_refused_and_leaves_nothing(world: World) -> None:
    with pytest.raises(Refused, match="申报缺少：发文单位"):
        enter(world, "丙市", replace(SUMMONS, issuing_body=""))
    assert world.claims("丙市", 47) == []


def test_only_the_division_with_the_item_enters_it(world: World) -> None:
    with pytest.raises(Forbidden, match="由服务处评定"):
        enter(world, "甲市", division_of=11)


def test_claims_about_the_same_event_count_once(world: World) -> None:
    first, second = enter(world, "甲市"), enter(world, "甲东县")
    for claim in (first, second):
        decide(world, claim)
    assert item(world, "甲市", 47).total == -3
    apart = item(world, "甲市", 47).events
    assert [event.claims[0].alike for event in apart] == [(second.id,), (first.id,)]
    link = {"claim_id": second.id, "same_event_as_id": first.id}
    world.do(link_same_event, world.chief, at(2, 16), **link)
    together = item(world, "甲市", 47)
    assert together.total == -2
    [event] = together.events
    assert [(listed.claim.row.id, listed.counted) for listed in event.claims] == [
        (first.id, -2),
        (second.id, 0),
    ]


def test_an_event_counts_when_only_the_linked_claim_is_accepted(world: World) -> None:
    first, second = enter(world, "甲市"), enter(world, "甲东县")
    world.do(link_same_event, world.chief, at(2, 16), claim_id=second.id, same_event_as_id=first.id)
    decide(world, first, accept=False)
    decide(world, second)
    assert item(world, "甲市", 47).total == -2


def test_claims_of_other_prefectures_items_or_events_cannot_be_one_event(world: World) -> None:
    here, there = enter(world, "甲市"), enter(world, "乙市")
    pilot = world.claims("甲市", 44)[0]
    follower = enter(world, "甲东县")
    world.do(link_same_event, world.chief, at(2, 16), claim_id=follower.id, same_event_as_id=here.id)
    third = enter(world, "甲南县")
    for claim, other, told in (
        (here, there, "乙市第47项"),
        (here, pilot, "第44项"),
        (here, here, "其他申报中选一条"),
        (third, follower, "已并入“重点任务约谈”"),
        (here, third, "已有 1 条申报并入这一条"),
    ):
        link = {"claim_id": claim.id, "same_event_as_id": other.id}
        with pytest.raises(Invalid, match=told):
            world.do(link_same_event, world.chief, at(2, 16), **link)


def test_claims_that_wait_keep_an_assessment_open(world: World) -> None:
    about = {"cycle_id": world.cycle_id, "unit_ids": [world.unit("甲市")]}
    with pytest.raises(Refused, match="还有 1 条特殊因素申报没有核验结论"):
        world.do(check_assessments, world.chief, at(2, 18), **about)


def zero_county(world: World) -> None:
    """乙东县, which has a claim, comes back to be mended and is then counted as zero."""
    sheet = {"sheet_id": world.sheet("乙东县").id}
    world.do(draft_remark, world.signer("乙市"), at(1, 5), **sheet, item=2, text="补充培训台账")
    world.do(reopen_sheet, world.signer("乙市"), at(1, 5), **sheet)
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙东县"), "reason": "逾期未报"}
    world.do(decide_zero, world.signer("乙市"), at(1, 8), **zero)
    go_on(world, Stage.RATING, since=Stage.COUNTIES_ACCEPTED)


def test_a_county_counted_as_zero_loses_its_claims(world_at: Worlds) -> None:
    world = world_at.variant("claims_lost", Stage.COUNTIES_ACCEPTED, zero_county)
    assert "乙市" not in [each.name for each in claim_list(world.session, world.cycle_id)]
    with pytest.raises(Refused, match="还没有审核通过"):
        decide(world, world.claims("乙东县")[0])


def county_mends(world: World, now: datetime) -> dict[str, int]:
    """The province returns 乙市's report for 乙东县, whose item 47 reopens: its sheet."""
    report = {"report_id": world.report("乙市").id}
    world.do(revoke_report, world.chief, now, **report, reason="复核")
    world.do(return_report, world.chief, now, **report, items={}, counties={world.unit("乙东县"): "核实约谈"})
    sheet = {"sheet_id": world.sheet("乙东县").id}
    world.do(draft_remark, world.signer("乙市"), now, **sheet, item=47, text="核实约谈")
    world.do(reopen_sheet, world.signer("乙市"), now, **sheet)
    return sheet


def county_comes_again(world: World, now: datetime) -> None:
    world.hand_up("乙东县", now)
    world.accept("乙东县", now)
    world.submit_report("乙市", now)
    world.accept_report("乙市", now)


@pytest.fixture
def one_event(world: World) -> tuple[SpecialClaim, SpecialClaim]:
    """乙东县's own summons, and the first of two that the province entered about the same event."""
    sheet = county_mends(world, at(2, 10))
    own = world.do(add_claim, world.filler("乙东县"), at(2, 10), **sheet, claim=SUMMONS)
    county_comes_again(world, at(2, 11))
    entered = [enter(world, "乙市"), enter(world, "乙市")]
    for claim in entered:
        world.do(link_same_event, world.chief, at(2, 13), claim_id=claim.id, same_event_as_id=own.id)
    for claim in (own, *entered):
        decide(world, claim)
    assert item(world, "乙市", 47).total == -2
    world.do(reconsider_claim, world.chief, at(2, 16), claim_id=own.id, reason="复核")
    return own, entered[0]


def test_an_event_stays_one_when_the_claim_that_stood_for_it_is_taken_away(
    world: World, one_event: tuple[SpecialClaim, SpecialClaim]
) -> None:
    own, heir = one_event
    county_mends(world, at(2, 17))
    world.do(remove_claim, world.filler("乙东县"), at(2, 17), claim_id=own.id, version=own.version)
    county_comes_again(world, at(2, 18))
    assert item(world, "乙市", 47).total == -2
    [event] = item(world, "乙市", 47).events
    assert event.claims[0].claim.row.id == heir.id


def test_a_claim_that_is_rewritten_leaves_its_event_to_the_others(
    world: World, one_event: tuple[SpecialClaim, SpecialClaim]
) -> None:
    own, heir = one_event
    county_mends(world, at(2, 17))
    rewritten = {"claim_id": own.id, "version": own.version, "claim": replace(SUMMONS, title="另一次约谈")}
    world.do(edit_claim, world.filler("乙东县"), at(2, 17), **rewritten)
    county_comes_again(world, at(2, 18))
    alone, together = item(world, "乙市", 47).events
    assert [listed.claim.row.id for listed in alone.claims] == [own.id]
    assert together.claims[0].claim.row.id == heir.id
    assert item(world, "乙市", 47).total == -2
    decide(world, own)
    assert item(world, "乙市", 47).total == -3
