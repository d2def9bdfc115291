"""What one of several divisions finds stays its own; what becomes of it as others join or leave."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.worlds import Stage, World, Worlds, at
from tests.worlds.opinions import (
    FUNDS,
    ITEM,
    SERVICE,
    agreed,
    chief_page,
    divided,
    found,
    give,
    opening,
    opine,
    opined,
    page,
    rater,
    unchecked,
    unite,
)
from workflow.commands.rating import VerdictConflict
from workflow.commands.report_review import return_report, revoke_report
from workflow.errors import Invalid
from workflow.models import Event, Opinion, Verdict
from workflow.queries.comparisons import Step
from workflow.queries.rating_matrix import CellState, rating_matrix
from workflow.queries.subtrees import self_lines
from workflow.queries.todo.chief import chief_todos
from workflow.queries.todo.rater import rater_todos
from workflow.rules.double_deduction import Nature


def verdicts(world: World) -> int:
    return world.session.scalar(select(func.count(Verdict.id))) or 0


def test_an_opinion_counts_nothing_before_the_chief_has_united(world_at: Worlds) -> None:
    world = world_at.variant("divided", Stage.RATING, divided)
    rated = opine(world, FUNDS, found(2))
    assert (rated.mark, rated.version, [line.count for line in rated.findings]) == (Decimal("1.6"), 1, [2])
    assert verdicts(world) == 0
    assert unchecked(world)


def test_a_division_sees_its_own_opinion_and_nothing_of_the_other(world_at: Worlds) -> None:
    world = world_at.variant("opined", Stage.RATING, opined)
    mine = page(world, FUNDS)
    assert mine.rated is not None
    assert [line.count for line in mine.rated.findings] == [2]
    assert (mine.compared, mine.union) == (None, None)


def test_the_own_opinion_is_replaced_and_two_of_one_division_are_told(world_at: Worlds) -> None:
    world = world_at.variant("divided", Stage.RATING, divided)
    opine(world, FUNDS, found(2))
    with pytest.raises(VerdictConflict) as refusal:
        opine(world, FUNDS, found(4))
    assert [line.count for line in refusal.value.current.findings] == [2]
    assert opine(world, FUNDS, found(2)).version == 1, "the same form again is no conflict"
    assert opine(world, FUNDS, found(4), version=1).version == 2
    assert opine(world, SERVICE, found(9)).version == 1, "the other division has a version of its own"
    events = world.session.scalars(select(Event.name).where(Event.name == "assessment.give_opinion"))
    assert len(events.all()) == 3


def test_links_are_checked_for_each_opinion_by_itself(world_at: Worlds) -> None:
    world = world_at.variant("divided", Stage.RATING, divided)
    give(world, item=2)
    line = self_lines(world.session, world.cycle_id, world.unit("甲市"), 2)[0].deduction
    same = found(links=((line.id, 1),), nature=Nature.SAME)
    linked = type(same)(**{**vars(same), "component": line.component})
    for division in (FUNDS, SERVICE):
        rated = opine(world, division, linked, item=2)
        assert rated.findings[0].links[0].deduction_id == line.id
    too_many = type(same)(**{**vars(linked), "links": ((line.id, line.count + 1),)})
    with pytest.raises(Invalid, match="合计关联了"):
        opine(world, FUNDS, too_many, item=2, version=1)


def test_what_one_division_had_rated_is_its_opinion_when_another_one_joins(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    world.rate("甲市", ITEM, found(2))
    divided(world)
    mine = page(world, FUNDS)
    assert mine.rated is not None
    assert (mine.version, mine.rated.findings[0].count) == (1, 2)
    assert page(world, SERVICE).rated is None
    assert unchecked(world)


def test_the_opinion_of_the_division_that_is_left_is_the_rating(world_at: Worlds) -> None:
    world = world_at.variant("opined", Stage.RATING, opined)
    with pytest.raises(Invalid) as refusal:
        give(world, [FUNDS])
    assert refusal.value.errors == {
        "item-11": "第11项服务处已对 1 个单位写过意见，去掉后这些意见留存但不再计入："
        "确定要去掉的，勾选“确认去掉已写过意见的处室”再保存"
    }
    give(world, [FUNDS], confirmed=True)
    left = page(world, FUNDS)
    assert left.rated is not None
    assert (left.rated.mark, left.rated.checked_by) == (Decimal("1.6"), "基金处评定员")
    assert not unchecked(world)
    assert world.session.scalar(select(func.count(Opinion.id))) == 2, "nothing is thrown away"
    give(world)
    again = page(world, SERVICE).rated
    assert again is not None
    assert again.findings[0].count == 3


def test_a_union_stands_when_one_division_is_left(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    opening(world)
    unite(world)
    give(world, [FUNDS], confirmed=True)
    left = page(world, FUNDS).rated
    assert left is not None
    assert (left.mark, len(left.findings)) == (Decimal("1.4"), 2)
    assert not unchecked(world)
    give(world)
    assert page(world, FUNDS).rated != left, "its own opinion, not the union"
    assert unchecked(world) is False
    assert chief_page(world).step is Step.READY


def test_items_that_are_not_found_by_case_go_to_one_division(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    with pytest.raises(Invalid) as refusal:
        give(world, item=46)
    assert refusal.value.errors["item-46"].startswith("第46项只由一个处室办理")
    with pytest.raises(Invalid, match="没有选处室"):
        give(world, [])


def test_after_a_return_opinions_and_the_opening_are_made_again(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    opening(world)
    about = {"report_id": world.report("甲市").id}
    world.do(revoke_report, world.chief, at(2, 14), **about, reason="复核")
    world.do(return_report, world.chief, at(2, 14), **about, items={11: "补充"}, counties={})
    world.hand_up("甲市", at(2, 15))
    world.submit_report("甲市", at(2, 15))
    world.accept_report("甲市", at(2, 16))
    mine = page(world, FUNDS)
    assert (mine.outdated, mine.compared, mine.rated and mine.rated.mark) == (True, None, None)
    assert unchecked(world)
    assert chief_page(world).standing.missing == chief_page(world).standing.divisions
    todos = rater_todos(world.session, rater(world, FUNDS), at(2, 17))
    assert any("评定甲市" in todo.title for todo in todos)
    opine(world, FUNDS, found(2), version=1, now=at(2, 17))
    opine(world, SERVICE, now=at(2, 17), version=1)
    opening(world, now=at(2, 18))
    assert unite(world, now=at(2, 18)).mark == Decimal("1.6")


def states(world: World, division: str | None) -> CellState:
    who = rater(world, division) if division else world.chief
    row = rating_matrix(world.session, who, world.cycle_id).rows[0]
    return next(cell.state for cell in row.cells if cell.item == ITEM)


def test_the_matrix_and_the_lists_tell_everybody_what_is_theirs(world_at: Worlds) -> None:
    world = world_at.variant("divided", Stage.RATING, divided)
    steps = []

    def look() -> None:
        chief = [todo.title for todo in chief_todos(world.session, world.chief, at(2, 12))]
        todos = rater_todos(world.session, rater(world, FUNDS), at(2, 12))
        own = any("、11、" in todo.detail for todo in todos if "甲市" in todo.title)
        mine = [title for title in chief if "处室" in title]
        steps.append((states(world, None), states(world, FUNDS), own, mine))

    look()
    opine(world, FUNDS, found(2))
    look()
    opine(world, SERVICE)
    look()
    opening(world)
    look()
    unite(world)
    look()
    assert steps == [
        (CellState.UNRATED, CellState.UNRATED, True, []),
        (CellState.PARTLY, CellState.FOUND, False, []),
        (CellState.READY, CellState.FOUND, False, ["1 项处室意见等您开启对照"]),
        (CellState.COMPARED, CellState.FOUND, False, ["1 项处室意见等您合并"]),
        (CellState.FOUND, CellState.FOUND, False, []),
    ]
