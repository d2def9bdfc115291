"""上报进度: every prefecture and county by stage and lateness, and no mark anywhere."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import DeskAt, cost
from tests.worlds import Stage, World, answers_losing, at
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet

pytestmark = pytest.mark.sqlite_only
BOARD = "/province/cycles/1/progress"


def row(page: str, name: str) -> str:
    return page.split(f">{name}<")[1].split("</tr>")[0]


def one_back(world: World) -> None:
    """甲东县 was sent back; the others of 甲市 have not begun."""
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    world.hand_up("甲东县", at(12, 20))
    sheet = world.sheet("甲东县").id
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 21), sheet_id=sheet)
    world.do(draft_remark, world.signer("甲市"), at(12, 22), sheet_id=sheet, item=1, text="补充说明")
    world.do(return_sheet, world.signer("甲市"), at(12, 22), sheet_id=sheet)


def test_counties_are_counted_by_stage_and_lateness(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.SELF_EVALUATION, one_back).chief(at(12, 25))
    numbers = [part.split("<")[0] for part in row(chief.get(BOARD).text, "甲市").split('class="number">')[1:]]
    assert numbers[0] == "3"
    page = chief.at(at(1, 2)).get(BOARD).text
    assert '<span class="late-text">2</span>' in row(page, "甲市")
    assert row(page, "乙市").count('<span class="late-text">2</span>') == 1


def test_a_prefecture_opens_into_its_counties(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, one_back)
    unit = desk.fresh.unit("甲市")
    page = desk.chief(at(1, 2)).get(f"/province/cycles/1/units/{unit}/progress").text
    assert "退回修改" in row(page, "甲东县")
    assert "逾期" in row(page, "甲西县")
    assert "乙东县" not in page


@pytest.mark.parametrize("who", ["示范省评定负责人", "基金处评定员", "示范省系统管理员"])
def test_no_mark_stands_on_the_board(desk_at: DeskAt, who: str) -> None:
    browser = desk_at(Stage.RATED).enter(who, at(2, 16))
    for path in (BOARD, "/province/cycles/1/units/2/progress"):
        page = browser.get(path).text
        assert not [mark for mark in ("95", "96.00", "92.5", "93.2") if mark in page]


@pytest.mark.parametrize(
    ("who", "status"), [("示范省审计员", 403), ("甲市负责人", 404), ("甲东县填报员", 404)]
)
def test_the_board_is_the_provinces(desk_at: DeskAt, who: str, status: int) -> None:
    assert desk_at(Stage.RATING).enter(who, at(2, 2)).get(BOARD).status_code == status


def test_seventeen_prefectures_cost_as_many_statements_as_three(
    desk_at: DeskAt, log_in: Callable[[str], Browser]
) -> None:
    three = cost(desk_at(Stage.SELF_EVALUATION).chief(at(12, 10)), BOARD)
    seventeen = log_in("chief")
    assert seventeen.get(BOARD).text.count('<th scope="row">') == 17
    assert sum(three.values()) == sum(cost(seventeen, BOARD).values()) < 30


def test_liaisons_are_listed_with_those_who_have_not_registered(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    page = desk.chief(at(12, 2)).get("/province/cycles/1/liaisons")
    assert page.text.count("未登记") == 3
    assert desk.enter("基金处评定员", at(12, 2)).get("/province/cycles/1/liaisons").status_code == 403
