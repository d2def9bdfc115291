"""A prefecture consolidates, its signer hands up what was shown, and may take it back until 签收."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import func, select

from states.report import ReportStage
from states.sheet import SheetStage
from tests.refusals import contents, turned_away, why_not
from tests.worlds import Stage, World, Worlds, answers_losing, at, full_answers
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.clock import start_of_day
from workflow.commands.consolidating import (
    finish_report,
    report_digest,
    save_statement,
    send_back_report,
    submit_report,
    withdraw_report,
)
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.receiving import draft_remark, reopen_sheet
from workflow.commands.report_review import acknowledge_report
from workflow.commands.units import set_single_handed
from workflow.errors import Forbidden, Hidden, Invalid, Stale
from workflow.models import Event, Submission
from workflow.points import from_ratio_text

CITY = "甲市"
DAY_16, DAY_20 = at(1, 16), at(1, 20)
FEBRUARY = start_of_day(at(2, 1).date())


def _own_sheet_signed(world: World) -> None:
    world.fill(CITY, answers_losing(world.scheme, Decimal(5)), at(1, 10))
    world.hand_up(CITY, at(1, 15))


@pytest.fixture
def world(world_at: Worlds) -> World:
    """15 January: 甲市 has signed its own sheet; its counties are accepted."""
    return world_at.variant("own_sheet_signed", Stage.COUNTIES_ACCEPTED, _own_sheet_signed)


def report_id(world: World, unit: str = CITY) -> int:
    return world.report(unit).id


def shown(world: World) -> str:
    return report_digest(world.session, world.report(CITY))


def finish(world: World) -> None:
    world.do(finish_report, world.filler(CITY), DAY_16, report_id=report_id(world))


def submit(world: World, now: datetime = DAY_20, actor: Actor | None = None, form: str = "") -> Submission:
    actor, form = actor or world.signer(CITY), form or shown(world)
    receipt: Submission = world.do(submit_report, actor, now, report_id=report_id(world), shown_digest=form)
    return receipt


def statement(world: World, actor: Actor, text: str, version: int | None = None) -> None:
    version = world.report(CITY).version if version is None else version
    world.do(save_statement, actor, DAY_16, report_id=report_id(world), version=version, statement=text)


def refused_at(world: World, command: Callable[..., Any], actor: Actor, **what: Any) -> list[tuple[str, str]]:
    return why_not(world, command, actor, DAY_20, report_id=report_id(world), **what)


def test_everything_that_is_missing_is_told_at_once(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.fill("甲南县", full_answers(world.scheme))
    world.hand_up("甲南县", at(12, 20))
    assert refused_at(world, finish_report, world.filler(CITY)) == [
        ("本级评定表还没有由负责人签发（当前：未开始）", "本级填报员和负责人"),
        (
            "还有下辖单位的评定表没有审核通过，也没有作出缺报决定：甲东县（未开始）、甲南县（已上报）、甲西县（未开始）",
            "被评单位负责人",
        ),
    ]


def test_before_january_no_report_is_begun(world: World) -> None:
    what = {"report_id": report_id(world), "version": 1, "statement": "草稿"}
    early = start_of_day(at(1, 1).date()) - timedelta(seconds=1)
    assert why_not(world, save_statement, world.filler(CITY), early, **what) == [
        (
            "填报尚未开始，开始之后的截止时间是2027年1月31日（星期日）24:00 前（北京时间）",
            "系统管理员提前推进年度",
        )
    ]


def test_the_receipt_names_every_term_and_the_version_of_every_sheet(world: World) -> None:
    statement(world, world.filler(CITY), " 三个县均已核对 ")
    finish(world)
    form = shown(world)
    receipt = submit(world, form=form)
    report = world.report(CITY)
    assert (report.stage, report.submitted_at) == (ReportStage.SUBMITTED, DAY_20)
    assert receipt.receipt == f"HZ{world.cycle_id:03d}-990100-01"
    assert (receipt.digest, receipt.late_seconds) == (form, 0)
    handed_up = json.loads(receipt.content)
    assert handed_up["statement"] == "三个县均已核对"
    assert [(unit["name"], Decimal(unit["total"])) for unit in handed_up["counties"]] == [
        ("甲东县", 96), ("甲南县", 92), ("甲西县", 88),
    ]  # fmt: skip
    assert (from_ratio_text(handed_up["mean"]), from_ratio_text(receipt.total)) == (92, Fraction("93.2"))
    assert handed_up["receipts"] == [
        "PD001-990100-01", "PD001-990101-01", "PD001-990102-01", "PD001-990103-01",
    ]  # fmt: skip


def test_pressed_again_the_form_answers_the_same_receipt_and_leaves_one_event(world: World) -> None:
    finish(world)
    form = shown(world)
    first = submit(world, form=form).receipt
    before = contents(world.session)
    assert {submit(world, at(1, 20, 10), form=form).receipt for _ in range(4)} == {first}
    assert contents(world.session) == before
    assert world.session.scalar(select(func.count()).where(Event.name == "report.submit")) == 1
    other = {"report_id": report_id(world), "shown_digest": "0" * 64}
    refusal = turned_away(world, Stale, submit_report, world.signer(CITY), DAY_20, **other)
    assert (
        refusal.text == f"汇总已于2027年1月20日（星期三）09:00:00上报，回执编号 {first}，不用再次上报。"
    )


def test_a_county_that_changes_after_the_check_page_is_not_signed_unseen(world: World) -> None:
    finish(world)
    stale, county = shown(world), {"sheet_id": world.sheet("甲东县").id}
    world.do(draft_remark, world.signer(CITY), DAY_16, item=2, text="补充说明", **county)
    world.do(reopen_sheet, world.signer(CITY), DAY_16, **county)
    world.hand_up("甲东县", at(1, 17))
    world.accept("甲东县", at(1, 17))
    what = {"report_id": report_id(world), "shown_digest": stale}
    refusal = turned_away(world, Stale, submit_report, world.signer(CITY), DAY_20, **what)
    assert refusal.text == (
        "汇总后甲东县有新版本（甲市负责人甲市负责人已于2027年1月17日（星期日）09:00:00审核通过评定表），"
        "重新打开汇总页，看过最新内容再签发。"
    )


def test_another_statement_after_the_check_page_is_not_signed_unseen(world: World) -> None:
    finish(world)
    what = {"report_id": report_id(world), "shown_digest": "0" * 64}
    refusal = turned_away(world, Stale, submit_report, world.signer(CITY), DAY_20, **what)
    assert refusal.text.startswith("核对之后汇总的内容有变动（甲市负责人甲市负责人已于")


def test_a_signed_report_waits_for_a_county_that_was_returned_meanwhile(world: World) -> None:
    finish(world)
    county = {"sheet_id": world.sheet("甲东县").id}
    world.do(draft_remark, world.signer(CITY), DAY_16, item=2, text="补充说明", **county)
    world.do(reopen_sheet, world.signer(CITY), DAY_16, **county)
    assert refused_at(world, submit_report, world.signer(CITY), shown_digest=shown(world)) == [
        ("还有下辖单位的评定表没有审核通过，也没有作出缺报决定：甲东县（退回修改）", "被评单位负责人")
    ]


def test_whoever_ever_worked_on_the_report_does_not_sign_it(world: World) -> None:
    as_filler = replace(world.signer(CITY), post=Post.FILLER)
    statement(world, as_filler, "负责人代拟")
    statement(world, world.filler(CITY), "填报员改定")
    finish(world)
    what = {"shown_digest": shown(world)}
    assert refused_at(world, submit_report, world.signer(CITY), **what) == [
        ("甲市负责人编过本汇总，编制人与签发人不能为同一人", "本单位另一位负责人")
    ]
    alone = {"unit_id": world.unit(CITY), "single_handed": True, "reason": "只有一人"}
    world.do(set_single_handed, COMMAND_LINE, DAY_16, **alone)
    assert submit(world).number == 1


def test_an_older_form_does_not_overwrite_the_statement(world: World) -> None:
    statement(world, world.filler(CITY), "第一稿", 1)
    what = {"report_id": report_id(world), "version": 1, "statement": "第二稿"}
    turned_away(world, Stale, save_statement, world.filler(CITY), DAY_16, **what)
    assert world.report(CITY).statement == "第一稿"


@pytest.mark.parametrize(("now", "late_seconds"), [(FEBRUARY - timedelta(milliseconds=1), 0), (FEBRUARY, 1)])
def test_a_report_is_late_from_the_first_of_february_on(
    world: World, now: datetime, late_seconds: int
) -> None:
    finish(world)
    assert submit(world, now).late_seconds == late_seconds


def test_the_signer_sends_back_inside_the_prefecture_with_a_reason(world: World) -> None:
    finish(world)
    what = {"report_id": report_id(world), "reason": " "}
    assert set(turned_away(world, Invalid, send_back_report, world.signer(CITY), DAY_20, **what).errors) == {
        "reason"
    }
    world.do(send_back_report, world.signer(CITY), DAY_20, report_id=report_id(world), reason="补充说明")
    assert world.report(CITY).stage is ReportStage.FILLING
    assert refused_at(world, submit_report, world.signer(CITY), shown_digest=shown(world)) == [
        ("汇总当前状态是“汇总中”，此时不能上报", "被评单位填报员")
    ]


def test_a_report_is_taken_back_until_the_province_has_acknowledged_it(world: World) -> None:
    finish(world)
    submit(world)
    what = {"report_id": report_id(world), "reason": ""}
    turned_away(world, Invalid, withdraw_report, world.signer(CITY), DAY_20, **what)
    world.do(withdraw_report, world.signer(CITY), DAY_20, report_id=report_id(world), reason="说明有误")
    assert (world.report(CITY).stage, world.report(CITY).submitted_at) == (ReportStage.FILLING, None)
    finish(world)
    assert submit(world).number == 2
    world.do(acknowledge_report, world.chief, DAY_20, report_id=report_id(world))
    assert refused_at(world, withdraw_report, world.signer(CITY), reason="说明有误") == [
        (
            "汇总当前状态是“已签收”，此时不能撤回：示范省已经签收，请联系示范省（电话 000-00990000）办理退回",
            "评定负责人",
        )
    ]


def test_the_own_level_sheet_does_not_come_back_while_the_report_is_up(world: World) -> None:
    finish(world)
    submit(world)
    sheet = {"sheet_id": world.sheet(CITY).id, "reason": "漏写一条"}
    assert why_not(world, withdraw_sheet, world.signer(CITY), DAY_20, **sheet) == [
        ("本单位已向上级上报汇总，须待上级退回汇总后才能变动", "上级单位")
    ]
    world.do(withdraw_report, world.signer(CITY), DAY_20, report_id=report_id(world), reason="说明有误")
    world.do(withdraw_sheet, world.signer(CITY), DAY_20, **sheet)
    assert world.sheet(CITY).stage is SheetStage.FILLING
    assert refused_at(world, finish_report, world.filler(CITY)) == [
        ("本级评定表还没有由负责人签发（当前：填报中）", "本级填报员和负责人")
    ]


def test_a_prefecture_without_counties_needs_its_own_sheet_only(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    world.fill("丙市", answers_losing(world.scheme, Decimal(2)), at(1, 10))
    world.hand_up("丙市", at(1, 15))
    world.submit_report("丙市", DAY_20)
    content = world.session.scalars(
        select(Submission.content).where(Submission.report_id == report_id(world, "丙市"))
    ).one()
    assert (json.loads(content)["mean"], json.loads(content)["self_score"]) == (None, "98/1")


def test_the_report_is_the_prefectures_own_business(world: World) -> None:
    what = {"report_id": report_id(world)}
    turned_away(world, Forbidden, finish_report, world.signer(CITY), DAY_16, **what)
    turned_away(world, Forbidden, finish_report, world.chief, DAY_16, **what)
    for stranger in (world.filler("甲东县"), world.filler("乙市")):
        turned_away(world, Hidden, finish_report, stranger, DAY_16, **what)
    finish(world)
    signed = {**what, "shown_digest": shown(world)}
    turned_away(world, Forbidden, submit_report, world.filler(CITY), DAY_20, **signed)
    turned_away(world, Hidden, submit_report, world.signer("乙市"), DAY_20, **signed)
