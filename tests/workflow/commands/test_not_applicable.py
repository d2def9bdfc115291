"""合理缺项: declared with a reason, confirmed above, taken back by answering; what it counts."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from states.sheet import SheetStage
from tests.refusals import turned_away
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
from workflow.errors import Forbidden, Hidden, Invalid
from workflow.models import Event, ItemDraft, Submission
from workflow.queries.self_scores import self_scores
from workflow.queries.sheet_pages import ItemState, sheet_page
from workflow.queries.sheets import FilledItem, sheet_content


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
    assert before == {"3": {"answers": [], "mark": "2.0000", "not_applicable": REASON, "version": 1}}
    assert (after["3"]["mark"], after["3"]["version"]) == ("2.0000", 2)
    assert "not_applicable" not in after["3"]


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
