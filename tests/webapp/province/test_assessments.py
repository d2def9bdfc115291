"""评定完成: confirmed by the chief when everything is rated, opened again with a reason."""

import pytest

from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, World, at

pytestmark = pytest.mark.sqlite_only
PAGE = "/province/cycles/1/assessments"


def stages(desk: Desk) -> list[str]:
    world = desk.fresh
    return [world.assessment(unit).stage.value for unit in ("甲市", "乙市", "丙市")]


def only_one_rated(world: World) -> None:
    """丙市 is completely rated but for its claim, the others are not."""
    for item in world.scheme.items:
        world.rate("丙市", item.number)


def test_what_is_missing_is_told_for_every_prefecture(desk_at: DeskAt) -> None:
    page = desk_at(Stage.RATING, only_one_rated).chief(at(2, 16)).get(PAGE).text
    assert "还有没有评定的项次：第 1、2、3" in page
    assert "还有 1 条特殊因素申报没有核验结论" in page


def test_ready_ones_are_confirmed_together(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    units = [desk.fresh.unit(unit) for unit in ("甲市", "丙市")]
    assert desk.chief(at(2, 18)).send(PAGE, unit_id=units).status_code == 303
    assert stages(desk) == ["checked", "rating", "checked"]


def test_one_that_is_not_ready_holds_all_back_with_its_reasons(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, only_one_rated)
    units = [desk.fresh.unit(unit) for unit in ("甲市", "丙市")]
    answer = desk.chief(at(2, 18)).send(PAGE, unit_id=units)
    assert answer.status_code == 409
    assert "丙市：还有 1 条特殊因素申报没有核验结论" in answer.text
    assert "可处理：评定负责人" in answer.text
    assert stages(desk) == ["rating"] * 3


def test_opening_again_needs_a_reason(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED)
    chief = desk.chief(at(2, 19))
    path = f"/province/assessments/{desk.fresh.assessment('甲市').id}/reopen"
    assert refused(chief.send(path, reason=""), "写明重新评定的理由和涉及的项次")
    assert chief.send(path, reason="第 11 项复核").status_code == 303
    assert stages(desk) == ["rating", "checked", "checked"]
    assert chief.send(path, reason="第 11 项复核").status_code == 409


@pytest.mark.parametrize(("who", "status"), [("基金处评定员", 403), ("甲市负责人", 404)])
def test_only_the_chief_confirms(desk_at: DeskAt, who: str, status: int) -> None:
    desk = desk_at(Stage.RATED)
    browser = desk.enter(who, at(2, 18))
    assert browser.get(PAGE).status_code == status
    assert browser.send(PAGE, unit_id=[desk.fresh.unit("甲市")]).status_code == status
