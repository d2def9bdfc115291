"""Nobody can tell a town's hidden marks: two counties that differ in nothing else look the same.

Apart are what 丁园 got by answer, by panel and by imported figures, and a veto against it.
"""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.webapp.desks import TownDeskAt
from tests.webapp.results.test_hidden_marks import views
from tests.worlds import World, at, towns
from workflow.commands.answering import RatingInput
from workflow.commands.assessing import check_assessments
from workflow.commands.publishing import announce_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.commands.vetoes import decide_veto
from workflow.rules.kinds.answers import Answer, Line

pytestmark = pytest.mark.sqlite_only
VETO = "/province/vetoes/1/revoke"
POOR = Answer("12", (Line("服务一般", "回访"),))


def at_the_meeting(world: World) -> None:
    units = [world.unit(name) for name in towns.TOWNS]
    world.do(check_assessments, towns.chief(world), at(2, 18), cycle_id=world.cycle_id, unit_ids=units)
    world.do(compute_ranking, towns.chief(world), at(2, 20), cycle_id=world.cycle_id)
    world.do(submit_ranking, towns.chief(world), at(3, 1), run_id=world.run.id)


def well(world: World) -> None:
    """丁园 fares well; the ranking is at the meeting."""
    towns.rated(world)
    at_the_meeting(world)


def badly(world: World) -> None:
    """丁园 fares badly in everything, and is vetoed; the ranking is at the meeting."""
    towns.answered(world)
    towns.rate(world, "丁园", RatingInput(5, 1, {"judged": POOR}))
    towns.evaluate(world, "甲评议员", {"丁园": "3"}, version=1)
    towns.import_figures(world, {**towns.FIGURES, "丁园": ("100", "1000")}, now=at(2, 13))
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("丁园"), "veto": "accident"}
    world.do(decide_veto, towns.chief(world), at(2, 14), **about, reason="调查报告")
    at_the_meeting(world)


def shown(world: World) -> None:
    meeting = {"meeting_date": at(3, 3).date(), "reference": "纪要〔2027〕3号"}
    world.do(approve_ranking, towns.chief(world), at(3, 4), run_id=world.run.id, **meeting)
    world.do(announce_ranking, towns.chief(world), at(3, 5), run_id=world.run.id)


def well_shown(world: World) -> None:
    """丁园 fares well; the results are in their publicity period."""
    well(world)
    shown(world)


def badly_shown(world: World) -> None:
    """丁园 fares badly; the results are in their publicity period."""
    badly(world)
    shown(world)


def differing(
    town_desk_at: TownDeskAt, who: str, moment: datetime, *stories: Callable[[World], None]
) -> list[str]:
    one, other = (views(town_desk_at(story), who, moment) for story in stories)
    assert sum(status == 200 for status, _ in one.values()) > 4
    assert VETO in one
    return [path for path in one | other if one.get(path) != other.get(path)]


@pytest.mark.parametrize("who", ["丁园填报员", "甲镇填报员", "基金科评定员", "乙评议员"])
def test_before_publicity_nobody_can_tell_how_a_town_fared(town_desk_at: TownDeskAt, who: str) -> None:
    found = differing(town_desk_at, who, at(3, 2), well, badly)
    if who.endswith(("评定员", "评议员")):
        found.remove(VETO)  # those of the county are told that this is the chief's business
    assert found == []


@pytest.mark.parametrize("who", ["甲镇填报员", "基金科评定员", "乙评议员"])
def test_in_the_publicity_period_nobody_can_tell_how_other_towns_fared(
    town_desk_at: TownDeskAt, who: str
) -> None:
    found = differing(town_desk_at, who, at(3, 8), well_shown, badly_shown)
    assert [path for path in found if path != VETO or who == "甲镇填报员"] == []


def test_the_two_counties_do_differ_for_the_chief(town_desk_at: TownDeskAt) -> None:
    found = differing(town_desk_at, "示范县评定负责人", at(3, 2), well, badly)
    assert {"/province/runs/1", "/province/cycles/1/vetoes", VETO} <= set(found)
