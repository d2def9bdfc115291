"""Real threads on real databases: of two acts that exclude each other exactly one wins, nothing is lost."""

from typing import Any

import pytest
from sqlalchemy import func, select

from states.engine import Refused
from states.report import ReportStage
from states.sheet import SheetStage
from tests.threads import Act, at_once, overlapping
from tests.worlds import BASIS, Stage, World, Worlds, at, full_answers
from workflow.commands.claims import add_claim, comment_claim
from workflow.commands.consolidating import finish_report, report_digest, submit_report, withdraw_report
from workflow.commands.filling import Conflict, ItemInput, save_items
from workflow.commands.handing_up import (
    finish_sheet,
    send_back_sheet,
    submission_digest,
    submit_sheet,
    withdraw_sheet,
)
from workflow.commands.missing import decide_zero
from workflow.commands.receiving import (
    accept_sheet,
    acknowledge_sheet,
    draft_remark,
    reopen_sheet,
    return_sheet,
)
from workflow.commands.report_review import accept_report, acknowledge_report, return_report
from workflow.errors import Stale
from workflow.models import Event, Submission
from workflow.queries.sheets import sheet_content
from workflow.queries.trail import verify_chain
from workflow.rules.kinds.answers import Answer, Line
from workflow.scheme.claiming import ClaimInput

COUNTY, CITY = "甲东县", "甲市"
HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)
LACKING = {"training": Answer("no", (Line("没有培训计划", "人员变动"),)), "integrity": Answer("yes")}
LOST = (Refused, Stale)
"""What the loser of a race meets: the stage has moved on, or the content is not what was shown."""


def _to_sign(world: World) -> None:
    world.do(add_claim, world.filler(COUNTY), at(12, 10), sheet_id=world.sheet(COUNTY).id, claim=HONOUR)
    world.fill(COUNTY, full_answers(world.scheme))
    world.do(finish_sheet, world.filler(COUNTY), at(12, 20), sheet_id=world.sheet(COUNTY).id)


def _submitted(world: World) -> None:
    _to_sign(world)
    run_now(world, submit(world))


def _acknowledged(world: World) -> None:
    _submitted(world)
    run_now(world, acknowledge(world))
    run_now(world, remark(world))


def _report_to_sign(world: World) -> None:
    world.fill(CITY, full_answers(world.scheme), at(1, 10))
    world.hand_up(CITY, at(1, 15))
    world.do(finish_report, world.filler(CITY), at(1, 16), report_id=world.report(CITY).id)
    run_now(world, remark(world))


def _report_submitted(world: World) -> None:
    _report_to_sign(world)
    run_now(world, submit_the_report(world))


def _report_acknowledged(world: World) -> None:
    _report_submitted(world)
    run_now(world, (acknowledge_report, world.chief, report(world)))


def run_now(world: World, act: Act) -> None:
    """An act that comes before the race."""
    command, actor, what = act
    world.do(command, actor, at(1, 20), **what)


def sheet(world: World, unit: str = COUNTY) -> dict[str, Any]:
    return {"sheet_id": world.sheet(unit).id}


def report(world: World) -> dict[str, Any]:
    return {"report_id": world.report(CITY).id}


def submit(world: World) -> Act:
    shown = submission_digest(world.session, world.sheet(COUNTY))
    return submit_sheet, world.signer(COUNTY), {"shown_digest": shown, **sheet(world)}


def send_back(world: World) -> Act:
    return send_back_sheet, world.signer(COUNTY), {"reason": "再看", **sheet(world)}


def withdraw(world: World) -> Act:
    return withdraw_sheet, world.signer(COUNTY), {"reason": "漏写", **sheet(world)}


def acknowledge(world: World) -> Act:
    return acknowledge_sheet, world.filler(CITY), sheet(world)


def remark(world: World) -> Act:
    return draft_remark, world.filler(CITY), {"item": 45, "text": "补充", **sheet(world)}


def give_back(world: World) -> Act:
    return return_sheet, world.signer(CITY), sheet(world)


