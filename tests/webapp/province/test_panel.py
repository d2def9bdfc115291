"""The pages of evaluators, of imported figures and of vetoes."""

from typing import Any
from unittest.mock import patch

import pytest

from tests.webapp.browser import Browser, lasting
from tests.webapp.desks import Desk, TownDeskAt, refused
from tests.worlds import World, at, towns
from workflow.commands.answering import RatingInput
from workflow.commands.assessing import check_assessments
from workflow.commands.panel import PanelInput, save_panel_marks
from workflow.queries.metrics import metrics_of
from workflow.queries.panels import panel_figures
from workflow.queries.rating_matrix import rating_matrix
from workflow.queries.vetoes import live_vetoes
from workflow.rules.kinds.answers import Answer

pytestmark = pytest.mark.sqlite_only
PANEL, METRICS, VETOES = "/province/cycles/1/panel", "/admin/cycles/1/metrics", "/province/cycles/1/vetoes"


def name(desk: Desk, town: str) -> str:
    return f"{desk.fresh.unit(town)}-3-leaders"


def evaluator(desk: Desk, who: str = "甲评议员") -> Browser:
    return desk.enter(who, at(2, 12))


def test_an_evaluator_marks_all_towns_on_one_page(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = evaluator(desk)
    assert "评议打分：还有 4 个单位没有打完" in browser.get("/").text
    boxes = {name(desk, "甲镇"): "28", name(desk, "乙镇"): "２５", name(desk, "丙园"): ""}
    assert browser.send(PANEL, page=PANEL, **boxes).status_code == 303
    assert sorted(panel_figures(desk.fresh.session, 1).values()) == ["25", "28"]
    assert 'value="28"' in browser.get(PANEL).text
    assert "评议打分：还有 2 个单位没有打完" in browser.get("/").text


def test_a_mark_that_cannot_be_taken_comes_back_with_everything_typed(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    boxes = {name(desk, "甲镇"): "28", name(desk, "乙镇"): "31"}
    answer = evaluator(desk).send(PANEL, page=PANEL, **boxes)
    assert answer.status_code == 422
    assert 'value="28"' in answer.text
    assert "填0至30之间的分数" in answer.text
    assert panel_figures(desk.fresh.session, 1) == {}


def test_nobody_reads_the_marks_of_others(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.rated)
    page = evaluator(desk, "乙评议员").get(PANEL).text
    assert 'value="28"' in page
    assert 'value="24"' not in page, "given by the other one"
    chief = desk.enter("示范县评定负责人", at(2, 14)).get(PANEL).text
    assert "已打完" in chief
    assert "<input" not in chief.replace('<input type="hidden"', "")
    item = desk.enter("医保科评定员", at(2, 14)).get(PANEL)
    assert item.status_code == 403


def marked_by_one(world: World) -> None:
    """乙评议员 has marked two towns."""
    towns.county(world)
    towns.evaluate(world, "乙评议员", {"甲镇": "11", "乙镇": "17"})


def marked_by_one_otherwise(world: World) -> None:
    """乙评议员 has marked all towns, and one of them twice."""
    towns.county(world)
    towns.evaluate(world, "乙评议员", dict.fromkeys(towns.TOWNS, "30"))
    towns.evaluate(world, "乙评议员", {"甲镇": "1"}, version=1)


def seen_by_an_evaluator(desk: Desk) -> list[str]:
    browser, form = evaluator(desk), {name(desk, "甲镇"): "28", name(desk, "乙镇"): "31"}
    pages = [browser.get(path) for path in ("/", PANEL)]
    mended = {**form, name(desk, "乙镇"): "9"}
    answers = [browser.send(PANEL, page=PANEL, **boxes) for boxes in (form, mended)]
    pages += [*answers, browser.get(PANEL), browser.get("/")]
    return [f"{each.status_code} {lasting(each.text)}" for each in pages]


def test_an_evaluator_sees_the_same_whatever_another_one_marks(town_desk_at: TownDeskAt) -> None:
    alone = seen_by_an_evaluator(town_desk_at(towns.county))
    assert alone == seen_by_an_evaluator(town_desk_at(marked_by_one))
    assert alone == seen_by_an_evaluator(town_desk_at(marked_by_one_otherwise))


VIEW = "{kind: panel, marks: 5, scale: 5, increment: 1, extremes: keep, least: 1}"
MIXED = towns.SCHEME.replace(
    "components: [{key: ledger, text: 建立台账, rule: {kind: award, marks: 10}}]",
    f"""components:
          - {{key: ledger, text: 建立台账, rule: {{kind: award, marks: 5}}}}
          - {{key: view, text: 评议, rule: {VIEW}}}""",
)


def _mixed(world: World, marks: dict[str, str]) -> None:
    """A panel marks a component of an item that a rater answers too, and the rater has answered since."""
    with patch.object(towns, "SCHEME", MIXED):
        towns.county(world)
    given = [PanelInput(world.unit(town), 1, "view", mark) for town, mark in marks.items()]
    world.do(save_panel_marks, towns.person(world, "甲评议员"), at(2, 9), cycle_id=1, marks=given)
    for town in towns.TOWNS:
        towns.rate(world, town, RatingInput(1, 0, {"ledger": Answer("yes")}))


def mixed_high(world: World) -> None:
    _mixed(world, dict.fromkeys(towns.TOWNS, "5"))


def mixed_low(world: World) -> None:
    _mixed(world, dict.fromkeys(towns.TOWNS, "1"))


def seen_by_a_rater(desk: Desk) -> list[str]:
    browser = desk.enter("医保科评定员", at(2, 14))
    own = f"/province/assessments/{desk.fresh.assessment('甲镇').id}/items/1"
    pages = [browser.get(path) for path in ("/", "/province/cycles/1/rating", own)]
    pages.append(browser.send(own, **{"1-version": "0", "1-ledger-value": "no"}))
    return [f"{each.status_code} {lasting(each.text)}" for each in pages]


def test_a_rater_reads_no_mark_that_tells_of_the_panel(town_desk_at: TownDeskAt) -> None:
    high, low = town_desk_at(mixed_high), town_desk_at(mixed_low)
    seen = seen_by_a_rater(high)
    assert seen == seen_by_a_rater(low)
    assert "待定" in seen[1]
    matrix = rating_matrix(high.fresh.session, towns.chief(high.fresh), 1)
    assert matrix.rows[0].cells[0].mark == 10, "the chief reads it"


def test_boxes_of_other_units_and_evaluators_are_not_looked_at(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    strange = {"99999-3-leaders": "5", f"{desk.fresh.unit('甲镇')}-1-ledger": "5", "evaluator_id": "1"}
    assert evaluator(desk).send(PANEL, page=PANEL, **strange).status_code == 303
    assert panel_figures(desk.fresh.session, 1) == {}


def test_the_form_pressed_twice_is_saved_once_in_whatever_digits(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    browser = evaluator(desk)
    place = name(desk, "甲镇")
    form = {place: "２５", f"{place}-version": "0"}
    answers = [browser.send(PANEL, page=PANEL, **form).status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert desk.events("panel.mark") == 1
    assert browser.send(PANEL, page=PANEL, **{place: "26", f"{place}-version": "0"}).status_code == 409


def test_marks_of_a_unit_that_was_closed_meanwhile_are_refused_and_kept(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.rated)
    browser = evaluator(desk)
    place, confirmed = name(desk, "甲镇"), [desk.fresh.unit("甲镇")]
    form = {place: "17", f"{place}-version": "1", "csrf_token": browser.token(PANEL)}
    chief = towns.chief(desk.fresh)
    desk.fresh.do(check_assessments, chief, at(2, 18), cycle_id=1, unit_ids=confirmed)
    answer = browser.post(PANEL, data=form)
    assert answer.status_code == 409
    assert "已评定" in answer.text
    assert f"第 3 项 leaders（单位 {confirmed[0]}）" in answer.text
    assert "\n17</textarea>" in answer.text
    assert "-version" not in answer.text


def test_nothing_is_taken_once_every_unit_is_closed(town_desk_at: TownDeskAt) -> None:
    for moment in (towns.computed, towns.published):
        browser = town_desk_at(moment).enter("甲评议员", at(3, 16))
        assert browser.send(PANEL, page="/").status_code == 409


def upload(desk: Desk, content: bytes, **boxes: str) -> Any:
    browser = desk.enter("示范县系统管理员", at(2, 5))
    page = browser.bring(METRICS, content, "数据.csv", **boxes)
    if page.status_code != 200:
        return page
    assert metrics_of(desk.fresh.session, 1) == {}, "nothing is written by looking"
    done = browser.confirm(METRICS, page)
    return browser.get(done.location)


def test_figures_are_imported_and_shown_with_their_source(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    page = upload(desk, "单位,参保人数\n甲镇,1800\n".encode(), source="统计台账").text
    assert "已导入 1 个数" in page
    assert "统计台账" in page
    assert "目标任务数：全部单位" in page
    assert metrics_of(desk.fresh.session, 1) == {desk.world.unit("甲镇"): {"insured": "1800"}}


def test_a_file_with_mistakes_imports_nothing(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.county)
    answer = upload(desk, "单位,参保人数,来源\n甲镇,18O0,台账\n戊镇,1,台账\n".encode())
    assert refused(answer, "第 2 行“参保人数”", "第 3 行“单位”")
    assert metrics_of(desk.fresh.session, 1) == {}


def test_the_chief_reads_the_figures_and_does_not_import(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.rated)
    chief = desk.enter("示范县评定负责人", at(2, 14))
    page = chief.get(METRICS).text
    assert "1800" in page
    assert "核对文件" not in page
    assert chief.send(METRICS, page=METRICS).status_code == 403


def test_a_veto_is_established_and_revoked_with_reasons(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.rated)
    chief = desk.enter("示范县评定负责人", at(2, 15))
    about = {"unit_id": str(desk.fresh.unit("甲镇")), "veto": "accident"}
    assert refused(chief.send(VETOES, page=VETOES, **about), "写明认定的事实和依据")
    assert chief.send(VETOES, page=VETOES, **about, reason="调查报告").status_code == 303
    assert "甲镇（发生重大责任事故）" in chief.get("/province/cycles/1/ranking").text
    act = f"/province/vetoes/{live_vetoes(desk.fresh.session, 1)[0].id}/revoke"
    assert chief.send(act, page=act, reason="复核后更正").status_code == 303
    assert live_vetoes(desk.fresh.session, 1) == ()
