"""通报: nothing before the publicity period, the own result in it, the whole ranking afterwards."""

import pytest

from tests.webapp.desks import Desk, DeskAt, cost
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only
YEARS, RESULT = "/results", "/results/1"
EVERYBODY = ["甲市负责人", "甲东县填报员", "丙市填报员", "基金处评定员", "示范省系统管理员", "示范省审计员"]


def page(desk: Desk, who: str, path: str = RESULT) -> str:
    return desk.enter(who, at(3, 20)).get(path).text


@pytest.mark.parametrize("stage", [Stage.COMPUTED, Stage.IN_DELIBERATION, Stage.APPROVED])
@pytest.mark.parametrize("who", ["甲市负责人", "甲东县填报员", "基金处评定员"])
def test_before_the_publicity_period_there_is_nothing(desk_at: DeskAt, stage: Stage, who: str) -> None:
    browser = desk_at(stage).enter(who, at(3, 4))
    assert "还没有通报" in browser.get(YEARS).text
    assert browser.get(RESULT).status_code == 404


def test_in_the_publicity_period_a_prefecture_sees_itself_without_rank(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.PUBLICITY), "甲市负责人")
    assert "公示期到2027年3月12日（星期五）24:00 前（北京时间）" in text
    for shown in ("92.28", "第36项", "采纳，理由：核对文件后认定", "甲东县"):
        assert shown in text
    for hidden in ("93.94", "93.80", "乙市", "丙市", "名次</th>"):
        assert hidden not in text


def test_in_the_publicity_period_a_county_sees_its_own_part(desk_at: DeskAt) -> None:
    text = page(desk_at(Stage.PUBLICITY), "甲东县填报员")
    assert "甲东县" in text
    for hidden in ("92.28", "93.94", "甲南县", "乙市"):
        assert hidden not in text


@pytest.mark.parametrize("who", EVERYBODY)
def test_after_publication_everybody_sees_every_prefecture(desk_at: DeskAt, who: str) -> None:
    text = page(desk_at(Stage.PUBLISHED), who)
    for shown in ("93.94", "93.80", "92.28", "演示通报〔2027〕1号", "局务会纪要〔2027〕3号"):
        assert shown in text


def test_findings_stay_with_the_own_subtree_after_publication(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    assert "现场检查发现" in page(desk, "甲市负责人")
    assert "现场检查发现" not in page(desk, "甲东县填报员")
    assert "现场检查发现" not in page(desk, "基金处评定员")


@pytest.mark.parametrize(("who", "label"), [("甲市负责人", "本单位"), ("甲东县填报员", "本单位所属")])
def test_the_own_line_is_marked(desk_at: DeskAt, who: str, label: str) -> None:
    text = page(desk_at(Stage.PUBLISHED), who)
    assert f"甲市（{label}）" in text
    assert text.count('class="own"') == 1


def test_nobody_elses_score_is_explained(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    browser = desk.enter("甲市负责人", at(3, 20))
    for unit in ("甲市", "乙市"):
        status = browser.get(f"/province/runs/1/units/{desk.fresh.unit(unit)}").status_code
        assert status in (403, 404)


def test_years_are_listed_and_unknown_runs_do_not_exist(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    browser = desk.enter("甲东县填报员", at(3, 20))
    assert RESULT in browser.get(YEARS).text
    assert browser.get("/results/77").status_code == 404


def test_a_circular_read_twice_is_the_same_and_names_how_ties_and_halves_go(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    browser = desk.enter("甲东县填报员", at(3, 20))
    first, second = (browser.at(moment).get(RESULT).text for moment in (at(3, 20), at(6, 1)))
    part = [text.partition("<main")[2].partition("</main>")[0] for text in (first, second)]
    assert part[0] == part[1] != ""
    assert "显示到两位小数（四舍五入）；得分相同名次并列，其后名次空出" in part[0]


def test_no_statement_of_a_result_page_runs_per_unit(desk_at: DeskAt) -> None:
    statements = cost(desk_at(Stage.PUBLISHED).enter("甲市负责人", at(3, 20)), RESULT)
    assert max(statements.values()) <= 4
    assert sum(statements.values()) < 38
