"""A unit contests an item while its result is shown, once, and may take it back until it is taken up."""

import pytest
from sqlalchemy import func, select

from states.appeal import AppealStage
from states.engine import Refused
from tests.worlds import Stage, World, Worlds, appeals, at
from workflow.clock import end_of_day
from workflow.commands.appeals import file_appeal, withdraw_appeal
from workflow.errors import Forbidden, Hidden, Invalid, NotFound, Stale
from workflow.models import Appeal, Event
from workflow.queries.appeals import contestable


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.PUBLICITY)


def how_many(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(Appeal)) or 0


def events(world: World, name: str) -> int:
    return world.session.scalar(select(func.count()).where(Event.name == name)) or 0


def about(world: World, unit: str = "丙市", item: int = 36, **other: object) -> dict[str, object]:
    statement = {"statement": appeals.STATEMENT} | other
    return {"run_id": world.run.id, "unit_id": world.unit(unit), "item": item, **statement}


def test_what_is_filed_is_kept_with_its_moment_and_noted_once(world: World) -> None:
    filed = appeals.file(world)
    assert (filed.stage, filed.filed_at, filed.item) == (AppealStage.FILED, at(3, 8), 36)
    assert events(world, "appeal.file") == 1


def test_an_appeal_says_why(world: World) -> None:
    with pytest.raises(Invalid, match="写明申诉的理由") as refusal:
        world.do(file_appeal, world.signer("丙市"), at(3, 8), **about(world, statement=" \n"))
    assert set(refusal.value.errors) == {"statement"}


def test_the_same_form_sent_twice_is_one_appeal(world: World) -> None:
    first = appeals.file(world)
    assert appeals.file(world, now=at(3, 8, 9, 1)).id == first.id
    assert (how_many(world), events(world, "appeal.file")) == (1, 1)


def test_an_item_is_contested_once_and_the_second_is_told_by_whom(world: World) -> None:
    appeals.file(world)
    with pytest.raises(Stale) as refusal:
        world.do(file_appeal, world.signer("丙市"), at(3, 9), **about(world, statement="另一个理由"))
    for text in ("第 36 项已由丙市负责人于2027年3月8日（星期一）09:00:00提出申诉", "先撤回那一件"):
        assert text in refusal.value.text


def test_a_decided_item_is_not_contested_again_in_the_same_period(world: World) -> None:
    appeals.dismissed(world)
    with pytest.raises(Stale, match="状态是“维持原评定”：同一项次在一次公示期内申诉一次"):
        world.do(file_appeal, world.signer("丙市"), at(3, 11), **about(world, statement="再次申诉"))


def test_what_arrives_before_the_closing_instant_is_in_time(world: World) -> None:
    closing = end_of_day(appeals.CLOSES)
    assert appeals.file(world, now=at(3, 12, 23, 59)).stage is AppealStage.FILED
    with pytest.raises(Refused) as refusal:
        appeals.file(world, item=35, now=closing)
    text = "申诉期已于2027年3月12日（星期五）24:00截止，不再受理；仍有异议的，联系示范省 000-00990000"
    assert [reason.text for reason in refusal.value.reasons] == [text]


def test_the_same_form_sent_again_after_closing_is_answered_with_the_appeal(world: World) -> None:
    first = appeals.file(world)
    assert appeals.file(world, now=at(3, 20)).id == first.id


def test_before_the_publicity_period_there_is_nothing_to_contest(world_at: Worlds) -> None:
    world = world_at(Stage.APPROVED)
    with pytest.raises(Refused, match="公示还没有开始，公示期间才能提出申诉"):
        world.do(file_appeal, world.signer("丙市"), at(3, 4), **about(world))


def test_after_publication_appeals_are_closed(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    with pytest.raises(Refused, match="申诉期已于2027年3月12日"):
        world.do(file_appeal, world.signer("丙市"), at(3, 16), **about(world))


@pytest.mark.parametrize("unit", ["甲市", "乙市", "甲东县"])
def test_nobody_contests_for_another_unit(world: World, unit: str) -> None:
    with pytest.raises((Hidden, Forbidden)):
        world.do(file_appeal, world.signer(unit), at(3, 8), **about(world))
    assert how_many(world) == 0


def test_the_filler_does_not_file(world: World) -> None:
    with pytest.raises(Forbidden, match="可以办理的岗位：本单位负责人"):
        world.do(file_appeal, world.filler("丙市"), at(3, 8), **about(world))


def test_a_ranked_unit_contests_what_it_was_rated_on_and_its_claims(world: World) -> None:
    found = contestable(world.session, world.run, world.unit("甲市"))
    assert [entry.item for entry in found] == [*range(1, 44), 44, 47]
    marks = {entry.item: entry.term.value for entry in found}
    assert (marks[36], marks[44], marks[47]) == ("0", "3", "-2")


def test_a_unit_below_contests_its_own_claims_only(world: World) -> None:
    assert [entry.item for entry in contestable(world.session, world.run, world.unit("乙东县"))] == [44]
    assert contestable(world.session, world.run, world.unit("甲东县")) == ()
    for item in (36, 45):
        with pytest.raises(NotFound, match="下辖单位可以对有自己申报的特殊因素提出"):
            appeals.file(world, "乙东县", item)
    assert appeals.file(world, "乙东县", 44).stage is AppealStage.FILED


def test_a_withdrawn_appeal_can_be_filed_anew(world: World) -> None:
    first = appeals.file(world)
    world.do(withdraw_appeal, world.signer("丙市"), at(3, 8), appeal_id=first.id)
    again = appeals.file(world, now=at(3, 9))
    assert again.id != first.id
    assert events(world, "appeal.withdraw") == 1


def test_what_is_taken_up_is_not_withdrawn(world: World) -> None:
    appeal = appeals.file(world)
    appeals.take_up(world, appeal)
    with pytest.raises(Refused, match="申诉当前状态是“复核中”，此时不能撤回申诉") as refusal:
        world.do(withdraw_appeal, world.signer("丙市"), at(3, 9), appeal_id=appeal.id)
    assert refusal.value.reasons[0].lifted_by == "评定负责人"


def test_nobody_withdraws_for_another_unit(world: World) -> None:
    appeal = appeals.file(world)
    for who in (world.signer("乙市"), world.filler("丙市"), world.chief):
        with pytest.raises((Hidden, Forbidden)):
            world.do(withdraw_appeal, who, at(3, 8), appeal_id=appeal.id)
