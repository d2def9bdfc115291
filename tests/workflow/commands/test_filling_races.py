"""A save in flight while the sheet is handed on: what was shown is what goes, or somebody is told."""

from typing import Any

import pytest

from states.engine import Refused
from states.sheet import SheetStage
from tests.threads import Act, at_once, overlapping
from tests.worlds import Stage, World, Worlds, at
from tests.worlds.stories import COUNTY, filled, to_sign
from workflow.commands.drafts import keep_draft
from workflow.commands.filling import Conflict, ItemInput, save_items
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet
from workflow.digests import digest
from workflow.errors import Stale
from workflow.models import Submission
from workflow.queries.drafts import draft_of
from workflow.queries.sheets import sheet_content
from workflow.rules.kinds.answers import Answer, Line

LACKING = {"training": Answer("no", (Line("没有培训计划", "人员变动"),)), "integrity": Answer("yes")}
OTHER = {"training": Answer("yes"), "integrity": Answer("no", (Line("有一次迟到", "核对考勤"),))}


@pytest.fixture
def full(world_at: Worlds) -> World:
    """10 December: every item is filled, the sheet lies with the filler."""
    return world_at.variant("county_story_filled", Stage.SELF_EVALUATION, filled)


@pytest.fixture
def handed_on(world_at: Worlds) -> World:
    """11 December: the sheet lies with the signer."""
    return world_at.variant("county_story_to_sign", Stage.SELF_EVALUATION, to_sign)


def sheet(world: World) -> dict[str, Any]:
    return {"sheet_id": world.sheet(COUNTY).id}


def save(world: World, answers: dict[str, Answer] | None = None) -> Act:
    item = ItemInput(2, 1, LACKING if answers is None else answers)
    return save_items, world.filler(COUNTY), {"items": [item], **sheet(world)}


def draft(world: World) -> Act:
    boxes = {"2-training-value": "no"}
    return keep_draft, world.filler(COUNTY), {"item": 2, "version": 1, "boxes": boxes, **sheet(world)}


def finish(world: World) -> Act:
    shown = submission_digest(world.session, world.sheet(COUNTY))
    return finish_sheet, world.filler(COUNTY), {"shown_digest": shown, **sheet(world)}


def submit(world: World) -> Act:
    shown = submission_digest(world.session, world.sheet(COUNTY))
    return submit_sheet, world.signer(COUNTY), {"shown_digest": shown, **sheet(world)}


def version(world: World) -> int:
    return sheet_content(world.session, world.sheet(COUNTY).id).items[2].version


def test_a_save_that_comes_before_sends_the_filler_back_to_the_check_page(full: World) -> None:
    refusal = overlapping(full, save(full), finish(full))
    assert isinstance(refusal, Stale)
    assert refusal.text == "核对之后评定表的内容有变动，重新打开核对页，看过最新内容再送签。"
    assert (version(full), full.sheet(COUNTY).stage) == (2, SheetStage.FILLING)


def test_a_save_that_comes_after_is_refused_and_what_was_shown_goes(full: World) -> None:
    refusal = overlapping(full, finish(full), save(full))
    assert isinstance(refusal, Refused)
    assert str(refusal.reasons[0].text) == "评定表当前状态是“待签”，此时填报员不能修改"
    assert (version(full), full.sheet(COUNTY).stage) == (1, SheetStage.TO_SIGN)


def test_at_the_same_instant_one_of_both_wins(full: World) -> None:
    outcomes = at_once(full, finish(full), save(full))
    assert sorted(isinstance(outcome, Refused | Stale) for outcome in outcomes) == [False, True]
    went = full.sheet(COUNTY).stage is SheetStage.TO_SIGN
    assert version(full) == (1 if went else 2)


def test_a_draft_in_flight_holds_nothing_up_and_is_refused_afterwards(full: World) -> None:
    assert overlapping(full, draft(full), finish(full)) is None
    assert full.sheet(COUNTY).stage is SheetStage.TO_SIGN
    assert isinstance(at_once(full, draft(full))[0], Refused)


def test_a_draft_kept_twice_at_once_is_one_draft(full: World) -> None:
    assert at_once(full, draft(full), draft(full)) == [None, None]
    found = draft_of(full.session, full.sheet(COUNTY).id, 2, full.filler(COUNTY).user_id)
    assert found is not None
    assert found.saved_at == at(1, 21)


def test_what_is_submitted_is_what_was_shown_whatever_is_in_flight(handed_on: World) -> None:
    world, act = handed_on, submit(handed_on)
    outcomes = at_once(world, save(world), act, draft(world))
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [True, False, True]
    made = world.session.query(Submission).one()
    assert made.digest == digest(made.content) == act[2]["shown_digest"]
    assert version(world) == 1


def test_a_save_repeated_answers_the_same_and_other_words_about_that_version_do_not(full: World) -> None:
    first, again = at_once(full, save(full), save(full))
    assert first.items[2].version == again.items[2].version == 2
    (conflict,) = at_once(full, save(full, OTHER))
    assert isinstance(conflict, Conflict)
    assert conflict.current.answers == LACKING
    assert version(full) == 2
