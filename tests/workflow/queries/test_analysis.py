"""Results looked into: what the chief sees of every unit, and a unit of itself."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.worlds import FindingInput, Stage, World, Worlds, at, go_on, towns
from workflow.actor import Post
from workflow.commands.ranking import compute_ranking
from workflow.errors import NotFound
from workflow.queries.analysis import (
    SORTS,
    UnitAnalysis,
    analysed,
    comparisons,
    deducted_item,
    deducted_items,
    own_analysis,
    unit_analysis,
)
from workflow.rules.double_deduction import Nature

pytestmark = pytest.mark.sqlite_only


def names(world: World, sort: str | None = None) -> list[str]:
    return [row.name for row in comparisons(analysed(world.session, world.run.id), sort)]


def unit(world: World, name: str) -> UnitAnalysis:
    return unit_analysis(analysed(world.session, world.run.id), world.unit(name))


def test_the_highest_self_score_against_the_assessed_one_comes_first(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    rows = comparisons(analysed(world.session, world.run.id))
    assert [(row.name, row.self_score, row.assessed, row.difference, row.place) for row in rows] == [
        ("丙市", 98, 91, 7, 1),
        ("甲市", Fraction("93.2"), 90, Fraction("3.2"), 2),
        ("乙市", Fraction("93.6"), Decimal("92.5"), Fraction("1.1"), 3),
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, ["丙市", "甲市", "乙市"]),
        ("rank", ["乙市", "丙市", "甲市"]),
        ("self", ["丙市", "乙市", "甲市"]),
        ("assessed", ["乙市", "丙市", "甲市"]),
        ("name; drop table unit", ["丙市", "甲市", "乙市"]),
    ],
)
def test_the_order_is_one_of_those_that_are_offered(
    world_at: Worlds, sort: str | None, order: list[str]
) -> None:
    assert names(world_at(Stage.COMPUTED), sort) == order
    assert set(SORTS) == {"difference", "rank", "self", "assessed", "name"}


@pytest.mark.parametrize("name", ["甲市", "乙市", "丙市"])
def test_items_and_categories_add_up_to_the_difference_of_the_scores(world_at: Worlds, name: str) -> None:
    found = unit(world_at(Stage.COMPUTED), name)
    difference = found.line.self_score - Fraction(found.line.province)
    assert sum((row.difference or 0 for row in found.items), Fraction(0)) == difference
    assert sum((row.unit.difference or 0 for row in found.categories), Fraction(0)) == difference
    assert sum((row.unit.assessed or 0 for row in found.categories), Fraction(0)) == found.line.province


def test_an_item_tells_what_was_deducted_on_either_side_and_by_whom(world_at: Worlds) -> None:
    found = unit(world_at(Stage.COMPUTED), "甲市")
    lost = [row for row in found.items if row.found_grounds]
    assert {ground.text for row in lost for ground in row.found_grounds} == {"现场检查发现"}
    assert sum((ground.marks for row in lost for ground in row.found_grounds), Decimal(0)) == 10
    own = [ground for row in found.items for ground in row.own_grounds]
    assert {name for ground in own for name in ground.units} == {"甲市", "甲东县", "甲南县", "甲西县"}
    assert sum((ground.marks for ground in own), Decimal(0)) == 5 + 4 + 8 + 12


def test_a_category_stands_beside_mean_best_and_worst_of_the_group(world_at: Worlds) -> None:
    found = unit(world_at(Stage.COMPUTED), "甲市")
    assert [row.group.units for row in found.categories if row.group] == [3] * len(found.categories)
    means = sum((row.group.mean for row in found.categories if row.group), Fraction(0))
    assert means == Fraction("273.5") / 3
    for row in found.categories:
        assert row.group is not None
        assert row.unit.assessed is not None
        assert row.group.worst <= row.unit.assessed <= row.group.best <= row.unit.full


def test_the_dearest_items_are_those_of_all_units_together(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    items = deducted_items(analysed(world.session, world.run.id))
    assert sum((item.assessed_lost for item in items), Decimal(0)) == 10 + Decimal("7.5") + 9
    assert sum((item.self_lost for item in items), Decimal(0)) == 5 + 4 + 8 + 12 + 4 + 10 + 6 + 2
    assert [item.assessed_lost for item in items] == sorted((i.assessed_lost for i in items), reverse=True)


def test_one_item_is_told_for_every_unit_with_every_line(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    page = analysed(world.session, world.run.id)
    dearest = deducted_items(page)[0]
    found = deducted_item(page, dearest.number)
    assert found.item == dearest
    assert {row.name for row in found.rows} == {"甲市", "乙市", "丙市"}
    assert {side for row in found.rows for side, _ in row.losses} <= {"评定认定", "自评扣分"}
    with pytest.raises(NotFound):
        deducted_item(page, 99)


def test_the_documents_cause_is_kept_with_a_finding(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    key = world.scheme.item(11).components[0].key
    world.rate("甲市", 11, FindingInput(key, Nature.NEW, "二季度未分账", "核对账套", count=2), version=1)
    go_on(world, Stage.COMPUTED, since=Stage.RATED)
    [found] = [row for row in unit(world, "甲市").items if row.marks.number == 11]
    cause = world.scheme.item(11).components[0].rule.asked.causes[0].label
    assert [(ground.text, ground.count) for ground in found.found_grounds] == [(cause, 2)]


def test_a_unit_sees_itself_from_the_publicity_period_on_and_no_group(world_at: Worlds) -> None:
    for stage in (Stage.COMPUTED, Stage.IN_DELIBERATION, Stage.APPROVED):
        world = world_at(stage)
        with pytest.raises(NotFound):
            own_analysis(world.session, world.filler("甲市"), world.run.id)
    world = world_at(Stage.PUBLICITY)
    shown, _, own = own_analysis(world.session, world.filler("甲市"), world.run.id)
    assert not shown.published
    assert own.line.name == "甲市"
    assert [row.group for row in own.categories] == [None] * len(own.categories)
    assert own.items == unit(world, "甲市").items


@pytest.mark.parametrize("who", ["甲东县", "rater", "auditor", "chief"])
def test_whoever_is_not_ranked_has_nothing_of_its_own_to_compare(world_at: Worlds, who: str) -> None:
    world = world_at(Stage.PUBLISHED)
    actors = {
        "甲东县": world.filler("甲东县"),
        "rater": world.rater(11),
        "auditor": world.actor("示范省", Post.AUDITOR),
        "chief": world.chief,
    }
    with pytest.raises(NotFound):
        own_analysis(world.session, actors[who], world.run.id)


def test_where_only_answers_are_rated_items_come_from_the_tree(town_at) -> None:  # type: ignore[no-untyped-def]
    world = town_at(towns.computed)
    page = analysed(world.session, world.run.id)
    assert not page.compares
    found = unit_analysis(page, world.unit("甲镇"))
    assert [row.self_mark for row in found.items] == [None] * len(found.items)
    assert sum((row.unit.assessed or 0 for row in found.categories), Fraction(0)) == found.line.province
    group = {row.group.units for row in found.categories if row.group}
    assert group == {2}
    assert deducted_items(page)


def evaluated_and_computed(world: World) -> None:
    """1 April: the towns have evaluated themselves, the ranking is computed from that alone."""
    towns.evaluated(world)
    own = towns.TownWorld(world.session)
    own.do(compute_ranking, own.chief, at(4, 1), cycle_id=own.cycle_id)


def test_a_self_evaluation_alone_has_no_assessed_side(town_at) -> None:  # type: ignore[no-untyped-def]
    world = town_at(evaluated_and_computed)
    page = analysed(world.session, world.run.id)
    assert not page.compares
    found = unit_analysis(page, world.unit("甲镇"))
    assert [row.marks.assessed for row in found.items] == [None] * len(found.items)
    assert sum((row.unit.self_marks or 0 for row in found.categories), Fraction(0)) == found.line.self_score
    assert [row.difference for row in found.items] == [None] * len(found.items)
