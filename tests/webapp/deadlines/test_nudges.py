"""催办 on the board, on the progress page and on the reminded unit's home page."""

import pytest

from tests.webapp.desks import Desk, DeskAt
from tests.worlds import Stage, at, full_answers

pytestmark = pytest.mark.sqlite_only

DAY = at(12, 29)


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def below(desk: Desk, unit: str = "甲市") -> str:
    return f"/reports/{desk.fresh.report(unit).id}/nudge"


def of(desk: Desk, unit: str) -> str:
    world = desk.fresh
    return f"/cycles/{world.cycle_id}/units/{world.unit(unit)}/nudge"


def test_one_press_says_how_many_and_a_second_who_was_already(desk: Desk) -> None:
    filler, signer = desk.enter("甲市填报员", DAY), desk.enter("甲市负责人", DAY)
    assert "催办全部未上报单位（3）" in filler.get("/prefecture/board").text
    pressed = filler.send(below(desk), text="请于 31 日前上报")
    assert pressed.status_code == 303
    page = filler.get(pressed.location).text
    assert "已催办 <strong>3</strong> 个单位" in page
    assert "今天已催办 3 个单位" in page
    assert "催办全部未上报单位" not in page
    again = signer.get(signer.send(below(desk)).location).text
    assert "没有新的催办：还欠着的单位今天都已经催办过" in again
    assert "甲东县（县级自评）：甲市 甲市填报员，2026年12月29日（星期二）09:00:00" in again
    assert "附言：请于 31 日前上报" in again
    assert desk.events("nudge.send") == 3


def test_one_unit_is_reminded_by_its_own_button(desk: Desk) -> None:
    signer = desk.enter("甲市负责人", DAY)
    assert 'aria-label="催办甲南县"' in signer.get("/prefecture/board").text
    page = signer.get(signer.send(of(desk, "甲南县")).location).text
    assert "已催办 <strong>1</strong> 个单位" in page
    assert "今天已催办（甲市负责人）" in page
    assert 'aria-label="催办甲南县"' not in page


def test_the_reminded_unit_sees_who_and_when_until_it_has_handed_up(desk: Desk) -> None:
    desk.enter("甲市填报员", DAY).send(of(desk, "甲东县"), text="缺第 11 项")
    for person in ("甲东县填报员", "甲东县负责人"):
        home = desk.enter(person, DAY).get("/").text
        assert "催办收到（1）" in home
        assert "甲市 甲市填报员于 2026年12月29日（星期二）09:00:00 催办" in home
        assert "附言：缺第 11 项" in home
        assert f'href="/sheets/{desk.fresh.sheet("甲东县").id}"' in home
    assert "催办收到" not in desk.enter("甲南县填报员", DAY).get("/").text
    world = desk.fresh
    world.fill("甲东县", full_answers(world.scheme), at(12, 30))
    world.hand_up("甲东县", at(12, 30))
    assert "催办收到" not in desk.enter("甲东县填报员", at(12, 30)).get("/").text


def test_the_chief_reminds_prefectures_from_the_progress_page(desk: Desk) -> None:
    chief = desk.chief(at(1, 29))
    progress = f"/province/cycles/{desk.fresh.cycle_id}/progress"
    assert "催办全部未上报单位（3）" in chief.get(progress).text
    page = chief.get(chief.send(f"/cycles/{desk.fresh.cycle_id}/nudge").location).text
    assert "已催办 <strong>3</strong> 个单位" in page
    home = desk.enter("丙市填报员", at(1, 29)).get("/").text
    assert "催办收到（2）" in home
    assert "登记联络员：还没有办完" in home
    assert "市州汇总：还没有办完" in home


def test_other_units_get_404_other_posts_403_and_rater_and_admin_see_no_button(desk: Desk) -> None:
    assert desk.enter("乙市负责人", DAY).send(of(desk, "甲东县")).status_code == 404
    assert desk.enter("乙市负责人", DAY).send(below(desk)).status_code == 404
    refused = desk.enter("甲东县填报员", DAY).send(of(desk, "甲东县"))
    assert refused.status_code == 403
    assert "您当前的岗位是填报员，不能催办。" in refused.text
    assert "可以办理的岗位：上级单位填报员、上级单位负责人、评定负责人。" in refused.text
    progress = f"/province/cycles/{desk.fresh.cycle_id}/progress"
    assert "催办" not in desk.enter("示范省系统管理员", DAY).get(progress).text


def test_who_owes_nothing_is_told_about(desk: Desk) -> None:
    answer = desk.enter("甲市负责人", at(11, 20)).send(of(desk, "甲东县"))
    assert answer.status_code == 409
    assert "该单位现在没有要催办的：已经上报、按 0 分计，或不在填报期内" in answer.text
