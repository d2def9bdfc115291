"""Two stories in which everything happens that people are written to about.

`autumn` stays in 甲东县's December: reminded, given more time, moved dates, posts that change hands, a sheet
that goes back and forth inside the unit and between it and 甲市. `whole_year` goes on to the circular: a
report is returned and comes again, an acceptance is revoked, results are contested.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.worlds import Stage, World, answers_losing, appeals, at, go_on
from tests.worlds.corrections import give_back
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.accounts import add_user
from workflow.commands.appeals import withdraw_appeal
from workflow.commands.calendar import edit_calendar, end_acceptance
from workflow.commands.consolidating import finish_report, send_back_report, withdraw_report
from workflow.commands.extending import grant_extension, revoke_extension
from workflow.commands.handing_over import appoint_cover, hand_over
from workflow.commands.handing_up import finish_sheet, send_back_sheet, withdraw_sheet
from workflow.commands.nudging import nudge_all, nudge_unit
from workflow.commands.posts import grant_post
from workflow.commands.publishing import publish_ranking
from workflow.commands.receiving import acknowledge_sheet, draft_remark, reopen_sheet
from workflow.commands.report_review import accept_report, acknowledge_report, return_report, revoke_report
from workflow.models import PostHolding
from workflow.queries.calendars import carried_on, days_of

COUNTY, ABOVE = "甲东县", "甲市"
WORDS = "请于 10 日前补报\r\nBcc: somebody\x07 <b>抓紧</b>"
"""What is said with a nudge: more lines, a control character and marks of HTML among it."""


def autumn(world: World) -> None:
    """2 to 20 December."""
    nudged(world)
    _given_time(world)
    _dates_moved(world)
    _posts(world)
    _inside(world)
    _back_and_forth(world)


def nudged(world: World) -> None:
    """2 December: 甲市 reminds 甲东县, with words."""
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit(COUNTY), "text": WORDS}
    world.do(nudge_unit, world.filler(ABOVE), at(12, 2), **about)


def _given_time(world: World) -> None:
    place = {"cycle_id": world.cycle_id, "unit_id": world.unit(COUNTY), "entry": "self_evaluation"}
    given = {"until": end_of_day(date(2027, 1, 5)), "reason": "洪灾抢险", "document_number": "〔2026〕9号"}
    granted = world.do(grant_extension, world.signer(ABOVE), at(12, 3), **place, **given)
    why = {"extension_id": granted.id, "reason": "汛情解除"}
    world.do(revoke_extension, world.signer(ABOVE), at(12, 4), **why)


def _dates_moved(world: World) -> None:
    admin, year = world.actor("示范省", Post.ADMIN), {"cycle_id": world.cycle_id}
    until = {"entry": "self_evaluation", "until": end_of_day(date(2027, 1, 20)), "reason": "省里下旬汇总"}
    world.do(end_acceptance, admin, at(12, 5), **year, **until)
    before = days_of(world.session, world.cycle_id)
    last = before["self_evaluation"].last + timedelta(days=3)
    typed = {**before, "self_evaluation": replace(before["self_evaluation"], last=last)}
    now = at(12, 6)
    world.do(edit_calendar, admin, now, **year, days=carried_on(before, typed, now), reason="寒潮")


def _posts(world: World) -> None:
    admin, unit = world.actor("示范省", Post.ADMIN), world.unit(COUNTY)
    person = {"username": "newcomer", "name": "新来的\r\n<i>人</i>", "password": "长江东流水-2026"}
    newcomer = world.do(add_user, admin, at(12, 7), **person)
    world.do(grant_post, admin, at(12, 7), user_id=newcomer.id, unit_id=unit, post=Post.FILLER)
    to = {"holding_id": _holding(world, Post.SIGNER), "to_user_id": newcomer.id}
    days = {"first": date(2026, 12, 28), "last": date(2026, 12, 30)}
    world.do(appoint_cover, admin, at(12, 8), **to, **days, reason="休假")
    taken = {"holding_id": _holding(world, Post.FILLER), "to_user_id": _taker(world)}
    world.do(hand_over, admin, at(12, 8), **taken, on=date(2026, 12, 29), reason="调动")


def _holding(world: World, post: Post) -> int:
    own = (PostHolding.unit_id == world.unit(COUNTY), PostHolding.post == post)
    return world.session.scalars(select(PostHolding.id).where(*own).order_by(PostHolding.id)).first() or 0


def _taker(world: World) -> int | None:
    return world.signer(COUNTY).user_id


def _inside(world: World) -> None:
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    sheet: dict[str, Any] = {"sheet_id": world.sheet(COUNTY).id}
    world.do(finish_sheet, world.filler(COUNTY), at(12, 11), **sheet)
    world.do(send_back_sheet, world.signer(COUNTY), at(12, 11), **sheet, reason="第二项漏填\n请补")
    world.hand_up(COUNTY, at(12, 12))
    world.do(withdraw_sheet, world.signer(COUNTY), at(12, 12, 15), **sheet, reason="发现漏项")


def _back_and_forth(world: World) -> None:
    sheet = {"sheet_id": world.sheet(COUNTY).id}
    world.hand_up(COUNTY, at(12, 13))
    world.do(acknowledge_sheet, world.filler(ABOVE), at(12, 14), **sheet)
    give_back(world, at(12, 15), item_2="写明缺的是计划还是记录", item_5="附上记录")
    world.hand_up(COUNTY, at(12, 16))
    world.accept(COUNTY, at(12, 17))
    world.do(nudge_all, world.chief, at(12, 20), cycle_id=world.cycle_id, text="")


def whole_year(world: World) -> None:
    """21 January to 20 March."""
    _report_returned(world)
    _report_comes_again(world)
    go_on(world, Stage.RATING, since=Stage.HANDED_UP)
    report = {"report_id": world.report("丙市").id}
    world.do(revoke_report, world.chief, at(2, 2), **report, reason="漏看附件")
    world.do(accept_report, world.chief, at(2, 3), **report)
    go_on(world, Stage.PUBLICITY, since=Stage.RATING)
    _contested(world)
    number = {"circular_number": "演示通报〔2027〕1号"}
    world.do(publish_ranking, world.chief, at(3, 20), run_id=world.run.id, **number)


def _report_returned(world: World) -> None:
    report, sheet = {"report_id": world.report(ABOVE).id}, {"sheet_id": world.sheet(COUNTY).id}
    world.do(acknowledge_report, world.chief, at(1, 21), **report)
    named = {"items": {2: "写明缺的是计划还是记录"}, "counties": {world.unit(COUNTY): "第 2 项同样要改"}}
    world.do(return_report, world.chief, at(1, 22), **report, **named)
    world.do(draft_remark, world.filler(ABOVE), at(1, 22), **sheet, item=2, text="写明缺的是计划还是记录")
    world.do(reopen_sheet, world.signer(ABOVE), at(1, 22), **sheet)


def _report_comes_again(world: World) -> None:
    report = {"report_id": world.report(ABOVE).id}
    world.hand_up(COUNTY, at(1, 23))
    world.accept(COUNTY, at(1, 23))
    world.hand_up(ABOVE, at(1, 24))
    world.do(finish_report, world.filler(ABOVE), at(1, 24), **report)
    world.do(send_back_report, world.signer(ABOVE), at(1, 24), **report, reason="说明再写细一些")
    world.submit_report(ABOVE, at(1, 25))
    world.do(withdraw_report, world.signer(ABOVE), at(1, 25, 15), **report, reason="附件有误")
    world.submit_report(ABOVE, at(1, 26))


def _contested(world: World) -> None:
    upheld, dismissed = appeals.file(world), appeals.file(world, "甲市", 2)
    taken_back = appeals.file(world, "乙市", 3)
    world.do(withdraw_appeal, world.signer("乙市"), at(3, 8, 15), appeal_id=taken_back.id)
    for appeal in (upheld, dismissed):
        appeals.take_up(world, appeal)
    appeals.uphold(world, upheld)
    appeals.dismiss(world, dismissed)
    appeals.recompute(world)
