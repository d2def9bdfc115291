"""处室意见: two divisions rate one item blind to each other; the chief compares, decides and unites."""

from collections.abc import Callable

import pytest

from tests.webapp.browser import Browser, lasting
from tests.webapp.desks import Desk, DeskAt, cost, refused
from tests.worlds import Stage, World, at
from tests.worlds.opinions import (
    FUNDS,
    ITEM,
    SERVICE,
    agreed,
    chief_page,
    comparison,
    divided,
    found,
    give,
    opened,
    opening,
    opine,
    opined,
    rater,
    unite,
)
from workflow.commands.assessing import check_assessments
from workflow.commands.claim_decisions import decide_claim
from workflow.queries.assignments import assignments
from workflow.queries.verdicts import rated_items
from workflow.scheme.uniting import Decision

pytestmark = pytest.mark.sqlite_only
LIST, MATRIX, FORM = (f"/province/cycles/1/{name}" for name in ("comparisons", "rating", "assignment"))
MOMENT = at(2, 12)


def place(desk: Desk, unit: str = "甲市") -> str:
    return f"/province/assessments/{desk.fresh.assessment(unit).id}/items/{ITEM}"


def compare(desk: Desk, unit: str = "甲市") -> str:
    return f"{place(desk, unit)}/comparison"


def as_rater(desk: Desk, division: str) -> Browser:
    return desk.enter(f"{division}评定员", MOMENT)


def conflict(desk: Desk) -> str:
    return conflict_of(desk.fresh)


def conflict_of(world: World) -> str:
    return next(shown.case.key for shown in chief_page(world).cases if shown.case.conflict)


def funds_only(world: World) -> None:
    divided(world)
    opine(world, FUNDS, found(2))


def service_found_nothing(world: World) -> None:
    funds_only(world)
    opine(world, SERVICE)


def service_found_much(world: World) -> None:
    funds_only(world)
    opine(world, SERVICE, found(9, "大量账户未分设", reason="全面检查"), found(1, "另一件事"))
    opine(world, SERVICE, found(7, "又改了"), version=1, now=at(2, 11))


def service_checked_another_unit(world: World) -> None:
    funds_only(world)
    opine(world, SERVICE, found(4), unit="乙市")


def everything_seen(desk: Desk) -> list[str]:
    """All that a rater of 基金处 is shown by every page and every refusal around the item."""
    browser = as_rater(desk, FUNDS)
    own, other = place(desk), place(desk, "乙市")
    pages = [browser.get(path) for path in ("/", MATRIX, own, other)]
    boxes = {"findings-0-component": "problem", "findings-0-only": "new", "findings-0-count": "0"}
    answers = [
        browser.send(own, version="0", clean="1"),
        browser.send(own, version="1", save="1", **boxes),
        browser.get(compare(desk)),
        browser.send(compare(desk)),
        browser.get(LIST),
        browser.send(own, version="1", clean="1"),
        browser.get(own),
        browser.get(MATRIX),
        browser.get("/"),
    ]
    return [f"{each.status_code} {lasting(each.text)}" for each in (*pages, *answers)]


@pytest.mark.parametrize("other", [service_found_nothing, service_found_much, service_checked_another_unit])
def test_whatever_another_division_writes_a_rater_sees_the_same(
    desk_at: DeskAt, other: Callable[[World], None]
) -> None:
    seen = everything_seen(desk_at(Stage.RATING, other))
    assert seen == everything_seen(desk_at(Stage.RATING, funds_only))
    assert "账户未分设" in seen[2]
    assert "由基金处、服务处分别评定，评定负责人开启对照之前互相看不到" in seen[2]
    assert "409" in seen[4], "the own version is still told"


def test_a_rater_reads_and_saves_on_the_page_as_ever(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, divided)
    browser = as_rater(desk, SERVICE)
    assert "本处室还没有评定本项" in browser.get(place(desk)).text
    boxes = {"component": "problem", "only": "new", "count": "3", "case": "账户未分设", "reason": "抽查"}
    form = {f"findings-0-{name}": text for name, text in boxes.items()}
    assert browser.send(place(desk), version="0", save="1", **form).status_code == 303
    page = browser.get(place(desk)).text
    assert "按本处室的意见 <strong>1.4</strong> / 2 分" in page
    assert "发现 3 件，计扣 3 件 × 0.2 分 = 0.6 分" in page
    assert rated_items(desk.fresh.session, 1) == {}


