"""送签, 签发上报, 退回填报员, 撤回: what a signer hands up is what was shown, once, and marked when late."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from states.claim import ClaimStage
from states.sheet import SheetStage
from tests.refusals import contents, turned_away, why_not
from tests.worlds import BASIS, Stage, World, Worlds, answers_losing, at, full_answers
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.clock import start_of_day
from workflow.commands.claims import add_claim
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import (
    finish_sheet,
    send_back_sheet,
    submission_digest,
    submit_sheet,
    withdraw_sheet,
)
from workflow.commands.receiving import acknowledge_sheet
from workflow.commands.units import set_single_handed
from workflow.digests import digest
from workflow.errors import Forbidden, Hidden, Invalid, Stale
from workflow.models import Event, Submission, Tier
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import late_text, lateness
from workflow.rules.kinds.answers import Answer, Line
from workflow.scheme.claiming import ClaimInput

COUNTY = "甲东县"
HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)
DAY_20, DAY_21 = at(12, 20), at(12, 21)
NEW_YEAR = start_of_day(at(1, 1).date())


def _filled(world: World) -> None:
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    world.do(add_claim, world.filler(COUNTY), at(12, 10), sheet_id=sheet_id(world), claim=HONOUR)


@pytest.fixture
def world(world_at: Worlds) -> World:
    """10 December: 甲东县 has filled its sheet, losing 4, and made a claim."""
    return world_at.variant("county_filled", Stage.SELF_EVALUATION, _filled)


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def somewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """The process believes to be in another time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def sheet_id(world: World) -> int:
    return world.sheet(COUNTY).id


def shown(world: World) -> str:
    return submission_digest(world.session, world.sheet(COUNTY))


def finish(world: World, now: datetime = DAY_20) -> None:
    world.do(finish_sheet, world.filler(COUNTY), now, sheet_id=sheet_id(world))


def submit(world: World, now: datetime = DAY_21, actor: Actor | None = None, form: str = "") -> Submission:
    actor, form = actor or world.signer(COUNTY), form or shown(world)
    submission: Submission = world.do(submit_sheet, actor, now, sheet_id=sheet_id(world), shown_digest=form)
    return submission


def how_many(world: World, name: str) -> int:
    return world.session.scalar(select(func.count()).where(Event.name == name)) or 0


def as_filler(world: World) -> Actor:
    """The county's signer, working as its filler."""
    return replace(world.signer(COUNTY), post=Post.FILLER)


