"""一票否决: zero, no grade, the last place; revoked, everything is as it was."""

import pytest
from sqlalchemy import select

from states.engine import Refused
from tests.worlds import TownAt, World, at, towns
from workflow.commands.assessing import check_assessments
from workflow.commands.ranking import compute_ranking
from workflow.commands.vetoes import decide_veto, revoke_veto
from workflow.errors import Forbidden, Invalid, NotFound
from workflow.models import RankingLine, VetoCase


def decide(world: World, town: str = "甲镇", veto: str = "accident", reason: str = "调查报告") -> object:
    about = {"cycle_id": 1, "unit_id": world.unit(town), "veto": veto, "reason": reason}
    return world.do(decide_veto, towns.chief(world), at(2, 15), **about)


def line(world: World, town: str) -> RankingLine:
    own = (RankingLine.run_id == world.run.id, RankingLine.unit_id == world.unit(town))
    return world.session.scalars(select(RankingLine).where(*own)).one()


def test_a_vetoed_unit_has_nothing_and_comes_last(town_at: TownAt) -> None:
    world = town_at(towns.rated)
    decide(world)
    units = [world.unit(name) for name in towns.TOWNS]
    world.do(check_assessments, towns.chief(world), at(2, 18), cycle_id=1, unit_ids=units)
    world.do(compute_ranking, towns.chief(world), at(2, 20), cycle_id=1)
    found = line(world, "甲镇")
    assert (found.final, found.rank, found.grade, found.vetoed) == ("0/1", 4, "", True)
    assert line(world, "丁园").rank == 1
    assert "综合奖" in line(world, "丁园").terms
    assert '"prizes":[]' in found.terms


def test_a_revoked_case_leaves_the_marks_as_they_were(town_at: TownAt) -> None:
    world = town_at(towns.computed)
    before = world.run.input_digest
    case = decide(world)
    assert isinstance(case, VetoCase)
    about = {"veto_id": case.id, "reason": "复核后更正"}
    world.do(revoke_veto, towns.chief(world), at(2, 21), **about)
    run = world.do(compute_ranking, towns.chief(world), at(2, 22), cycle_id=1)
    assert run.input_digest == before
    with pytest.raises(NotFound):
        world.do(revoke_veto, towns.chief(world), at(2, 21), **about)


def test_the_same_case_is_established_once(town_at: TownAt) -> None:
    world = town_at(towns.rated)
    decide(world)
    with pytest.raises(Invalid, match="不重复认定"):
        decide(world)


@pytest.mark.parametrize(("what", "field"), [({"veto": "storm"}, "veto"), ({"reason": " "}, "reason")])
def test_a_case_needs_its_kind_and_its_facts(town_at: TownAt, what: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decide(town_at(towns.rated), **what)
    assert list(refusal.value.errors) == [field]


@pytest.mark.parametrize("name", ["医保科评定员", "示范县系统管理员", "甲评议员"])
def test_only_the_chief_decides(town_at: TownAt, name: str) -> None:
    world = town_at(towns.rated)
    about = {"cycle_id": 1, "unit_id": world.unit("甲镇"), "veto": "accident", "reason": "调查报告"}
    with pytest.raises(Forbidden):
        world.do(decide_veto, towns.person(world, name), at(2, 15), **about)


def test_nothing_is_established_once_the_ranking_is_at_the_meeting(town_at: TownAt) -> None:
    with pytest.raises(Refused):
        decide(town_at(towns.in_publicity))
