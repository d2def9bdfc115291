"""What everybody sees of results beyond the ranking itself, and what a unit sees of itself."""

import pytest

from tests.webapp.desks import Desk, DeskAt, cost
from tests.worlds import Stage, World, at, go_on
from tests.worlds.past import merged, published_after_paper, renamed, with_paper

pytestmark = pytest.mark.sqlite_only
EVERYBODY = [
    "甲市负责人",
    "甲东县填报员",
    "基金处评定员",
    "示范省系统管理员",
    "示范省审计员",
    "示范省评定负责人",
]
NOW = at(3, 20)


def in_publicity(world: World) -> None:
    """Last year's ranking is known, this year's is in its publicity period."""
    with_paper(world)
    go_on(world, Stage.PUBLICITY, since=Stage.CHECKED)


def page(desk: Desk, who: str, path: str) -> str:
    answer = desk.enter(who, NOW).get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_published_ranking_tells_everybody_the_change_and_the_spread(desk_at: DeskAt, who: str) -> None:
    text = page(desk_at(Stage.CHECKED, published_after_paper), who, "/results/1")
    for shown in (
        "↓ 下降 1 名",
        "+2.28",
        "名次变化与 2025 年度（往年排名，导入）比较",
        "最终得分分布",
        "中位数 93.80",
    ):
        assert shown in text
    assert text.count('role="img"') == 1


def test_without_a_year_before_there_is_no_change_to_tell(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.PUBLISHED), "甲市负责人", "/results/1")
    assert "名次变化" not in text
    assert "最终得分分布" in text


def test_in_the_publicity_period_neither_change_nor_spread_is_told(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.CHECKED, in_publicity), "甲市负责人", "/results/1")
    for hidden in ("名次变化", "最终得分分布", "中位数", 'role="img"'):
        assert hidden not in text


@pytest.mark.parametrize("who", EVERYBODY)
def test_all_years_stand_side_by_side(desk_at: DeskAt, who: str) -> None:
    desk = desk_at(Stage.CHECKED, published_after_paper)
    text = page(desk, who, "/results/over-years")
    for shown in ("2025（导入）</th>", "2026</th>", "第 3 名", "92.28", "80.00"):
        assert shown in text
    line = page(desk, who, f"/results/units/{desk.fresh.unit('丙市')}")
    for shown in ("往年排名，导入", "已通报", "93.80", 'role="img"'):
        assert shown in line


def test_before_publication_only_the_chief_sees_this_year_among_them(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, in_publicity)
    for who in EVERYBODY[:-1]:
        text = page(desk, who, "/results/over-years")
        assert "2025（导入）" in text
        assert "2026（未通报）" not in text
        assert "92.28" not in text
    text = page(desk, EVERYBODY[-1], "/results/over-years")
    assert "2026（未通报）" in text


def test_a_renamed_unit_keeps_its_line(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PEOPLE, renamed)
    assert "曾用名：老丙市" in page(desk, "甲市负责人", "/results/over-years")
    for name in ("丙市", "老丙市"):
        text = page(desk, "甲市负责人", f"/results/units/{desk.fresh.unit(name)}")
        assert "<h1>丙市历年名次</h1>" in text
    assert "更名前为老丙市" in page(desk, "甲市负责人", "/results/1")


def test_a_merger_is_told_and_nothing_inferred(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, merged)
    assert "2025年度及以前不接续" in page(desk, "乙市负责人", "/results/over-years")
    assert "不推断上年名次" in page(desk, "乙市负责人", "/results/1")


def test_what_is_not_a_ranked_unit_or_no_document_is_not_there(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    browser = desk.enter("甲市负责人", NOW)
    for path in (f"units/{desk.fresh.unit('甲东县')}", "units/999", "over-years?scheme=unknown"):
        assert browser.get(f"/results/{path}").status_code == 404


@pytest.mark.parametrize("stage", [Stage.PUBLICITY, Stage.PUBLISHED])
def test_a_unit_compares_itself_item_by_item_and_sees_nobody_else(desk_at: DeskAt, stage: Stage) -> None:
    desk = desk_at(stage)
    assert "/results/1/own" in page(desk, "甲市负责人", "/results/1")
    text = page(desk, "甲市负责人", "/results/1/own")
    for shown in ("逐项对照", "现场检查发现", "甲东县", "各类得分", "扣分较多的项次"):
        assert shown in text
    for hidden in ("本组", "乙市", "丙市", "乙东县"):
        assert hidden not in text
    assert text.count('role="img"') == 2


def test_before_the_publicity_period_there_is_nothing_to_compare(desk_at: DeskAt) -> None:
    assert desk_at(Stage.APPROVED).enter("甲市负责人", at(3, 4)).get("/results/1/own").status_code == 404


@pytest.mark.parametrize("who", ["甲东县填报员", "基金处评定员", "示范省审计员"])
def test_whoever_is_not_ranked_has_nothing_of_its_own(desk_at: DeskAt, who: str) -> None:
    desk = desk_at(Stage.PUBLISHED)
    assert "/results/1/own" not in page(desk, who, "/results/1")
    assert desk.enter(who, NOW).get("/results/1/own").status_code == 404


@pytest.mark.parametrize("path", ["/results/1/own", "/results/over-years"])
def test_no_statement_of_a_page_runs_per_unit(desk_at: DeskAt, path: str) -> None:
    statements = cost(desk_at(Stage.PUBLISHED).enter("甲市负责人", NOW), path)
    assert max(times for text, times in statements.items() if "scheme_version" not in text) <= 3
    assert sum(statements.values()) < 30
