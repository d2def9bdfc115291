"""结果分析: the chief looks into a run; nobody else gets near."""

import re

import pytest

from tests.webapp.desks import Desk, DeskAt, TownDeskAt, cost
from tests.webapp.desks import town_desk_at as town_desk_at
from tests.worlds import Stage, at, towns
from tests.worlds.past import merged, published_after_paper

pytestmark = pytest.mark.sqlite_only
PAGES = ("overview", "comparison", "deductions", "deductions/2", "watch-list")
NOW = at(3, 20)


def page(desk: Desk, path: str) -> str:
    answer = desk.chief(NOW).get(f"/province/runs/1/{path}")
    assert answer.status_code == 200
    return answer.text


def rows(text: str) -> list[str]:
    """The first column of the last table that is sorted."""
    return re.findall(r'<th scope="row"><a href="/province/runs/1/units/\d+/comparison">(\w+)</a>', text)


def test_the_menu_leads_to_the_newest_run(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.COMPUTED).chief(at(2, 21))
    assert '<a href="/province/cycles/1/analysis">结果分析</a>' in chief.get("/").text
    answer = chief.get("/province/cycles/1/analysis")
    assert (answer.status_code, answer.location) == (303, "/province/runs/1/overview")


def test_before_a_run_the_page_says_what_comes_first(desk_at: DeskAt) -> None:
    text = desk_at(Stage.RATED).chief(at(2, 16)).get("/province/cycles/1/analysis").text
    assert "还没有计算过排名" in text
    assert "/province/cycles/1/ranking" in text


@pytest.mark.parametrize("path", PAGES)
def test_a_run_that_is_not_published_is_marked(desk_at: DeskAt, path: str) -> None:
    assert "<strong>未通报</strong>" in page(desk_at(Stage.COMPUTED), path)


def test_a_published_run_names_its_circular(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.PUBLISHED), "comparison")
    assert "演示通报〔2027〕1号" in text
    assert "<strong>未通报</strong>" not in text


def test_self_scores_stand_beside_assessed_ones_in_the_order_asked_for(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    text = page(desk, "comparison")
    assert rows(text) == ["丙市", "甲市", "乙市"]
    for shown in ("+7.00", "+3.20", "+1.10", 'aria-sort="descending"'):
        assert shown in text
    assert rows(page(desk, "comparison?sort=rank")) == ["乙市", "丙市", "甲市"]
    assert rows(page(desk, "comparison?sort=1;drop")) == ["丙市", "甲市", "乙市"]


@pytest.mark.parametrize("path", ["overview", "comparison", "deductions"])
def test_beside_every_chart_stands_a_table(desk_at: DeskAt, path: str) -> None:
    text = page(desk_at(Stage.PUBLISHED), path)
    assert text.count('role="img"') == 1
    assert text.index("</svg>") < text.rindex("<table")


def test_a_unit_is_told_item_by_item_and_beside_its_group(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    text = page(desk, f"units/{desk.fresh.unit('甲市')}/comparison")
    for shown in ("本组评定平均", "现场检查发现", "逐项对照", "第 30 项"):
        assert shown in text
    assert text.count('role="img"') == 2


def test_the_dearest_items_lead_to_every_line(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    links = re.findall(r"/province/runs/1/(deductions/\d+)", page(desk, "deductions"))
    assert links
    text = page(desk, links[0])
    for shown in ("现场检查发现", "台账不符", "评定认定", "各单位得分"):
        assert shown in text


def test_an_item_on_which_nobody_lost_is_not_there(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.PUBLISHED).chief(NOW)
    assert chief.get("/province/runs/1/deductions/99").status_code == 404
    assert chief.get("/province/runs/1/units/999/comparison").status_code == 404


def test_the_watch_list_states_the_rule_both_lists_and_the_facts(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, published_after_paper)
    text = page(desk, "watch-list")
    for shown in (
        desk.world.scheme.consequences.text,
        "2026 年度后 5 位（已通报）",
        "2025 年度后 5 位（往年排名，导入）",
        "2026年度第 3 名，在后5位；2025年度第 2 名，在后5位。连续两年排名后5位",
    ):
        assert shown in text


def test_the_watch_list_says_why_a_streak_is_broken(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.PUBLISHED), "watch-list")
    assert "没有 2025 年度的排名：既没有通报，也没有导入往年排名。连续因此中断。" in text
    assert "没有2025年度的排名结果，连续中断" in text


def test_the_watch_list_leaves_a_merger_to_a_person(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.CHECKED, merged), "watch-list")
    assert "由人认定" in text
    assert "是否连续由人工认定并记录" in text


def test_the_change_since_last_year_is_told(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.CHECKED, published_after_paper), "overview")
    for shown in ("与 2025 年度（往年排名，导入）比较", "— 名次不变", "↑ 上升 1 名", "↓ 下降 1 名", "+13.80"):
        assert shown in text
    assert "没有 2025 年度的排名可以比较" in page(desk_at(Stage.PUBLISHED), "overview")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("甲市负责人", 404),
        ("甲东县填报员", 404),
        ("基金处评定员", 403),
        ("示范省系统管理员", 403),
        ("示范省审计员", 403),
    ],
)
def test_nobody_but_the_chief_looks_into_a_run(desk_at: DeskAt, who: str, status: int) -> None:
    desk = desk_at(Stage.PUBLISHED)
    browser = desk.enter(who, NOW)
    unit = desk.fresh.unit("甲市")
    for path in (*PAGES, f"units/{desk.fresh.unit('乙市')}/comparison"):
        assert browser.get(f"/province/runs/1/{path}").status_code == status, path
    assert browser.get("/province/cycles/1/analysis").status_code == status
    own = browser.get(f"/province/runs/1/units/{unit}/comparison").status_code
    assert own == (403 if who.startswith("甲市") else status)


def test_where_only_answers_are_rated_the_page_says_that_there_is_nothing_to_compare(
    town_desk_at: TownDeskAt,
) -> None:
    desk = town_desk_at(towns.published)
    chief = desk.enter("示范县评定负责人", NOW)
    assert "没有两边可以对照的得分" in chief.get("/province/runs/1/comparison").text
    assert "没有连续末位的规定" in chief.get("/province/runs/1/watch-list").text
    text = chief.get(f"/province/runs/1/units/{desk.fresh.unit('甲镇')}/comparison").text
    assert "本组评定平均" in text


@pytest.mark.parametrize("path", PAGES)
def test_no_statement_of_a_page_runs_per_unit(desk_at: DeskAt, path: str) -> None:
    chief = desk_at(Stage.PUBLISHED).chief(NOW)
    statements = cost(chief, f"/province/runs/1/{path}")
    assert max(times for text, times in statements.items() if "scheme_version" not in text) <= 3
    assert sum(statements.values()) < 32
