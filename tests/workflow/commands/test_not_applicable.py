"""合理缺项: declared with a reason, confirmed above, taken back by answering; what it counts."""

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from states.sheet import SheetStage
from tests.refusals import turned_away, why_not
from tests.worlds import Stage, World, Worlds, answers_losing, at, full_answers
from tests.worlds.corrections import (
    ABOVE,
    ABSENT,
    COUNTY,
    REASON,
    averaging,
    declare,
    declared,
    give_back,
    refusing,
    rescaling,
)
from workflow.commands.filling import Conflict, ItemInput, save_items
from workflow.commands.handing_up import submission_document
from workflow.commands.not_applicable import confirm_not_applicable, declare_not_applicable
from workflow.commands.receiving import accept_sheet, acknowledge_sheet
from workflow.commands.report_review import accept_report, acknowledge_report
from workflow.errors import Forbidden, Hidden, Invalid, Stale
from workflow.models import Event, ItemDraft, Submission
from workflow.queries.losses import sheet_losses
from workflow.queries.self_scores import self_scores
from workflow.queries.sheet_pages import ItemState, sheet_page
from workflow.queries.sheets import FilledItem, sheet_content

OWN = "甲市"


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December: nothing is filled."""
    return world_at(Stage.SELF_EVALUATION)


@pytest.fixture
def opened(world_at: Worlds) -> World:
    """13 December: 甲东县's sheet with one item declared lies opened with 甲市."""
    return world_at.variant("absence_declared", Stage.SELF_EVALUATION, declared)


def item(world: World, number: int = ABSENT, unit: str = COUNTY) -> FilledItem:
    return sheet_content(world.session, world.sheet(unit).id).items[number]


def confirm(world: World, version: int = 1, number: int = ABSENT, day: int = 14) -> None:
    about = {"sheet_id": world.sheet(COUNTY).id, "item": number, "version": version}
    world.do(confirm_not_applicable, world.filler(ABOVE), at(12, day), **about)


def events(world: World, name: str) -> list[tuple[Any, Any]]:
    found = world.session.scalars(select(Event).where(Event.name == name).order_by(Event.seq))
    return [(_read(event.before), _read(event.after)) for event in found]


def _read(text: str) -> Any:
    return json.loads(text) if text else None


def test_a_declared_item_has_its_full_marks_at_once_and_no_answers(world: World) -> None:
    declare(world)
    assert (item(world).mark, item(world).not_applicable, item(world).answers) == (2, REASON, {})
    assert item(world).confirmed_at is None
    assert world.sheet(COUNTY).stage is SheetStage.FILLING
    assert events(world, "sheet.declare_not_applicable") == [
        (None, {"item": 3, "mark": "2", "not_applicable": REASON})
    ]


def test_answers_that_stood_there_fall_away_and_live_on_in_the_history(world: World) -> None:
    world.fill(COUNTY, {ABSENT: answers_losing(world.scheme, Decimal(5))[ABSENT]})
    draft = {"sheet_id": world.sheet(COUNTY).id, "item": ABSENT, "user_id": world.filler(COUNTY).user_id}
    world.session.add(ItemDraft(**draft, version=1, boxes="{}", saved_at=at(12, 11)))
    world.session.commit()
    declare(world, version=1)
    assert (item(world).version, item(world).answers) == (2, {})
    assert world.session.scalars(select(ItemDraft)).all() == []
    ((before, _),) = events(world, "sheet.declare_not_applicable")
    assert before["answers"]["conduct_review"]["value"] == "no"


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\u3000"])
def test_a_reason_is_compulsory(world: World, reason: str) -> None:
    what = {"sheet_id": world.sheet(COUNTY).id, "item": ABSENT, "version": 0, "reason": reason}
    refusal = turned_away(world, Invalid, declare_not_applicable, world.filler(COUNTY), at(12, 11), **what)
    assert refusal.errors == {"not_applicable": "写明这一项为什么不适用于本单位，上级据此逐项确认"}


def test_whoever_comes_second_meets_what_stands_there(world: World) -> None:
    world.fill(COUNTY, {ABSENT: full_answers(world.scheme)[ABSENT]})
    what = {"sheet_id": world.sheet(COUNTY).id, "item": ABSENT, "version": 0, "reason": REASON}
    conflict = turned_away(world, Conflict, declare_not_applicable, world.filler(COUNTY), at(12, 11), **what)
    assert conflict.current.answers == full_answers(world.scheme)[ABSENT]
    declare(world, version=1)
    answered = {"items": [ItemInput(ABSENT, 1, full_answers(world.scheme)[ABSENT])]}
    sheet = {"sheet_id": world.sheet(COUNTY).id}
    conflict = turned_away(world, Conflict, save_items, world.filler(COUNTY), at(12, 11), **sheet, **answered)
    assert conflict.current.not_applicable == REASON


def test_the_same_reason_again_changes_nothing(world: World) -> None:
    declare(world)
    declare(world)
    assert item(world).version == 1
    assert len(events(world, "sheet.declare_not_applicable")) == 1


def test_answering_takes_the_declaration_back(world: World) -> None:
    declare(world)
    given = [ItemInput(ABSENT, 1, full_answers(world.scheme)[ABSENT])]
    world.do(save_items, world.filler(COUNTY), at(12, 12), sheet_id=world.sheet(COUNTY).id, items=given)
    assert (item(world).not_applicable, item(world).version) == ("", 2)
    ((before, after),) = events(world, "sheet.save_items")
    assert before == {"3": {"mark": "2.0000", "not_applicable": REASON}}
    assert after == {"3": "2"}


