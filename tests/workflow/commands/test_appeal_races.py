"""Appeals, decisions and the circular at the same instant: each result is one that some order gives."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.appeal import AppealStage
from states.engine import Refused
from states.ranking import RankingStage
from tests.threads import Act, at_once, overlapping
from tests.worlds import Stage, World, Worlds, appeals, at
from workflow.actor import Actor
from workflow.commands.appeal_decisions import dismiss_appeal, take_up_appeal, uphold_by_findings
from workflow.commands.appeals import file_appeal, withdraw_appeal
from workflow.commands.publishing import publish_ranking
from workflow.commands.ranking import recompute_ranking
from workflow.errors import Stale
from workflow.models import Appeal, Event, RankingRun

LOST = (Refused, Stale)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.PUBLICITY)


def publishing(session: Session, actor: Actor, _now: datetime, **what: Any) -> None:
    """The circular, at the instant at which the publicity period is over."""
    publish_ranking(session, actor, at(3, 13, 0, 0), **what)


def filing(session: Session, actor: Actor, _now: datetime, **what: Any) -> Any:
    """An appeal that arrives in the last minute."""
    return file_appeal(session, actor, at(3, 12, 23, 59), **what).id


def circular(world: World) -> Act:
    return publishing, world.chief, {"run_id": world.run.id, "circular_number": "一号"}


def objection(world: World, statement: str = appeals.STATEMENT) -> Act:
    about = {"run_id": world.run.id, "unit_id": world.unit("丙市"), "item": 36, "statement": statement}
    return filing, world.signer("丙市"), about


def upholding(world: World, appeal_id: int) -> Act:
    what = {"appeal_id": appeal_id, "reason": "台账齐全", "findings": []}
    return uphold_by_findings, world.chief, what


def noted(world: World, name: str) -> int:
    return world.session.scalar(select(func.count()).where(Event.name == name)) or 0


def run_stage(world: World) -> RankingStage:
    return world.run.stage


def test_two_presses_at_once_are_one_appeal(world: World) -> None:
    first, second = at_once(world, objection(world), objection(world))
    assert first == second
    assert noted(world, "appeal.file") == 1


def test_two_people_at_once_are_one_appeal_and_one_is_told(world: World) -> None:
    outcomes = at_once(world, objection(world), objection(world, "另一个理由"))
    assert sorted(isinstance(outcome, Stale) for outcome in outcomes) == [False, True]
    assert world.session.scalar(select(func.count()).select_from(Appeal)) == 1


def test_an_appeal_of_the_last_minute_holds_the_circular_up(world: World) -> None:
    refusal = overlapping(world, objection(world), circular(world))
    assert isinstance(refusal, Refused)
    assert "还有申诉没有复核结论：丙市第 36 项" in str(refusal)
    assert run_stage(world) is RankingStage.PUBLICITY


def test_a_published_circular_leaves_no_appeal_behind(world: World) -> None:
    assert isinstance(overlapping(world, circular(world), objection(world)), Refused)
    assert run_stage(world) is RankingStage.PUBLISHED
    assert world.session.scalar(select(func.count()).select_from(Appeal)) == 0


def test_a_mark_that_is_being_changed_is_not_published_over(world: World) -> None:
    appeals.taken_up(world)
    assert isinstance(overlapping(world, upholding(world, 1), circular(world)), Refused)
    assert run_stage(world) is RankingStage.PUBLICITY


def test_what_is_published_is_what_was_computed(world: World) -> None:
    """A mark changes and the ranking is published at once: the circular has the mark of its run, or waits."""
    appeals.taken_up(world)
    recompute = (recompute_ranking, world.chief, {"run_id": world.run.id})
    outcomes = at_once(world, upholding(world, 1), circular(world), recompute)
    assert isinstance(outcomes[1], Refused)
    run = world.session.get_one(RankingRun, 1, populate_existing=True)
    assert run.published_at is None


def test_of_taking_up_and_withdrawing_one_wins(world: World) -> None:
    appeal = appeals.file(world)
    take_up = (take_up_appeal, world.chief, {"appeal_id": appeal.id})
    withdraw = (withdraw_appeal, world.signer("丙市"), {"appeal_id": appeal.id})
    outcomes = at_once(world, take_up, withdraw)
    assert sorted(isinstance(outcome, LOST) for outcome in outcomes) == [False, True]
    assert noted(world, "appeal.take_up") + noted(world, "appeal.withdraw") == 1


def test_of_two_decisions_one_wins(world: World) -> None:
    appeals.taken_up(world)
    dismiss = (dismiss_appeal, world.chief, {"appeal_id": 1, "reason": "没有台账"})
    outcomes = at_once(world, upholding(world, 1), dismiss)
    assert sorted(isinstance(outcome, LOST) for outcome in outcomes) == [False, True]
    decided = world.session.get_one(Appeal, 1, populate_existing=True).stage
    assert noted(world, "assessment.adjust_item") == (decided is AppealStage.UPHELD)


def test_a_ranking_is_computed_anew_once(world: World) -> None:
    appeals.upheld(world)
    act = (recompute_ranking, world.chief, {"run_id": world.run.id})
    outcomes = at_once(world, act, act)
    assert sorted(isinstance(outcome, LOST) for outcome in outcomes) == [False, True]
    assert world.run.number == 2
