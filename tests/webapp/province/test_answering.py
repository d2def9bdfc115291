"""Rating by answers: the matrix, the form of one item of one town, conflicts, other divisions, and leaks."""

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, TownDeskAt
from tests.worlds import at, towns
from tests.worlds.province import World
from workflow.commands.answering import RatingInput
from workflow.queries.verdicts import rated_items
from workflow.rules.kinds.answers import Answer

pytestmark = pytest.mark.sqlite_only
FEBRUARY = at(2, 10)
MATRIX = "/province/cycles/1/rating"


def path(desk: Desk, item: int, town: str = "甲镇") -> str:
    return f"/province/assessments/{desk.fresh.assessment(town).id}/items/{item}"


def rater(desk: Desk, division: str = "医保科") -> Browser:
    return desk.enter(f"{division}评定员", FEBRUARY)


def mark(world: World, item: int, town: str = "甲镇") -> str:
    found = rated_items(world.session, 1).get((world.unit(town), item))
    return str(found.mark) if found else "nothing"


def test_the_matrix_tells_which_cells_are_rated_by_whom(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    page = rater(desk).get(MATRIX).text
    assert "乡镇" in page
    assert "市(州)" not in page
    assert "不适用于这一类单位" in page
    assert page.count(">未评</a>") == 4 * 2, "item 1 of four towns, and 4 or 5 of each"


def test_items_that_nobody_rates_need_no_division(town_desk_at: TownDeskAt) -> None:
    page = desk_page(town_desk_at(towns.county), "示范县评定负责人", MATRIX)
    assert "由导入的数据和评议打分计算" in page


def desk_page(desk: Desk, name: str, url: str) -> str:
    return desk.enter(name, FEBRUARY).get(url).text


def test_an_item_is_answered_with_the_boxes_of_a_self_sheet(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = rater(desk)
    boxes = {
        "4-complaints-value": "counted",
        "4-complaints-lines-0-case": "大厅投诉",
        "4-complaints-lines-0-reason": "排队过长",
        "4-complaints-lines-0-count": "２",
        "4-complaints-lines-0-cause": "complaint",
    }
    answer = browser.send(path(desk, 4), version="0", then="unit", **boxes)
    assert answer.status_code == 303
    assert answer.location.startswith(path(desk, 4, "乙镇")), "on to the same item of the next town"
    assert mark(desk.fresh, 4) == "30.0000"
    page = browser.get(path(desk, 4)).text
    assert "<strong>30</strong> / 40 分" in page
    assert "大厅投诉" in page


def test_what_is_missing_is_said_at_its_box_and_nothing_is_lost(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = rater(desk)
    boxes = {"4-complaints-value": "counted", "4-complaints-lines-0-case": "大厅投诉"}
    answer = browser.send(path(desk, 4), version="0", **boxes)
    assert answer.status_code == 422
    assert "大厅投诉" in answer.text
    assert "缺少原因" in answer.text
    assert mark(desk.fresh, 4) == "nothing"


def test_an_item_that_does_not_apply_says_why(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = rater(desk)
    sent = {"1-ledger-value": "", "1-not_applicable": "新设单位，次年建账"}
    assert browser.send(path(desk, 1), version="0", **sent).status_code == 303
    assert "新设单位，次年建账" in browser.get(path(desk, 1)).text
    refusal = browser.send(path(desk, 4), version="0", **{"4-not_applicable": "不想评"})
    assert refusal.status_code == 422
    assert "照实作答" in refusal.text


def test_two_raters_of_one_item_see_both_values(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = rater(desk)
    towns.rate(desk.fresh, "甲镇", RatingInput(1, 0, {"ledger": Answer("yes")}))
    boxes = {
        "1-ledger-value": "no",
        "1-ledger-lines-0-case": "没有台账",
        "1-ledger-lines-0-reason": "实地查看",
    }
    answer = browser.send(path(desk, 1), version="0", **boxes)
    assert answer.status_code == 409
    assert "没有台账" in answer.text
    assert "现在保存的是" in answer.text
    assert mark(desk.fresh, 1) == "10.0000"
    assert browser.send(path(desk, 1), version="1", **boxes).status_code == 303
    assert mark(desk.fresh, 1) == "0.0000"


def test_another_divisions_item_stays_closed(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = rater(desk)
    assert browser.get(path(desk, 6)).status_code == 403
    assert browser.send(path(desk, 6), version="0", **{"6-new-value": "5"}).status_code == 403
    assert mark(desk.fresh, 6) == "nothing"


@pytest.mark.parametrize("item", [2, 3, 5, 99])
def test_items_that_are_not_to_be_answered_do_not_exist(town_desk_at: TownDeskAt, item: int) -> None:
    desk = town_desk_at(towns.county)
    chief = desk.enter("示范县评定负责人", FEBRUARY)
    assert chief.get(path(desk, item)).status_code == 404


def test_figures_that_change_after_saving_are_pointed_out(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.rated)
    page = desk.enter("示范县评定负责人", at(2, 15)).get(path(desk, 4, "乙镇")).text
    assert "<strong>30</strong> / 40 分" in page
    assert "保存时是" not in page


NAMES = ("乙镇", "丙园", "丁园")


def test_a_town_sees_nothing_before_publicity(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.computed)
    town = desk.enter("甲镇填报员", at(2, 25))
    assert town.get(path(desk, 4)).status_code in (403, 404)
    assert town.get("/province/runs/1").status_code in (403, 404)
    assert town.get("/results/1").status_code == 404
    assert "102" not in town.get("/").text
    assert "102" not in town.get("/results").text


def test_a_town_sees_its_own_explanation_in_publicity_and_no_rank(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.in_publicity)
    page = desk.enter("甲镇填报员", at(3, 6)).get("/results/1").text
    assert "102" in page
    assert "台账" in page
    assert "领导评议" in page
    assert "优" in page
    assert "综合奖" not in page, "a prize tells the place"
    assert not any(name in page for name in NAMES)


def test_the_circular_tells_grades_and_prizes_of_everybody(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.published)
    page = desk.enter("乙镇填报员", at(3, 16)).get("/results/1").text
    assert all(name in page for name in ("甲镇", *NAMES))
    assert "综合奖 30000 元" in page
    assert "县级评定得分" in page
    assert "自评得分" not in page
    assert "流动服务车" not in page, "answers about other towns stay with the county"


def test_the_run_shows_money_and_grades_to_the_chief(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.computed)
    chief = desk.enter("示范县评定负责人", at(2, 25))
    page = chief.get("/province/runs/1").text
    assert "参保补助 39000 元" in page
    assert "优" in page
    assert "后 0 位" not in page
    score = chief.get(f"/province/runs/1/units/{desk.fresh.unit('甲镇')}").text
    assert "名次" in score
    assert "30、28" in score