@pytest.mark.parametrize(
    ("who", "error"),
    [("filler:乙东县", Hidden), ("filler:甲市", Forbidden), ("signer:甲东县", Forbidden)],
)
def test_only_the_own_filler_declares(world: World, who: str, error: type[Exception]) -> None:
    post, unit = who.split(":")
    what = {"sheet_id": world.sheet(COUNTY).id, "item": ABSENT, "version": 0, "reason": REASON}
    turned_away(world, error, declare_not_applicable, getattr(world, post)(unit), at(12, 11), **what)


def test_a_document_may_refuse_it(world_at: Worlds) -> None:
    world = world_at.variant("absence_refused", Stage.PEOPLE, refusing)
    what = {"sheet_id": world.sheet(COUNTY).id, "item": ABSENT, "version": 0, "reason": REASON}
    refusal = turned_away(world, Invalid, declare_not_applicable, world.filler(COUNTY), at(12, 11), **what)
    assert refusal.errors == {"not_applicable": "本办法不允许这一项填报不适用：按实际情况作答"}


def test_a_rescaled_total_is_what_is_signed_and_what_counts(world_at: Worlds) -> None:
    world = world_at.variant("absence_rescaled", Stage.PEOPLE, rescaling)
    answers = answers_losing(world.scheme, Decimal(4))
    world.fill(COUNTY, {number: given for number, given in answers.items() if number != 43})
    declare(world, item=43)
    assert item(world, 43).mark == 0
    marks = world.scheme.item(43).marks
    content = sheet_content(world.session, world.sheet(COUNTY).id)
    bare = sum(content.marks.values())
    expected = Fraction(bare) * 100 / Fraction(100 - marks)
    assert abs(Fraction(content.total(world.scheme)) - expected) < Fraction(1, 100)
    document = submission_document(world.session, world.sheet(COUNTY))
    assert document["total"] == content.total(world.scheme)
    page = sheet_page(world.session, world.filler(COUNTY), at(12, 12), world.sheet(COUNTY).id)
    assert page.total == document["total"]
    assert "第43项不适用，其余满分" in page.content.rescaling(page.scheme)
    world.hand_up(COUNTY, at(12, 12))
    assert world.sheet(COUNTY).total == document["total"]


def test_not_everything_can_be_left_out(world_at: Worlds) -> None:
    world = world_at.variant("absence_rescaled", Stage.PEOPLE, rescaling)
    *most, last = (entry.number for entry in world.scheme.items)
    for number in most:
        declare(world, item=number)
    what = {"sheet_id": world.sheet(COUNTY).id, "item": last, "version": 0, "reason": REASON}
    refusal = turned_away(world, Invalid, declare_not_applicable, world.filler(COUNTY), at(12, 11), **what)
    assert refusal.errors == {"not_applicable": "全部项次都写了不适用，没有可换算的项次：至少留一项"}


def test_the_mean_of_the_others_waits_for_the_group(world_at: Worlds) -> None:
    world = world_at.variant("absence_averaged", Stage.PEOPLE, averaging)
    full = full_answers(world.scheme)
    world.fill(COUNTY, {number: given for number, given in full.items() if number != ABSENT})
    declare(world)
    assert item(world).mark is None
    assert submission_document(world.session, world.sheet(COUNTY))["waiting"] == [ABSENT]
    lost = {"甲南县": Decimal(5), "甲西县": Decimal(0), "乙东县": Decimal(0), "乙南县": Decimal(0)}
    for county, losing in lost.items():
        world.fill(county, answers_losing(world.scheme, losing))
        world.hand_up(county, at(12, 12))
        world.accept(county, at(12, 13))
    world.hand_up(COUNTY, at(12, 12))
    sheet = {"sheet_id": world.sheet(COUNTY).id}
    world.do(acknowledge_sheet, world.filler(ABOVE), at(12, 13), **sheet)
    confirm(world)
    world.do(accept_sheet, world.signer(ABOVE), at(12, 15), **sheet)
    for unit in ("甲市", "乙市", "丙市"):
        world.fill(unit, full, at(1, 10))
        world.hand_up(unit, at(1, 15))
        world.submit_report(unit, at(1, 20))
        world.accept_report(unit, at(1, 28))
    score = self_scores(world.session, world.cycle_id)[world.unit("甲市")].score
    counted = {county.name: county.counted for county in score.counties}
    others = [item(world, unit=county).mark for county in lost]
    assert others == [0, 2, 2, 2]
    assert counted[COUNTY] == 98 + Decimal("1.5")


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


def test_the_submission_says_why(opened: World) -> None:
    content = json.loads(opened.session.scalars(select(Submission.content)).one())
    (kept,) = [entry for entry in content["items"] if entry["item"] == ABSENT]
    assert (kept["not_applicable"], kept["answers"], kept["mark"]) == (REASON, [], "2.0000")
    assert not [entry for entry in content["items"] if entry["item"] != ABSENT and "not_applicable" in entry]


def test_the_task_list_knows_three_states(opened: World) -> None:
    def state() -> ItemState:
        sheet = opened.sheet(COUNTY).id
        return sheet_page(opened.session, opened.filler(COUNTY), at(12, 14), sheet).states[ABSENT]

    assert state().label == "不适用（待确认）"
    confirm(opened)
    assert state().label == "不适用（已确认）"
    give_back(opened, at(12, 15), item_3="写明依据")
    assert state() is ItemState.TO_MEND


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
    world.do(confirm_not_applicable, world.chief, at(1, 26), **sheet, **about)
    world.do(accept_report, world.chief, at(1, 27), **report)
    assert world.sheet(OWN).stage is SheetStage.ACCEPTED
    (loss,) = sheet_losses(world.session, world.cycle_id, world.scheme)[world.unit(OWN)]
    assert (loss["item"], loss["mark"], loss["not_applicable"]) == ("3", "2", REASON)