def test_the_chief_sees_who_has_checked_and_who_is_missing(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, funds_only)
    chief = desk.chief(MOMENT)
    page = chief.get(compare(desk)).text
    assert "基金处评定员已于 2027年2月10日" in page
    assert "现在还不能开启对照" in page
    assert "服务处还没有评定本项" in page
    assert "可处理：服务处评定员" in page
    assert "账户未分设" not in page, "nor does the chief read it before all have checked"
    answer = chief.send(f"{compare(desk)}/open")
    assert answer.status_code == 409
    assert "服务处还没有评定本项" in answer.text
    overview = chief.get(LIST).text
    assert "还有处室没有评定：3 项" in overview
    assert "查看处室意见对照" in chief.get(place(desk)).text


def test_the_chief_opens_decides_and_unites(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, opined)
    chief = desk.chief(MOMENT)
    assert "1 项处室意见等您开启对照" in chief.get("/").text
    assert chief.send(f"{compare(desk)}/open").status_code == 303
    page = chief.get(compare(desk)).text
    assert "有 1 处不一致：逐处选定按哪一种计，并写明理由" in page
    assert "按服务处的认定" in page
    key, version = conflict(desk), {"version": "1"}
    answer = chief.send(compare(desk), page=compare(desk), **version, **{f"reason-{key}": "复核凭证"})
    assert refused(answer, "各处室的认定不一致（件数）：选定按哪一种计，并写明理由")
    assert "复核凭证</textarea>" in answer.text
    service = str(rater(desk.fresh, SERVICE).division_id)
    decided = {f"choice-{key}": service, f"reason-{key}": "复核凭证"}
    assert chief.send(compare(desk), **version, **decided).status_code == 303
    assert "合并后评定得分 <strong>1.4</strong> / 2 分" in chief.get(compare(desk)).text
    theirs = as_rater(desk, FUNDS).get(place(desk)).text
    assert "合并后评定得分 <strong>1.4</strong> 分" in theirs
    assert "评定负责人的决定：复核凭证" in theirs
    assert "按本处室的意见 <strong>1.6</strong> / 2 分" in theirs


def test_an_old_page_does_not_unite_over_what_was_decided_since(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, opened)
    chief, key = desk.chief(MOMENT), conflict(desk)
    first = {f"choice-{key}": "none", f"reason-{key}": "已整改"}
    assert [chief.send(compare(desk), version="1", **first).status_code for _ in "12"] == [303, 303]
    assert desk.events("assessment.unite_findings") == 1
    answer = chief.send(compare(desk), version="1", **{f"choice-{key}": "all", f"reason-{key}": "两件事"})
    assert answer.status_code == 409
    assert "您的决定还没有保存" in answer.text
    assert "两件事</textarea>" in answer.text


def test_opinions_are_opened_again_with_a_reason(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, opened)
    chief, act = desk.chief(MOMENT), f"{compare(desk)}/reopen"
    browser = as_rater(desk, FUNDS)
    assert "各处室对本项的意见不再改动" in browser.get(place(desk)).text
    assert refused(chief.send(act, page=act), "写明重新开放的理由")
    assert chief.send(act, page=act, reason="基金处补查").status_code == 303
    page = browser.get(place(desk)).text
    assert "各处室对本项的意见不再改动" not in page
    assert "处室意见对照" not in page


def test_ready_items_are_opened_together_and_agreeing_ones_united_together(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, agreed)
    chief = desk.chief(MOMENT)
    places = [f"{desk.fresh.assessment('甲市').id}-{ITEM}", "x-1", "99999-11"]
    assert chief.send(f"{LIST}/open", page=LIST, place=places).status_code == 303
    answer = chief.send(f"{LIST}/unite", page=LIST)
    assert answer.headers["Location"].endswith("united=1")
    assert "已合并 1 项" in chief.get(answer.headers["Location"]).text
    rated = rated_items(desk.fresh.session, 1)[desk.fresh.unit("甲市"), ITEM]
    assert len(rated.findings) == 2


