"""Special claims travel with their unit's sheet; the prefecture comments but does not drop them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from states.claim import ClaimStage
from tests.refusals import contents, turned_away, why_not
from tests.worlds import BASIS, Stage, World, Worlds, at, full_answers
from workflow.commands.claim_decisions import enter_claim
from workflow.commands.claims import add_claim, comment_claim, edit_claim, remove_claim
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.errors import Forbidden, Hidden, Invalid, NotFound, Stale
from workflow.models import Event, SpecialClaim
from workflow.scheme.claiming import ClaimInput

COUNTY = "甲东县"
DECEMBER = at(12, 10)
HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)
BARE = ClaimInput(item=45, option="honour", title="先进集体")


@pytest.fixture
def world(world_at: Worlds) -> World:
    """10 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def added(world: World, claim: ClaimInput = HONOUR) -> SpecialClaim:
    row: SpecialClaim = world.do(
        add_claim, world.filler(COUNTY), DECEMBER, sheet_id=world.sheet(COUNTY).id, claim=claim
    )
    return row


def refused_fields(world: World, claim: ClaimInput) -> set[str]:
    what = {"sheet_id": world.sheet(COUNTY).id, "claim": claim}
    return set(turned_away(world, Invalid, add_claim, world.filler(COUNTY), DECEMBER, **what).errors)


def handed_up(world: World, *claims: ClaimInput) -> SpecialClaim:
    """The county hands up a whole sheet with these claims, and its prefecture acknowledges it."""
    rows = [added(world, claim) for claim in claims]
    world.fill(COUNTY, full_answers(world.scheme))
    world.hand_up(COUNTY, at(12, 20))
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 21), sheet_id=world.sheet(COUNTY).id)
    return rows[0]


def test_a_claim_is_drafted_and_may_lack_its_basis_for_now(world: World) -> None:
    row = added(world, BARE)
    assert (row.stage, row.title, row.issuing_body) == (ClaimStage.DRAFT, "先进集体", "")
    assert world.session.scalars(select(Event.name).order_by(Event.seq.desc()).limit(2)).all() == [
        "claim.add",
        "sheet.start",
    ]


def test_the_same_form_sent_again_claims_the_event_once(world: World) -> None:
    first = added(world).id
    before = contents(world.session)
    assert added(world).id == first
    assert contents(world.session) == before


def test_a_claim_that_its_rule_could_not_count_names_the_fields(world: World) -> None:
    assert refused_fields(world, replace(HONOUR, title=" ")) == {"title"}
    assert refused_fields(world, replace(HONOUR, option="completed", title="")) == {"title", "option"}
    incident = ClaimInput(item=46, option="incident", title="舆情", **BASIS)
    assert refused_fields(world, incident) == {"amount"}
    for amount in ("0.5", "-5.1", "-0.05"):
        assert refused_fields(world, replace(incident, amount=Decimal(amount))) == {"amount"}
    assert added(world, replace(incident, amount=Decimal("-0.5"))).amount == Decimal("-0.5")


@pytest.mark.parametrize("item", [1, 43, 48])
def test_only_special_items_are_claimed(world: World, item: int) -> None:
    what = {"sheet_id": world.sheet(COUNTY).id, "claim": replace(HONOUR, item=item)}
    turned_away(world, NotFound, add_claim, world.filler(COUNTY), DECEMBER, **what)


def test_a_draft_is_rewritten_and_an_older_form_does_not_overwrite_it(world: World) -> None:
    row = added(world, BARE)
    world.do(edit_claim, world.filler(COUNTY), DECEMBER, claim_id=row.id, version=1, claim=HONOUR)
    assert (row.version, row.issuing_body) == (2, "省医保局")
    what = {"claim_id": row.id, "version": 1, "claim": BARE}
    turned_away(world, Stale, edit_claim, world.filler(COUNTY), DECEMBER, **what)
    turned_away(world, Stale, remove_claim, world.filler(COUNTY), DECEMBER, claim_id=row.id, version=1)


def test_a_draft_is_taken_away_and_the_history_keeps_its_title(world: World) -> None:
    row = added(world)
    world.do(remove_claim, world.filler(COUNTY), DECEMBER, claim_id=row.id, version=1)
    assert world.claims(COUNTY) == []
    event = world.session.scalars(select(Event).where(Event.name == "claim.remove")).one()
    assert "先进集体" in event.after


