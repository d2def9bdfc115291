"""调整日程 in two steps, and 停止受理逾期材料, on the administrator's pages and on the county's."""

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, refused
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only

DAYS = {
    "liaison-last": "2026-10-09",
    "self_evaluation-first": "2026-12-01",
    "self_evaluation-last": "2027-01-05",
    "consolidation-first": "2027-01-01",
    "consolidation-last": "2027-01-31",
    "rating-first": "2027-02-01",
    "rating-last": "2027-02-28",
    "reason": "寒潮停课",
}
ACCEPTANCE = {"entry": "self_evaluation", "until": "2027-01-10", "hour": "24", "reason": "省里中旬汇总"}


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def page(desk: Desk, name: str) -> str:
    return f"/admin/cycles/{desk.fresh.cycle_id}/{name}"


def admin(desk: Desk) -> Browser:
    return desk.enter("示范省系统管理员", at(12, 10))


def value(text: str, name: str) -> str:
    return text.split(f'name="{name}" value="')[1].split('"')[0]


def test_the_preview_shows_before_and_after_and_stores_nothing(desk: Desk) -> None:
    preview = admin(desk).send(page(desk, "calendar"), check="1", shift="y", **DAYS).text
    for told in (
        "2026年12月31日（星期四）",
        "<strong>2026年12月1日（星期二）至<br>2027年1月5日（星期二）</strong>",
        "<strong>2027年1月6日（星期三）至<br>2027年2月5日（星期五）</strong>",
        "省级评定的截止日 2027年3月5日（星期五）",
        "理由或依据：寒潮停课",
    ):
        assert told in preview, told
    assert value(preview, "rating-last") == "2027-03-05"
    assert desk.events("cycle.edit_calendar") == 0


def test_what_was_shown_is_confirmed_and_a_second_confirmation_finds_another_calendar(desk: Desk) -> None:
    browser = admin(desk)
    preview = browser.send(page(desk, "calendar"), check="1", **DAYS).text
    confirmation = {**DAYS, "shown": value(preview, "shown"), "go": "1"}
    assert browser.send(page(desk, "calendar"), **confirmation).status_code == 303
    assert "2027年1月5日（星期二）24:00 前" in desk.enter("甲东县填报员", at(12, 10)).get("/").text
    again = browser.send(page(desk, "calendar"), **confirmation)
    assert again.status_code == 409
    assert "日程在您核对之后有变动，重新打开“调整日程”" in again.text
    assert "寒潮停课" in again.text


def test_a_confirmation_without_a_preview_is_not_taken(desk: Desk) -> None:
    assert admin(desk).send(page(desk, "calendar"), go="1", **DAYS).status_code == 409


def test_wrong_and_unchanged_dates_come_back_before_any_preview(desk: Desk) -> None:
    browser = admin(desk)
    back = browser.send(page(desk, "calendar"), check="1", **{**DAYS, "consolidation-last": "2027-01-03"})
    assert refused(back, "早于上一阶段的截止日", "寒潮停课")
    same = browser.send(page(desk, "calendar"), check="1", **{**DAYS, "self_evaluation-last": "2026-12-31"})
    assert refused(same, "没有改动任何日期。")
    silent = browser.send(page(desk, "calendar"), check="1", **{**DAYS, "reason": ""})
    assert refused(silent, "写明调整日程的理由或依据。")


def test_the_end_of_acceptance_is_shown_with_its_reason_where_it_acts(desk: Desk) -> None:
    browser = admin(desk)
    assert "上一级上报为止" in browser.get(page(desk, "")[:-1]).text
    assert browser.send(page(desk, "acceptance"), **ACCEPTANCE).status_code == 303
    told = "逾期的受理至 2027年1月10日（星期日）24:00（北京时间），原因：省里中旬汇总"
    assert "2027年1月10日（星期日）24:00 前（北京时间）<br>" in browser.get(page(desk, "")[:-1]).text
    sheet = f"/sheets/{desk.fresh.sheet('甲东县').id}"
    for path in ("/", sheet):
        assert told in desk.enter("甲东县填报员", at(12, 10)).get(path).text
    assert told in desk.enter("甲市填报员", at(12, 10)).get("/prefecture/board").text
    closed = desk.enter("甲东县填报员", at(1, 11)).get(sheet).text
    assert f"已截止：{told}，已经停止受理，如需补报联系甲市 000-00990100" in closed


def test_what_the_end_of_acceptance_lacks_is_said_at_its_box(desk: Desk) -> None:
    typed = {**ACCEPTANCE, "until": "2026-12-20", "reason": "急"}
    early = admin(desk).send(page(desk, "acceptance"), **typed)
    assert refused(early, "停止受理不能早于期限", 'value="2026-12-20"')


@pytest.mark.parametrize("person", ["示范省评定负责人", "甲市负责人", "甲东县填报员"])
def test_nobody_else_ends_the_acceptance(desk: Desk, person: str) -> None:
    answer = desk.enter(person, at(12, 10)).send(page(desk, "acceptance"), **ACCEPTANCE)
    assert answer.status_code in (403, 404)