def accept(world: World) -> Act:
    return accept_sheet, world.signer(CITY), sheet(world)


def reopen(world: World) -> Act:
    return reopen_sheet, world.signer(CITY), sheet(world)


def withdraw_own(world: World) -> Act:
    return withdraw_sheet, world.signer(CITY), {"reason": "漏写", **sheet(world, CITY)}


def submit_the_report(world: World) -> Act:
    shown = report_digest(world.session, world.report(CITY))
    return submit_report, world.signer(CITY), {"shown_digest": shown, **report(world)}


def withdraw_the_report(world: World) -> Act:
    return withdraw_report, world.signer(CITY), {"reason": "说明有误", **report(world)}


def acknowledge_the_report(world: World) -> Act:
    return acknowledge_report, world.chief, report(world)


def accept_the_report(world: World) -> Act:
    return accept_report, world.chief, report(world)


def return_the_report(world: World) -> Act:
    return return_report, world.chief, {"items": {2: "补充"}, "counties": {}, **report(world)}


EXCLUSIVE = {
    "submit, send back inside": (Stage.SELF_EVALUATION, _to_sign, submit, send_back),
    "withdraw, acknowledge": (Stage.SELF_EVALUATION, _submitted, withdraw, acknowledge),
    "return, accept": (Stage.SELF_EVALUATION, _acknowledged, give_back, accept),
    "report, reopen a county": (Stage.COUNTIES_ACCEPTED, _report_to_sign, submit_the_report, reopen),
    "report, take the own sheet": (Stage.COUNTIES_ACCEPTED, _report_to_sign, submit_the_report, withdraw_own),
    "withdraw a report, acknowledge it": (
        Stage.COUNTIES_ACCEPTED, _report_submitted, withdraw_the_report, acknowledge_the_report,
    ),
    "return a report, accept it": (
        Stage.COUNTIES_ACCEPTED, _report_acknowledged, return_the_report, accept_the_report,
    ),
}  # fmt: skip
"""Two acts of which only one can be done: where the year stands, what was done before, and the two."""


@pytest.fixture(params=EXCLUSIVE)
def rivals(world_at: Worlds, request: pytest.FixtureRequest) -> tuple[World, Act, Act]:
    stage, before, first, second = EXCLUSIVE[request.param]
    world = world_at.variant(before.__name__.strip("_") + "_for_races", stage, before)
    return world, first(world), second(world)


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def noted(world: World) -> list[str]:
    return list(world.session.scalars(select(Event.name).order_by(Event.seq)))


@pytest.mark.parametrize("turned", [False, True], ids=["in this order", "the other way round"])
def test_of_two_acts_that_exclude_each_other_the_one_begun_first_wins(
    rivals: tuple[World, Act, Act], turned: bool
) -> None:
    world, first, second = rivals
    before = len(noted(world))
    winner, loser = (second, first) if turned else (first, second)
    assert isinstance(overlapping(world, winner, loser), LOST)
    assert _moves(world, before) == 1


def test_of_two_acts_at_the_same_instant_exactly_one_wins(rivals: tuple[World, Act, Act]) -> None:
    world, first, second = rivals
    before = len(noted(world))
    outcomes = at_once(world, first, second)
    assert sorted(isinstance(outcome, LOST) for outcome in outcomes) == [False, True]
    assert sorted(isinstance(outcome, Exception) for outcome in outcomes) == [False, True]
    assert _moves(world, before) == 1
    assert verify_chain(world.session).first_broken is None


def _moves(world: World, before: int) -> int:
    """How many acts were noted since, not counting what moved along with them."""
    since = noted(world)[before:]
    along = {"claim"} | ({"sheet"} if any(name.startswith("report.") for name in since) else set())
    return len([name for name in since if name.partition(".")[0] not in along])


def test_a_form_sent_five_times_at_once_is_one_submission(world: World) -> None:
    _to_sign(world)
    act = submit(world)
    receipts = at_once(world, *[act] * 5)
    assert len(set(receipts)) == 1
    assert isinstance(receipts[0], str)
    assert world.session.scalar(select(func.count()).select_from(Submission)) == 1
    assert noted(world).count("sheet.submit") == 1
    assert world.sheet(COUNTY).stage is SheetStage.SUBMITTED


