"""Threads: what a loser is told; one item declared, answered, confirmed, returned, accepted at once."""

import pytest

from states.engine import Refused
from states.sheet import SheetStage
from tests.threads import Act, at_once, overlapping
from tests.workflow.commands.test_races import (
    CITY,
    COUNTY,
    accept,
    acknowledge,
    give_back,
    noted,
    remark,
    rivals,
    run_now,
    saving,
    sheet,
)
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.commands.filling import Conflict
from workflow.commands.not_applicable import confirm_not_applicable, declare_not_applicable
from workflow.queries.sheets import sheet_content

__all__ = ["rivals"]
"""The pairs of acts that exclude each other."""

NOW = "已于2027年1月21日（星期四）09:00:00"


@pytest.mark.parametrize("turned", [False, True], ids=["in this order", "the other way round"])
def test_the_loser_is_told_who_did_what_and_when(rivals: tuple[World, Act, Act], turned: bool) -> None:
    world, first, second = rivals
    winner, loser = (second, first) if turned else (first, second)
    lost = str(overlapping(world, winner, loser))
    assert f"{winner[1].name}{NOW}" in lost


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def _absent(world: World) -> None:
    answers = full_answers(world.scheme)
    world.fill(COUNTY, {number: given for number, given in answers.items() if number != 3})
    run_now(world, declaring(world))
    world.hand_up(COUNTY, at(12, 20))
    run_now(world, acknowledge(world))


def declaring(world: World, version: int = 0) -> Act:
    what = {"item": 3, "version": version, "reason": "没有这项业务", **sheet(world)}
    return declare_not_applicable, world.filler(COUNTY), what


def confirming(world: World) -> Act:
    return confirm_not_applicable, world.filler(CITY), {"item": 3, "version": 1, **sheet(world)}


def test_of_an_answer_and_a_declaration_at_the_same_instant_the_second_meets_the_first(world: World) -> None:
    outcomes = at_once(world, declaring(world), saving(world, 3, dict(full_answers(world.scheme)[3])))
    assert len([outcome for outcome in outcomes if isinstance(outcome, Conflict)]) == 1
    standing = sheet_content(world.session, world.sheet(COUNTY).id).items[3]
    assert standing.version == 1
    assert bool(standing.not_applicable) is not bool(standing.answers)


def test_an_acceptance_waits_for_the_confirmation_that_is_under_way(world: World) -> None:
    _absent(world)
    assert overlapping(world, confirming(world), accept(world)) is None
    assert world.sheet(COUNTY).stage is SheetStage.ACCEPTED


def test_nothing_is_confirmed_on_a_sheet_that_was_returned_meanwhile(world: World) -> None:
    _absent(world)
    run_now(world, remark(world))
    refusal = overlapping(world, give_back(world), confirming(world))
    assert isinstance(refusal, Refused)
    assert "评定表当前状态是“退回修改”" in str(refusal)
    assert sheet_content(world.session, world.sheet(COUNTY).id).items[3].confirmed_at is None


def test_two_people_who_confirm_at_once_confirm_once(world: World) -> None:
    _absent(world)
    assert at_once(world, confirming(world), confirming(world)) == [None, None]
    assert noted(world).count("sheet.confirm_not_applicable") == 1
