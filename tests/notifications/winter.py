"""A winter of the small province in the order of time: everything that moves a deadline or a form."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tests.worlds import World, at, full_answers
from workflow.actor import CLOCK, Post
from workflow.clock import end_of_day
from workflow.commands.calendar import edit_calendar, end_acceptance
from workflow.commands.consolidating import withdraw_report
from workflow.commands.cycle import advance_cycle
from workflow.commands.extending import grant_extension, revoke_extension
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.liaison import register_liaison
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.commands.receiving import accept_sheet, acknowledge_sheet, draft_remark, return_sheet
from workflow.models import Extension
from workflow.scheme.calendar import DateRange

FIRST, LAST = date(2026, 12, 21), date(2027, 1, 22)

Act = Callable[[World, datetime], Any]


def _hands_up(unit: str) -> Act:
    def act(world: World, now: datetime) -> None:
        world.fill(unit, full_answers(world.scheme), now)
        world.hand_up(unit, now)

    return act


def _reports(unit: str) -> Act:
    def act(world: World, now: datetime) -> None:
        _hands_up(unit)(world, now)
        world.submit_report(unit, now)

    return act


def _does(command: Callable[..., Any], unit: str, post: Post, county: str, **about: Any) -> Act:
    """A person in a post does something with a county's sheet."""

    def act(world: World, now: datetime) -> None:
        world.do(command, world.actor(unit, post), now, sheet_id=world.sheet(county).id, **about)

    return act


def _place(world: World, unit: str) -> dict[str, int]:
    return {"cycle_id": world.cycle_id, "unit_id": world.unit(unit)}


def _registers(unit: str) -> Act:
    person = {"name": "李明", "position": "科长", "mobile": "13000000000"}
    return lambda world, now: world.do(
        register_liaison, world.filler(unit), now, **_place(world, unit), **person
    )


def _extends(unit: str, above: str, until: date) -> Act:
    given = {"until": end_of_day(until), "reason": "受灾", "document_number": "1号"}
    return lambda world, now: world.do(
        grant_extension,
        world.signer(above),
        now,
        **_place(world, unit),
        entry="self_evaluation",
        **given,
    )


def _revokes(world: World, now: datetime) -> None:
    newest = world.session.scalars(select(Extension).order_by(Extension.id.desc())).first()
    assert newest is not None
    world.do(revoke_extension, world.signer("乙市"), now, extension_id=newest.id, reason="已恢复")


def _moves(world: World, now: datetime) -> None:
    days = {"self_evaluation": DateRange(date(2026, 12, 1), date(2027, 1, 4))}
    admin = world.actor("示范省", Post.ADMIN)
    world.do(edit_calendar, admin, now, cycle_id=world.cycle_id, days=days, reason="停机顺延")


def _stops(world: World, now: datetime) -> None:
    until = {"entry": "self_evaluation", "until": end_of_day(date(2027, 1, 19)), "reason": "省里汇总"}
    world.do(end_acceptance, world.actor("示范省", Post.ADMIN), now, cycle_id=world.cycle_id, **until)


def _decides(command: Callable[..., Any], unit: str) -> Act:
    return lambda world, now: world.do(
        command, world.signer("甲市"), now, **_place(world, unit), reason="多次催办"
    )


def _takes_back(world: World, now: datetime) -> None:
    report = {"report_id": world.report("丙市").id, "reason": "漏写"}
    world.do(withdraw_report, world.signer("丙市"), now, **report)


_PEN, _SIGN = Post.FILLER, Post.SIGNER
DEEDS: tuple[tuple[datetime, Act], ...] = (
    (at(12, 21, 10, 30), _registers("甲市")),
    (at(12, 22, 10, 30), _hands_up("甲东县")),
    (at(12, 23, 10, 30), _does(withdraw_sheet, "甲东县", _SIGN, "甲东县", reason="漏写")),
    (at(12, 25, 10, 30), _hands_up("甲东县")),
    (at(12, 25, 15, 30), _does(acknowledge_sheet, "甲市", _PEN, "甲东县")),
    (at(12, 28, 8, 30), _moves),
    (at(12, 28, 10, 30), _does(draft_remark, "甲市", _PEN, "甲东县", item=2, text="写明依据")),
    (at(12, 28, 11, 30), _does(return_sheet, "甲市", _SIGN, "甲东县")),
    (at(12, 29, 10, 30), _extends("乙东县", "乙市", date(2027, 1, 8))),
    (at(12, 29, 11, 30), _extends("甲西县", "甲市", date(2027, 1, 8))),
    (at(12, 30, 10, 30), _registers("乙市")),
    (at(1, 1, 0, 30), lambda world, now: world.do(advance_cycle, CLOCK, now, cycle_id=world.cycle_id)),
    (at(1, 5, 10, 30), _hands_up("乙南县")),
    (at(1, 6, 10, 30), _decides(decide_zero, "甲南县")),
    (at(1, 7, 10, 30), _extends("乙东县", "乙市", date(2027, 1, 15))),
    (at(1, 11, 10, 30), _revokes),
    (at(1, 12, 10, 30), _decides(revoke_zero, "甲南县")),
    (at(1, 12, 11, 30), _stops),
    (at(1, 13, 10, 30), _reports("丙市")),
    (at(1, 14, 10, 30), _does(acknowledge_sheet, "乙市", _PEN, "乙南县")),
    (at(1, 15, 10, 30), _takes_back),
    (at(1, 18, 10, 30), _does(accept_sheet, "乙市", _SIGN, "乙南县")),
)
"""When somebody does what; never at the full hour at which reminders go out."""