def test_everything_that_is_missing_is_told_at_once(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    answers = full_answers(world.scheme)
    world.fill(COUNTY, {number: answers[number] for number in answers if number not in (3, 17)})
    bare = ClaimInput(item=44, option="completed", title="国家试点", issuing_body="省医保局")
    world.do(add_claim, world.filler(COUNTY), at(12, 10), sheet_id=sheet_id(world), claim=bare)
    assert why_not(world, finish_sheet, world.filler(COUNTY), at(12, 20), sheet_id=sheet_id(world)) == [
        ("还有未填的项次：第 3、17 项", "填报员"),
        ("特殊因素申报缺少依据（发文单位、文件名称或日期）：国家试点", "填报员"),
    ]


def test_a_sheet_that_nobody_has_begun_cannot_go_to_the_signer(world: World) -> None:
    other = world.sheet("甲南县")
    assert why_not(world, finish_sheet, world.filler("甲南县"), at(12, 20), sheet_id=other.id) == [
        ("评定表当前状态是“未开始”，此时不能送签", "填报员")
    ]


def test_the_receipt_holds_exactly_what_the_signer_saw(world: World) -> None:
    finish(world)
    form = shown(world)
    receipt = submit(world, at(12, 21, 15, 30), form=form)
    sheet = world.sheet(COUNTY)
    assert (sheet.stage, sheet.total, sheet.submitted_at) == (SheetStage.SUBMITTED, 96, at(12, 21, 15, 30))
    assert receipt.receipt == f"PD{world.cycle_id:03d}-990101-01"
    assert (receipt.digest, digest(receipt.content)) == (form, form)
    assert (receipt.arrived_at, receipt.late_seconds) == (at(12, 21, 15, 30), 0)
    assert (receipt.signed_by_name, receipt.total) == ("甲东县负责人", "96.0000")
    handed_up = json.loads(receipt.content)
    assert len(handed_up["items"]) == 43
    assert [claim["title"] for claim in handed_up["claims"]] == ["先进集体"]


def test_claims_are_handed_up_with_their_sheet(world: World) -> None:
    finish(world)
    submit(world)
    (claim,) = world.claims(COUNTY)
    assert claim.stage is ClaimStage.SUBMITTED
    assert how_many(world, "sheet.submit") == how_many(world, "claim.submit") == 1


def test_whoever_has_saved_anything_does_not_sign(world: World) -> None:
    item = [ItemInput(2, 1, full_answers(world.scheme)[2])]
    world.do(save_items, as_filler(world), at(12, 11), sheet_id=sheet_id(world), items=item)
    finish(world)
    what = {"sheet_id": sheet_id(world), "shown_digest": shown(world)}
    assert why_not(world, submit_sheet, world.signer(COUNTY), at(12, 21), **what) == [
        ("甲东县负责人填过本表，填报人与签发人不能为同一人", "本单位另一位负责人")
    ]
    another = replace(world.signer("甲南县"), unit_id=world.unit(COUNTY))
    assert submit(world, actor=another).number == 1


def test_whoever_has_written_a_claim_does_not_sign_either(world: World) -> None:
    world.do(
        add_claim, as_filler(world), at(12, 11),
        sheet_id=sheet_id(world), claim=replace(HONOUR, title="先进个人"),
    )  # fmt: skip
    finish(world)
    what = {"sheet_id": sheet_id(world), "shown_digest": shown(world)}
    assert len(why_not(world, submit_sheet, world.signer(COUNTY), at(12, 21), **what)) == 1


def test_in_a_single_handed_unit_one_person_fills_and_signs(world: World) -> None:
    item = [ItemInput(2, 1, full_answers(world.scheme)[2])]
    world.do(save_items, as_filler(world), at(12, 11), sheet_id=sheet_id(world), items=item)
    alone = {"unit_id": world.unit(COUNTY), "single_handed": True, "reason": "只有一人"}
    world.do(set_single_handed, COMMAND_LINE, at(12, 12), **alone)
    finish(world)
    assert submit(world).number == 1


def test_pressed_five_times_a_form_answers_the_same_receipt_and_leaves_one_event(world: World) -> None:
    finish(world)
    form = shown(world)
    first = submit(world, form=form).receipt
    before = contents(world.session)
    another = replace(world.signer("甲南县"), unit_id=world.unit(COUNTY))
    again = [submit(world, at(12, 21, 10, minute), form=form).receipt for minute in range(4)]
    assert {first, submit(world, actor=another, form=form).receipt, *again} == {first}
    assert contents(world.session) == before
    assert how_many(world, "sheet.submit") == 1


def test_another_form_about_a_submitted_sheet_learns_when_it_was_submitted(world: World) -> None:
    finish(world)
    receipt = submit(world, at(12, 31, 23, 41)).receipt
    what = {"sheet_id": sheet_id(world), "shown_digest": "0" * 64}
    refusal = turned_away(world, Stale, submit_sheet, world.signer(COUNTY), at(12, 31, 23, 50), **what)
    assert refusal.text == (
        f"评定表已于2026年12月31日（星期四）23:41:00上报，回执编号 {receipt}，不用再次上报。"
    )


def test_what_changed_after_the_check_page_is_not_signed_unseen(world: World) -> None:
    finish(world)
    stale = shown(world)
    world.do(send_back_sheet, world.signer(COUNTY), at(12, 20), sheet_id=sheet_id(world), reason="补写原因")
    lacking = Answer("no", (Line("没有内控制度", "正在起草"),))
    item = [ItemInput(5, 1, {"rules": lacking, "office": Answer("yes")})]
    world.do(save_items, world.filler(COUNTY), at(12, 20), sheet_id=sheet_id(world), items=item)
    finish(world)
    what = {"sheet_id": sheet_id(world), "shown_digest": stale}
    refusal = turned_away(world, Stale, submit_sheet, world.signer(COUNTY), at(12, 21), **what)
    assert refusal.text == "核对之后评定表的内容有变动，重新打开核对页，看过最新内容再签发。"


@pytest.mark.parametrize(
    ("now", "late_seconds", "told"),
    [
        (NEW_YEAR - timedelta(milliseconds=1), 0, None),
        (NEW_YEAR, 1, "逾期不足 1 分钟"),
        (NEW_YEAR + timedelta(days=2, hours=3), 183_601, "逾期 2 天 3 小时"),
    ],
    ids=["23:59:59.999", "24:00:00", "two days later"],
)
@pytest.mark.usefixtures("somewhere")
def test_late_is_what_arrives_at_midnight_in_shanghai_wherever_the_server_stands(
    world: World, now: datetime, late_seconds: int, told: str | None
) -> None:
    finish(world)
    receipt = submit(world, now)
    assert (receipt.late_seconds, receipt.arrived_at) == (late_seconds, now)
    units = world.unit("甲市"), world.unit(COUNTY)
    window = cycle_calendar(world.session, world.cycle_id).sheet(Tier.BELOW, *units)
    late = lateness(window, receipt.arrived_at)
    assert (late_text(late) if late is not None else None) == told


def test_the_signer_sends_back_inside_the_unit_with_a_reason(world: World) -> None:
    finish(world)
    signer, what = world.signer(COUNTY), {"sheet_id": sheet_id(world)}
    blank = turned_away(world, Invalid, send_back_sheet, signer, at(12, 20), reason=" ", **what)
    assert blank.errors == {"reason": "写明退回的原因，填报员才知道改哪里。"}
    world.do(send_back_sheet, signer, at(12, 20), reason="第2项写清楚", **what)
    assert world.sheet(COUNTY).stage is SheetStage.FILLING
    event = world.session.scalars(select(Event).where(Event.name == "sheet.send_back")).one()
    assert event.reason == "第2项写清楚"
    assert why_not(world, send_back_sheet, signer, at(12, 20), reason="再改", **what) == [
        ("评定表当前状态是“填报中”，此时不能退回填报员", "填报员")
    ]


def test_a_sheet_taken_back_is_a_draft_again_with_its_claims(world: World) -> None:
    finish(world)
    first = submit(world)
    signer, what = world.signer(COUNTY), {"sheet_id": sheet_id(world)}
    blank = turned_away(world, Invalid, withdraw_sheet, signer, at(12, 22), reason="", **what)
    assert set(blank.errors) == {"reason"}
    world.do(withdraw_sheet, signer, at(12, 22), reason="漏写一条", **what)
    sheet = world.sheet(COUNTY)
    assert (sheet.stage, sheet.submitted_at) == (SheetStage.FILLING, None)
    assert [claim.stage for claim in world.claims(COUNTY)] == [ClaimStage.DRAFT]
    finish(world, at(12, 23))
    second = submit(world, at(12, 23))
    assert (first.number, second.number) == (1, 2)
    assert first.receipt != second.receipt
    assert [claim.stage for claim in world.claims(COUNTY)] == [ClaimStage.SUBMITTED]


def test_an_acknowledged_sheet_cannot_be_taken_back_any_more(world: World) -> None:
    finish(world)
    submit(world)
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 22), sheet_id=sheet_id(world))
    what = {"sheet_id": sheet_id(world), "reason": "漏写一条"}
    assert why_not(world, withdraw_sheet, world.signer(COUNTY), at(12, 23), **what) == [
        (
            "评定表当前状态是“已签收”，此时不能撤回：甲市已经签收，请联系甲市（电话 000-00990100）办理退回",
            "上级单位",
        )
    ]


def test_handing_up_is_for_the_posts_of_the_unit(world: World) -> None:
    finish(world)
    what = {"sheet_id": sheet_id(world), "shown_digest": shown(world)}
    turned_away(world, Forbidden, submit_sheet, world.filler(COUNTY), at(12, 21), **what)
    turned_away(world, Forbidden, submit_sheet, world.signer("甲市"), at(12, 21), **what)
    turned_away(world, Hidden, submit_sheet, world.signer("甲南县"), at(12, 21), **what)
    turned_away(world, Forbidden, finish_sheet, world.signer(COUNTY), at(12, 21), sheet_id=sheet_id(world))


def test_nothing_is_submitted_from_another_stage(world: World) -> None:
    what = {"sheet_id": sheet_id(world), "shown_digest": shown(world)}
    assert why_not(world, submit_sheet, world.signer(COUNTY), at(12, 21), **what) == [
        ("评定表当前状态是“填报中”，此时不能上报", "填报员")
    ]
