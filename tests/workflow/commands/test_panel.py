"""评议打分: own marks only, exact steps, versions, 回避, and nothing for other posts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from states.engine import Refused
from tests.worlds import TownAt, World, at, towns
from workflow.actor import Actor
from workflow.commands.panel import PanelConflict, PanelInput, save_panel_marks
from workflow.errors import Forbidden, Hidden, Invalid, NotFound
from workflow.models import PanelMark
from workflow.queries.panels import panel_figures, panel_page


def save(world: World, who: Actor, *marks: PanelInput) -> object:
    return world.do(save_panel_marks, who, at(2, 12), cycle_id=1, marks=marks)


def box(world: World, mark: str, town: str = "甲镇", version: int = 0) -> PanelInput:
    return PanelInput(world.unit(town), 3, "leaders", mark, version)


def kept(world: World) -> list[str]:
    return [str(row) for row in world.session.scalars(select(PanelMark.mark).order_by(PanelMark.id))]


def test_marks_of_all_evaluators_meet_in_one_line(town_at: TownAt) -> None:
    world = town_at(towns.rated)
    figures = panel_figures(world.session, 1)
    assert figures[world.unit("乙镇"), 3, "leaders"] == "27 24"


def test_an_evaluator_sees_own_marks_only_and_the_chief_none(town_at: TownAt) -> None:
    world = town_at(towns.rated)
    own = panel_page(world.session, towns.person(world, "甲评议员"), 1, at(2, 13))
    assert [row.marks[3, "leaders"].text for row in own.rows] == ["30", "24", "20", "29"]
    page = panel_page(world.session, towns.chief(world), 1, at(2, 13))
    assert page.rows == ()
    assert [(entry.given, entry.finished) for entry in page.panelists] == [(4, True), (4, True)]


def test_blank_boxes_stay_open_and_full_width_digits_are_read(town_at: TownAt) -> None:
    world = town_at(towns.county)
    who = towns.person(world, "甲评议员")
    assert save(world, who, box(world, "２８"), box(world, " ", "乙镇")) == 1
    assert kept(world) == ["28.0000"]


@pytest.mark.parametrize("mark", ["31", "-1", "10.5", "很好", "NaN", "1e1", "O", "1,0"])
def test_a_mark_that_is_none_is_said_at_its_box_and_nothing_is_saved(town_at: TownAt, mark: str) -> None:
    world = town_at(towns.county)
    who = towns.person(world, "甲评议员")
    with pytest.raises(Invalid) as refusal:
        save(world, who, box(world, "20", "乙镇"), box(world, mark))
    assert list(refusal.value.errors) == [f"{world.unit('甲镇')}-3-leaders"]
    assert kept(world) == []


def test_a_second_window_does_not_overwrite_silently(town_at: TownAt) -> None:
    world = town_at(towns.county)
    who = towns.person(world, "甲评议员")
    save(world, who, box(world, "28"))
    assert save(world, who, box(world, "28")) == 0, "the same again is no conflict"
    with pytest.raises(PanelConflict, match="28"):
        save(world, who, box(world, "20"))
    save(world, who, box(world, "20", version=1))
    assert kept(world) == ["20.0000"]


def test_evaluators_do_not_meet_in_one_row(town_at: TownAt) -> None:
    world = town_at(towns.county)
    save(world, towns.person(world, "甲评议员"), box(world, "28"))
    save(world, towns.person(world, "乙评议员"), box(world, "10"))
    assert kept(world) == ["28.0000", "10.0000"]


@pytest.mark.parametrize("name", ["医保科评定员", "示范县评定负责人", "示范县系统管理员"])
def test_nobody_else_gives_panel_marks(town_at: TownAt, name: str) -> None:
    world = town_at(towns.county)
    with pytest.raises(Forbidden):
        save(world, towns.person(world, name), box(world, "28"))


def test_a_town_does_not_even_see_that_there_is_a_panel(town_at: TownAt) -> None:
    world = town_at(towns.county)
    with pytest.raises(Hidden):
        save(world, towns.person(world, "甲镇填报员"), box(world, "28"))


def test_who_holds_a_post_in_a_town_does_not_mark_it(town_at: TownAt) -> None:
    world = town_at(towns.county)
    clerk, evaluator = towns.person(world, "甲镇填报员"), towns.person(world, "甲评议员")
    both = replace(evaluator, user_id=clerk.user_id)
    with pytest.raises(Forbidden, match="回避"):
        save(world, both, box(world, "28"))
    assert save(world, both, box(world, "28", "乙镇")) == 1


@pytest.mark.parametrize(("item", "component"), [(3, "other"), (1, "ledger"), (99, "leaders")])
def test_what_no_panel_marks_does_not_exist(town_at: TownAt, item: int, component: str) -> None:
    world = town_at(towns.county)
    with pytest.raises(NotFound):
        save(world, towns.person(world, "甲评议员"), PanelInput(world.unit("甲镇"), item, component, "1"))


def test_there_are_no_marks_before_the_rating_begins(town_at: TownAt) -> None:
    world = town_at(towns.county)
    who = towns.person(world, "甲评议员")
    with pytest.raises(Refused):
        world.do(save_panel_marks, who, at(1, 20), cycle_id=1, marks=[box(world, "28")])