def test_a_report_sent_twice_at_once_is_one_submission(world_at: Worlds) -> None:
    world = world_at.variant("report_to_sign_for_races", Stage.COUNTIES_ACCEPTED, _report_to_sign)
    act = submit_the_report(world)
    receipts = at_once(world, act, act)
    assert len(set(receipts)) == 1
    assert noted(world).count("report.submit") == 1
    assert world.report(CITY).stage is ReportStage.SUBMITTED


def saving(world: World, number: int, answers: dict[str, Answer]) -> Act:
    what = {"items": [ItemInput(number, 0, answers)], **sheet(world)}
    return save_items, world.filler(COUNTY), what


def test_two_people_on_different_items_are_both_kept(world: World) -> None:
    answers = full_answers(world.scheme)
    at_once(world, *[saving(world, number, dict(answers[number])) for number in range(1, 7)])
    content = sheet_content(world.session, world.sheet(COUNTY).id)
    assert {number: item.version for number, item in content.items.items()} == dict.fromkeys(range(1, 7), 1)
    assert noted(world).count("sheet.start") == 1
    assert noted(world).count("sheet.save_items") == 6


def test_of_two_people_on_the_same_item_the_second_meets_the_first(world: World) -> None:
    full = dict(full_answers(world.scheme)[2])
    outcomes = at_once(world, saving(world, 2, full), saving(world, 2, LACKING))
    (conflict,) = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    standing = sheet_content(world.session, world.sheet(COUNTY).id).items[2]
    assert standing.answers == conflict.current.answers
    assert standing.version == 1


def test_an_item_saved_while_the_sheet_goes_to_the_signer_is_in_or_refused(world: World) -> None:
    _to_sign(world)
    run_now(world, send_back(world))
    item = {"items": [ItemInput(2, 1, LACKING)], **sheet(world)}
    finish = (finish_sheet, world.filler(COUNTY), sheet(world))
    assert isinstance(overlapping(world, finish, (save_items, world.filler(COUNTY), item)), Refused)
    assert sheet_content(world.session, world.sheet(COUNTY).id).items[2].version == 1


def test_a_county_accepted_meanwhile_is_not_counted_as_zero(world: World) -> None:
    _acknowledged(world)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit(COUNTY), "reason": "两次催办未报"}
    decision = (decide_zero, world.signer(CITY), about)
    refusal = overlapping(world, accept(world), decision)
    assert isinstance(refusal, Refused)
    assert [reason.text for reason in refusal.reasons] == ["该单位已审核通过，不是缺报"]


def test_a_comment_and_a_return_do_not_wait_for_each_other_for_ever(world: World) -> None:
    _acknowledged(world)
    (claim,) = world.claims(COUNTY)
    comment = (comment_claim, world.filler(CITY), {"claim_id": claim.id, "comment": "属实"})
    assert overlapping(world, comment, give_back(world)) is None
    assert noted(world)[-3:] == ["claim.comment", "sheet.return", "claim.take_back"]


def test_the_chain_neither_forks_nor_gaps_when_many_write_and_one_fails(world: World) -> None:
    answers = full_answers(world.scheme)
    before = verify_chain(world.session).length
    counties = ("甲东县", "甲南县", "甲西县", "乙东县")
    acts: list[Act] = [
        (
            save_items,
            world.filler(county),
            {"items": [ItemInput(number, 0, answers[number])], **sheet(world, county)},
        )
        for county in counties
        for number in (1, 2)
    ]
    failing = {"items": [ItemInput(2, 0, {})], **sheet(world, "乙南县")}
    outcomes = at_once(world, *acts, (save_items, world.filler("乙南县"), failing))
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False] * 8 + [True]
    chain = verify_chain(world.session)
    assert (chain.first_broken, chain.length) == (None, before + 4 + 8)
