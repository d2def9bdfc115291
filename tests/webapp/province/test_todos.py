"""待办 of the province: what waits for the chief and the raters, one click away."""

from html import unescape
from re import findall

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import DeskAt
from tests.webapp.province.test_interviews import two_years
from tests.worlds import Stage, World, at
from workflow.commands.report_review import acknowledge_report, return_report

pytestmark = pytest.mark.sqlite_only


def waiting(browser: Browser) -> dict[str, str]:
    """Title → address of everything on the to-do list."""
    page = browser.get("/").text
    part = page.split('class="todos"')[1].split("</ul>")[0] if 'class="todos"' in page else ""
    return {unescape(title): address for address, title in findall(r'<a href="([^"]+)">([^<]+)</a>', part)}


@pytest.mark.parametrize(
    ("stage", "moment", "titles"),
    [
        (
            Stage.HANDED_UP,
            at(1, 25),
            {"还有 45 项没有分派处室", "签收甲市的汇总", "签收乙市的汇总", "签收丙市的汇总"},
        ),
        (Stage.RATING, at(2, 10), {"还有 3 条特殊因素申报等您核验"}),
        (Stage.RATED, at(2, 16), {"3 个市(州)全部项次已评定，等您确认"}),
        (Stage.CHECKED, at(2, 19), {"计算排名"}),
        (Stage.COMPUTED, at(2, 21), {"把第 1 次计算提交会议审议"}),
        (Stage.IN_DELIBERATION, at(3, 2), {"记录会议对第 1 次计算的审议结果"}),
        (Stage.APPROVED, at(3, 4), {"开始公示第 1 次计算"}),
        (Stage.PUBLICITY, at(3, 14), {"通报排名"}),
        (Stage.PUBLISHED, at(3, 20), set()),
    ],
)
def test_the_chief_finds_the_next_act_of_the_year(
    desk_at: DeskAt, stage: Stage, moment: object, titles: set[str]
) -> None:
    chief = desk_at(stage).chief(moment)  # type: ignore[arg-type]
    found = waiting(chief)
    assert set(found) == titles
    assert {chief.get(address).status_code for address in found.values()} <= {200}


def test_prefectures_without_a_report_are_late_on_the_chiefs_list(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.COUNTIES_ACCEPTED).chief(at(2, 1, 0, 0))
    assert waiting(chief)["3 个市(州)逾期没有上报汇总"] == "/province/cycles/1/progress"
    assert "甲市、乙市、丙市" in chief.get("/").text


def sent_back(world: World) -> None:
    """The chief has sent 甲市's report back, and it does not come again."""
    report = {"report_id": world.report("甲市").id}
    world.do(acknowledge_report, world.chief, at(1, 25), **report)
    world.do(return_report, world.chief, at(1, 26), **report, items={3: "补充材料"}, counties={})


def test_a_report_that_does_not_come_again_is_late_too(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.HANDED_UP, sent_back).chief(at(1, 31, 23, 59))
    assert "逾期没有上报" not in chief.get("/").text
    assert "甲市（退回后未重报）" in chief.at(at(2, 1, 0, 0)).get("/").text


def test_proposed_interviews_wait_for_the_chief(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.CHECKED, two_years).chief(at(3, 20))
    found = waiting(chief)
    assert set(found) == {f"确认是否约谈{unit}" for unit in ("甲市", "乙市", "丙市")}
    assert {chief.get(address).status_code for address in found.values()} == {200}


def half_rated(world: World) -> None:
    """基金处 has rated all its items of 丙市, and none of the others."""
    for item in range(1, 24):
        world.rate("丙市", item)


def test_a_rater_finds_own_items_by_prefecture(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, half_rated)
    browser = desk.enter("基金处评定员", at(2, 11))
    found = waiting(browser)
    assert set(found) == {"评定甲市：本处室还有 23 项", "评定乙市：本处室还有 23 项"}
    assert {browser.get(address).status_code for address in found.values()} == {200}


def test_a_rater_has_nothing_to_do_before_the_rating_begins(desk_at: DeskAt) -> None:
    assert waiting(desk_at(Stage.HANDED_UP).enter("基金处评定员", at(1, 25))) == {}


@pytest.mark.parametrize("who", ["示范省系统管理员", "示范省审计员", "甲东县填报员"])
def test_nobody_else_is_bothered(desk_at: DeskAt, who: str) -> None:
    assert not [title for title in waiting(desk_at(Stage.RATED).enter(who, at(2, 16))) if "评定" in title]