def test_what_has_been_handed_up_is_neither_rewritten_nor_dropped_by_anybody(world: World) -> None:
    row = handed_up(world, HONOUR)
    what = {"claim_id": row.id, "version": row.version}
    assert why_not(world, remove_claim, world.filler(COUNTY), at(12, 22), **what) == [
        ("评定表当前状态是“已签收”，此时填报员不能修改", "上级单位")
    ]
    for above in (world.filler("甲市"), world.signer("甲市")):
        refusal = turned_away(world, Forbidden, remove_claim, above, at(12, 22), **what)
        assert refusal.text.endswith("上级单位可提出意见，不可代改。")


def test_a_returned_claim_stays_within_the_items_that_were_named(world: World) -> None:
    row = handed_up(world, HONOUR)
    what = {"sheet_id": world.sheet(COUNTY).id}
    world.do(draft_remark, world.filler("甲市"), at(12, 22), item=45, text="写明文号", **what)
    world.do(return_sheet, world.signer("甲市"), at(12, 22), **what)
    pilot = ClaimInput(item=44, option="completed", title="国家试点", **BASIS)
    moved = {"claim_id": row.id, "version": row.version, "claim": pilot}
    (reason,) = why_not(world, edit_claim, world.filler(COUNTY), at(12, 23), **moved)
    assert reason[0] == "本次退回只要求修改第 45 项，第 44 项保持原样"
    mended = {**moved, "claim": replace(HONOUR, description="补充文号")}
    world.do(edit_claim, world.filler(COUNTY), at(12, 23), **mended)


def test_the_prefecture_comments_from_the_acknowledgement_on(world: World) -> None:
    row = added(world)
    what = {"claim_id": row.id, "comment": "属实"}
    assert why_not(world, comment_claim, world.filler("甲市"), DECEMBER, **what) == [
        ("评定表当前状态是“填报中”，签收之后才能提出意见", "本单位签收")
    ]
    world.do(remove_claim, world.filler(COUNTY), DECEMBER, claim_id=row.id, version=1)
    claimed = handed_up(world, HONOUR)
    world.do(comment_claim, world.filler("甲市"), at(12, 22), claim_id=claimed.id, comment=" 属实 ")
    assert (claimed.comment, claimed.stage) == ("属实", ClaimStage.SUBMITTED)


def test_a_comment_that_went_up_with_the_report_does_not_change(
    world_at: Worlds,
) -> None:
    world = world_at(Stage.HANDED_UP)
    (claim,) = world.claims("乙东县")
    what = {"claim_id": claim.id, "comment": "另有说明"}
    assert why_not(world, comment_claim, world.signer("乙市"), at(1, 21), **what) == [
        ("汇总已上报，意见不能再变动", "评定负责人退回汇总后")
    ]


def test_what_the_province_has_entered_does_not_exist_below(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    summons = ClaimInput(item=47, option="summons", title="约谈", **BASIS)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙东县"), "claim": summons}
    row = world.do(enter_claim, world.rater(47), at(2, 12), **about)
    comment = {"claim_id": row.id, "comment": "不知情"}
    turned_away(world, NotFound, comment_claim, world.filler("乙市"), at(2, 13), **comment)
    mine = {"claim_id": row.id, "version": row.version}
    turned_away(world, NotFound, remove_claim, world.filler("乙东县"), at(2, 13), **mine)


def test_claims_belong_to_the_units_filler(world: World) -> None:
    what = {"sheet_id": world.sheet(COUNTY).id, "claim": HONOUR}
    for own in (world.signer(COUNTY), world.filler("甲市"), world.chief):
        turned_away(world, Forbidden, add_claim, own, DECEMBER, **what)
    turned_away(world, Hidden, add_claim, world.filler("甲南县"), DECEMBER, **what)
    row = added(world)
    comment = {"claim_id": row.id, "comment": "属实"}
    turned_away(world, Forbidden, comment_claim, world.filler(COUNTY), DECEMBER, **comment)
    turned_away(world, Hidden, comment_claim, world.filler("乙市"), DECEMBER, **comment)
