"""延期 on the pages: granted, listed with reason and person, felt by the unit, taken back."""

import pytest

from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, at
from workflow.models import Extension

pytestmark = pytest.mark.sqlite_only

GIVEN = {
    "entry": "self_evaluation",
    "until": "2027-01-10",
    "hour": "24",
    "reason": "洪灾抢险",
    "document_number": "甲医保函〔2027〕1号",
}
EARLY = at(1, 5)
DEADLINE = "2027年1月10日（星期日）24:00 前（北京时间）"


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def path(desk: Desk, unit: str = "甲东县") -> str:
    world = desk.fresh
    return f"/cycles/{world.cycle_id}/units/{world.unit(unit)}/extensions"


def all_path(desk: Desk) -> str:
    return f"/cycles/{desk.fresh.cycle_id}/extensions"


def granted(desk: Desk) -> int:
    assert desk.enter("甲市负责人", EARLY).send(path(desk), **GIVEN).status_code == 303
    return desk.fresh.session.query(Extension).one().id


def test_an_extension_after_expiry_is_seen_by_unit_level_above_and_province(desk: Desk) -> None:
    granted(desk)
    for person, page in (
        ("甲东县填报员", path(desk)),
        ("甲市填报员", path(desk, "甲市")),
        ("示范省评定负责人", all_path(desk)),
        ("示范省系统管理员", all_path(desk)),
    ):
        text = desk.enter(person, EARLY).get(page).text
        for told in (DEADLINE, "洪灾抢险", "甲医保函〔2027〕1号", "甲市负责人", "有效"):
            assert told in text, (person, told)
    home = desk.enter("甲东县填报员", EARLY).get("/").text
    assert DEADLINE in home
    assert "已准予延期，原期限 2026年12月31日（星期四）24:00 前（北京时间）" in home
    assert "还剩 5 天 15 小时" in home
    assert "延期至" in desk.enter("甲市负责人", EARLY).get("/prefecture/board").text
    assert "已准予延期" not in desk.enter("甲南县填报员", EARLY).get("/").text


def test_on_its_last_day_it_stands_on_every_page_of_the_unit(desk: Desk) -> None:
    granted(desk)
    page = desk.enter("甲东县填报员", at(1, 10, 12)).get("/results").text
    assert f"“县级自评”将在 {DEADLINE}截止，还剩 12 小时" in page
    assert "县级自评”将在" not in desk.enter("甲南县填报员", at(1, 10, 12)).get("/results").text


def test_what_is_missing_comes_back_with_everything_typed(desk: Desk) -> None:
    signer = desk.enter("甲市负责人", EARLY)
    back = signer.send(path(desk), **{**GIVEN, "until": "2027-01-02", "reason": ""})
    assert refused(back, "已经过去：延期不能倒签", "写明延期的理由")
    assert refused(back, "甲医保函〔2027〕1号", 'value="2027-01-02"')
    unread = signer.send(path(desk), **{**GIVEN, "until": "十号"})
    assert refused(unread, "没有看懂“延期至”")
    strange = signer.send(path(desk), **{**GIVEN, "hour": "25"})
    assert strange.status_code == 422
    assert desk.events("extension.grant") == 0


def test_who_may_not_gets_403_and_who_is_foreign_404(desk: Desk) -> None:
    extension_id = granted(desk)
    refusal = desk.enter("甲市填报员", EARLY).send(path(desk), **GIVEN)
    assert refusal.status_code == 403
    assert "您当前的岗位是填报员，不能准予延期。" in refusal.text
    assert "准予延期</button>" not in desk.enter("甲市填报员", EARLY).get(path(desk)).text
    for person in ("乙市负责人", "甲南县填报员"):
        browser = desk.enter(person, EARLY)
        for page in (path(desk), f"/extensions/{extension_id}", all_path(desk)):
            assert browser.get(page).status_code == 404
        assert browser.send(path(desk), **GIVEN).status_code == 404
        assert browser.send(f"/extensions/{extension_id}/revoke", reason="x").status_code == 404


def test_after_the_level_above_has_handed_up_the_page_says_that_only_a_return_helps(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    signer = desk.enter("甲市负责人", at(1, 25))
    page = signer.get(path(desk)).text
    assert "甲市已上报汇总，延期不起作用，只有退回汇总才能补报" in page
    assert "可处理：评定负责人退回甲市的汇总" in page
    answer = signer.send(path(desk), **{**GIVEN, "until": "2027-02-10"})
    assert answer.status_code == 409
    assert "只有退回汇总才能补报" in answer.text
    assert "洪灾抢险" in answer.text


def test_the_administrator_gives_everybody_time_after_a_failure(desk: Desk) -> None:
    admin = desk.enter("示范省系统管理员", at(1, 1, 2))
    noon = {**GIVEN, "until": "2027-01-01", "hour": "12", "reason": "停机 4 小时"}
    done = admin.send(all_path(desk), **noon)
    assert done.status_code == 303
    assert admin.get(done.location).text.count("停机 4 小时") == 5
    county = desk.enter("乙南县填报员", at(1, 1, 3)).get("/").text
    assert "2027年1月1日（星期五）12:00 前（北京时间）" in county


def test_an_extension_is_taken_back_with_a_reason(desk: Desk) -> None:
    extension_id = granted(desk)
    signer = desk.enter("甲市负责人", at(1, 6))
    assert refused(signer.send(f"/extensions/{extension_id}/revoke"), "写明撤销延期的理由，该单位能看到。")
    assert signer.send(f"/extensions/{extension_id}/revoke", reason="已抢通").status_code == 303
    assert "2027年1月6日（星期三）09:00:00撤销" in signer.get(path(desk)).text
    again = signer.send(f"/extensions/{extension_id}/revoke", reason="已抢通")
    assert again.status_code == 409
    assert "这项延期已于2027年1月6日（星期三）09:00:00撤销" in again.text
    late = desk.enter("甲东县填报员", at(1, 7)).get("/").text
    assert "期限已过，没有办完的仍可补办，标明逾期" in late