def test_the_form_gives_an_item_to_several_divisions(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    ids = {row.name: str(row.id) for given in assignments(desk.fresh.session, 1).values() for row in given}
    chief = desk.chief(MOMENT)
    assert "item-11-also" in chief.get(FORM).text
    assert "item-46-also" not in chief.get(FORM).text
    both = {"item-11": ids[FUNDS], "item-11-also": [ids[SERVICE]]}
    assert chief.send(FORM, **both).status_code == 303
    assert [row.name for row in assignments(desk.fresh.session, 1)[ITEM]] == [FUNDS, SERVICE]
    wrong = chief.send(FORM, **{"item-46": ids[FUNDS], "item-46-also": ids[SERVICE], "item-12": "x"})
    assert refused(wrong, "第46项只由一个处室办理", "第12项所选的处室不是本省的处室")


def test_a_division_that_has_written_leaves_an_item_only_when_confirmed(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, opined)
    ids = {row.name: str(row.id) for row in assignments(desk.fresh.session, 1)[ITEM]}
    chief = desk.chief(MOMENT)
    answer = chief.send(FORM, **{"item-11": ids[FUNDS]})
    assert refused(answer, "第11项服务处已对 1 个单位写过意见，去掉后这些意见留存但不再计入")
    assert 'name="confirmed"' in answer.text
    assert 'name="confirmed"' not in chief.get(FORM).text
    assert chief.send(FORM, **{"item-11": ids[FUNDS], "confirmed": "1"}).status_code == 303
    assert [row.name for row in assignments(desk.fresh.session, 1)[ITEM]] == [FUNDS]


@pytest.mark.parametrize(
    ("who", "status"),
    [("基金处评定员", 403), ("示范省系统管理员", 403), ("乙市负责人", 404), ("乙市填报员", 404)],
)
def test_only_the_chief_compares_and_unites(desk_at: DeskAt, who: str, status: int) -> None:
    desk = desk_at(Stage.RATING, opined)
    browser = desk.enter(who, MOMENT)
    doors = [compare(desk), f"{compare(desk)}/reopen", LIST]
    acts = [f"{compare(desk)}{act}" for act in ("", "/open", "/reopen")]
    acts += [f"{LIST}{act}" for act in ("/open", "/unite")]
    assert {browser.get(path).status_code for path in doors} == {status}
    assert {browser.send(path).status_code for path in acts} == {status}
    assert comparison(desk.fresh) is None


def test_an_item_of_one_division_has_nothing_to_compare(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    chief = desk.chief(MOMENT)
    assert chief.get(compare(desk)).status_code == 404
    assert chief.send(compare(desk)).status_code == 404
    assert "没有分派给几个处室的项次" in chief.get(LIST).text


def one_unit_compared(world: World) -> None:
    opined(world)
    give(world, item=12)
    opening(world)


def all_units_and_items_compared(world: World) -> None:
    for item in (11, 12):
        give(world, item=item)
        for unit in ("甲市", "乙市", "丙市"):
            for division in (FUNDS, SERVICE):
                opine(world, division, found(2), unit=unit, item=item)
    for unit in ("甲市", "乙市", "丙市"):
        opening(world, unit)


def test_the_pages_cost_the_same_however_many_are_compared(desk_at: DeskAt) -> None:
    few, many = desk_at(Stage.RATING, one_unit_compared), desk_at(Stage.RATING, all_units_and_items_compared)
    for path in (LIST, MATRIX, "/", compare(few)):
        assert cost(few.chief(MOMENT), path) == cost(many.chief(MOMENT), path), path
    for path in (MATRIX, place(few)):
        assert cost(as_rater(few, FUNDS), path) == cost(as_rater(many, FUNDS), path), path


def confirmed(world: World) -> None:
    """甲市 is confirmed after item 11 was united."""
    opened(world)
    unite(world, {conflict_of(world): Decision("all", "两件事")})
    for item in world.scheme.items:
        if item.number != ITEM:
            world.rate("甲市", item.number)
    for claim in world.claims("甲市"):
        decision = {"claim_id": claim.id, "accept": True, "reason": "核对文件"}
        world.do(decide_claim, world.chief, at(2, 15), **decision)
    about = {"cycle_id": 1, "unit_ids": [world.unit("甲市")]}
    world.do(check_assessments, world.chief, at(2, 18), **about)


def test_once_the_sheet_is_confirmed_the_page_says_why_nothing_moves(desk_at: DeskAt) -> None:
    page = desk_at(Stage.RATING, confirmed)
    text = page.chief(at(2, 19)).get(compare(page)).text
    assert "现在不能再改决定" in text
    assert "当前状态是“已评定”" in text
    assert "重新开放处室意见</a>" not in text
