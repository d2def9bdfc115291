"""历史记录: a unit reads its own, the chief everybody's, and nobody more than that."""

import re
from decimal import Decimal

import pytest

from tests.webapp.desks import Desk, DeskAt, cost
from tests.worlds import BASIS, Stage, World, answers_losing, at
from workflow.commands.claims import add_claim
from workflow.commands.handing_up import finish_sheet, send_back_sheet
from workflow.scheme.claiming import ClaimInput

pytestmark = pytest.mark.sqlite_only

HONOUR = ClaimInput(item=45, option="honour", title="<b>先进</b>集体", **BASIS)


def started(world: World) -> None:
    """甲东县 has filled its form, claimed something, and was sent back inside."""
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    sheet = {"sheet_id": world.sheet("甲东县").id}
    world.do(add_claim, world.filler("甲东县"), at(12, 11), **sheet, claim=HONOUR)
    world.do(finish_sheet, world.filler("甲东县"), at(12, 12), **sheet)
    world.do(send_back_sheet, world.signer("甲东县"), at(12, 13, 14, 3), **sheet, reason="第 3 项再核")


def page_of(desk: Desk, unit: str) -> str:
    return f"/history/cycles/{desk.world.cycle_id}/units/{desk.world.unit(unit)}"


def text_of(page: str) -> str:
    """A page without marks, blanks folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_unit_finds_its_history_in_the_menu_and_on_its_form(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, started)
    browser = desk.enter("甲东县填报员", at(12, 20))
    assert 'href="/history"' in browser.get("/").text
    own = page_of(desk, "甲东县")
    assert f'href="{own}"' in browser.get(f"/sheets/{desk.world.sheet('甲东县').id}").text
    assert browser.get("/history").headers["Location"] == own


def test_a_page_says_when_who_what_before_after_and_why(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, started)
    page = desk.enter("甲东县负责人", at(12, 20)).get(page_of(desk, "甲东县")).text
    told = text_of(page)
    assert "2026年12月13日（星期日）14:03:00" in told
    assert "甲东县负责人 负责人" in told
    assert "退回填报员 评定表" in told
    assert "待签 → 填报中" in told
    assert "第 3 项再核" in told
    assert "&lt;b&gt;先进&lt;/b&gt;集体" in page
    assert told.index("退回填报员 评定表") < told.index("送签 评定表") < told.index("保存项次 评定表")


def test_another_unit_is_told_that_there_is_nothing_and_the_level_above_why_not(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, started)
    own, outside = page_of(desk, "甲东县"), f"/history/units/{desk.world.unit('甲东县')}"
    whole_year = f"/history/cycles/{desk.world.cycle_id}"
    for path in (own, outside, f"{own}/export", f"{outside}/export", whole_year, f"{whole_year}/export"):
        assert desk.enter("甲西县填报员", at(12, 20)).get(path).status_code == 404
    for who in ("甲市负责人", "甲市填报员"):
        refused = desk.enter(who, at(12, 20)).get(own)
        assert refused.status_code == 403
        assert "不能查看历史记录。可以办理的岗位：本单位填报员、本单位负责人、评定负责人" in refused.text
    for who in ("示范省系统管理员", "示范省审计员", "基金处评定员", "示范省评议员"):
        for path in ("/history", own, outside, whole_year):
            assert desk.enter(who, at(12, 20)).get(path).status_code == 403


def test_a_unit_that_asks_for_another_gets_its_own(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, started)
    browser = desk.enter("甲西县填报员", at(12, 20))
    other = desk.world.unit("甲东县")
    assert browser.get(f"/history?unit={other}").headers["Location"] == page_of(desk, "甲西县")
    assert browser.get("/history?cycle=99").status_code == 303
    assert browser.get("/history?cycle=99", follow_redirects=True).status_code == 404


def test_the_chief_chooses_a_year_a_unit_or_what_belongs_to_no_year(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    chief, cycle, unit = desk.chief(at(2, 16)), desk.world.cycle_id, desk.world.unit("甲东县")
    assert chief.get("/history").headers["Location"] == f"/history/cycles/{cycle}"
    chosen = chief.get(f"/history?cycle={cycle}&unit={unit}&act=sheet.save_items&person=&item=")
    assert chosen.headers["Location"] == f"{page_of(desk, '甲东县')}?act=sheet.save_items"
    page = chief.get("/history?cycle=none", follow_redirects=True)
    assert "示范省历史记录" in page.text
    assert "添加处室" in page.text
    whole_year = chief.get(f"/history/cycles/{cycle}").text
    assert "全部单位历史记录" in whole_year
    assert "涉及单位" in whole_year


def test_a_page_is_narrowed_by_item_act_and_person_and_says_when_nothing_fits(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, started)
    browser, own = desk.enter("甲东县填报员", at(12, 20)), page_of(desk, "甲东县")
    rows = re.compile(r'<td class="when">')
    assert len(rows.findall(browser.get(own).text)) == 5
    assert len(rows.findall(browser.get(f"{own}?item=45").text)) == 1
    assert len(rows.findall(browser.get(f"{own}?act=sheet.finish").text)) == 1
    assert len(rows.findall(browser.get(f"{own}?person=甲东县负责人").text)) == 1
    nothing = browser.get(f"{own}?person=甲东县负责人&act=sheet.finish").text
    assert "没有符合条件的记录。" in nothing
    assert f'href="{own}">去掉条件看全部' in nothing
    for strange in ("item=x", "act=nothing.at_all", "below=-1", "item=999999999"):
        assert browser.get(f"{own}?{strange}").status_code == 200


def test_older_events_follow_by_number(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    browser, path, seen = desk.chief(at(3, 20)), f"/history/cycles/{desk.world.cycle_id}", list[int]()
    while path:
        page = browser.get(path).text
        seen += map(int, re.findall(r"第 (\d+) 条", page))
        older = re.search(r'href="([^"]+)">更早的记录', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) > 200
    assert seen == sorted(set(seen), reverse=True)


def test_the_address_of_a_computer_is_not_in_a_history(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    filler = desk.enter("甲东县填报员", at(12, 20))
    for path in (page_of(desk, "甲东县"), f"/history/units/{desk.world.unit('甲东县')}"):
        page = filler.get(path).text
        assert "127.0.0.1" not in page
        assert "登录" not in text_of(page)


def test_a_page_costs_as_many_statements_however_much_happened(desk_at: DeskAt) -> None:
    early, late = desk_at(Stage.COUNTIES_ACCEPTED), desk_at(Stage.PUBLISHED)
    for path, moments in (("/history/cycles/1", (at(1, 2), at(3, 20))),):
        costs = [cost(desk.chief(now), path) for desk, now in zip((early, late), moments, strict=True)]
        assert sum(costs[1].values()) <= sum(costs[0].values()) + 4
        assert max(costs[1].values()) <= 2
