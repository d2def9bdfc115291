"""省级评定: the matrix, and one cell with self-deductions, findings, links, conflicts and refusals."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, TownDeskAt, cost, refused
from tests.worlds import Stage, World, at, towns
from workflow.models import Division, Finding, ItemAssignment, PostHolding
from workflow.queries.subtrees import self_lines
from workflow.queries.verdicts import RatedItem, rated_items
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only
MATRIX = "/province/cycles/1/rating"
FEBRUARY = at(2, 10)


def path(desk: Desk, item: int = 11, unit: str = "甲市") -> str:
    return f"/province/assessments/{desk.fresh.assessment(unit).id}/items/{item}"


def rated(desk: Desk, item: int = 11, unit: str = "甲市") -> RatedItem | None:
    world = desk.fresh
    return rated_items(world.session, 1).get((world.unit(unit), item))


def finding(component: str = "problem", nature: str = "new", row: int = 0, **boxes: str) -> dict[str, str]:
    given = {"component": component, "nature": nature, "case": "多头开户", "reason": "核对银行回单", **boxes}
    return {f"findings-{row}-{name.replace('_', '-')}": text for name, text in given.items()}


def rater(desk: Desk, item: int = 11) -> Browser:
    return desk.enter("基金处评定员" if item < 24 else "服务处评定员", FEBRUARY)


def save(desk: Desk, browser: Browser, item: int = 11, version: int = 0, **boxes: str):  # type: ignore[no-untyped-def]
    return browser.send(path(desk, item), version=str(version), save="1", **boxes)


def test_findings_are_saved_and_the_effect_is_told(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = rater(desk)
    assert save(desk, browser, **finding(count="3")).status_code == 303
    page = browser.get(path(desk)).text
    assert "<strong>1.4</strong> / 2 分" in page
    assert "发现 3 件，计扣 3 件 × 0.2 分 = 0.6 分" in page
    assert "第 1 版" in page


def test_nothing_found_is_a_button_of_its_own(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = rater(desk)
    assert "本项还没有评定" in browser.get(path(desk)).text
    assert browser.send(path(desk), version="0", clean="1").status_code == 303
    assert "未发现问题" in browser.get(path(desk)).text
    found = rated(desk)
    assert found
    assert (found.mark, found.findings) == (2, ())


@pytest.mark.parametrize(
    ("act", "boxes", "text"),
    [
        ("save", {}, "还没有写认定"),
        ("clean", finding(count="1"), "表里还写着认定"),
    ],
)
def test_a_button_that_contradicts_the_form_is_refused(
    desk_at: DeskAt, act: str, boxes: dict[str, str], text: str
) -> None:
    desk = desk_at(Stage.RATING)
    answer = rater(desk).send(path(desk), version="0", **{act: "1"}, **boxes)
    assert refused(answer, text)
    assert rated(desk) is None


def test_all_errors_stand_at_their_boxes_and_what_was_typed_stays(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    wrong = finding(count="三", nature="", reason="") | finding(row=1, count="2", case="")
    answer = save(desk, rater(desk), **wrong)
    assert refused(answer, "您填的是“三”", "选择这条认定与自评扣分的关系", "写明认定理由和依据", "写明情形")
    assert "有 4 处需要修改" in answer.text
    assert 'value="三"' in answer.text
    assert answer.text.count("多头开户</textarea>") == 1
    assert rated(desk) is None


def test_another_row_can_be_had_without_scripts(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    answer = rater(desk).send(path(desk), version="0", more="problem", **finding(count="3"))
    assert answer.status_code == 200
    assert answer.text.count("<fieldset") == 2
    assert "多头开户" in answer.text
    assert rated(desk) is None


def test_a_case_the_subtree_deducted_is_linked_and_costs_nothing_again(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    line = self_lines(desk.fresh.session, 1, desk.fresh.unit("甲市"), 2)[0]
    browser = rater(desk)
    page = browser.get(path(desk, 2)).text
    assert "甲西县" in page
    assert "0 / 1" in page
    link = {f"link-{line.deduction.id}": "1"}
    boxes = finding(line.deduction.component, "same", **link)
    assert save(desk, browser, 2, **boxes).status_code == 303
    page = browser.get(path(desk, 2)).text
    assert "<strong>3</strong> / 3 分" in page
    assert "1 / 1" in page
    assert "不再扣减" in page


def test_links_that_contradict_the_nature_are_refused_at_the_links(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    answer = save(desk, rater(desk), 2, **finding("training", "same"))
    assert refused(answer, "“同一情况（已自扣）”须关联自评扣分")


def test_a_finding_is_removed_by_its_box(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = rater(desk)
    two = finding(count="1") | finding(row=1, count="2", case="账实不符")
    assert save(desk, browser, **two).status_code == 303
    assert save(desk, browser, version=1, **two, **{"findings-0-drop": "1"}).status_code == 303
    left = rated(desk)
    assert left
    assert [entry.case for entry in left.findings] == ["账实不符"]


def test_pressing_twice_saves_once(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = rater(desk)
    for _ in range(2):
        assert save(desk, browser, **finding(count="3")).status_code == 303
    assert desk.events("assessment.rate_item") == 1
    assert len(desk.fresh.session.scalars(select(Finding.id)).all()) == 1


def test_the_slower_of_two_sees_both_and_decides(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    first, second = rater(desk), rater(desk)
    assert save(desk, first, **finding(count="3", case="<b>甲</b>")).status_code == 303
    answer = save(desk, second, **finding(count="5", case="另一件"))
    assert answer.status_code == 409
    assert "刚刚评定过本项，您的填写还没有保存" in answer.text
    assert "&lt;b&gt;甲&lt;/b&gt;" in answer.text
    assert "另一件</textarea>" in answer.text
    assert 'name="version" value="1"' in answer.text
    assert save(desk, second, version=1, **finding(count="5", case="另一件")).status_code == 303


def test_another_divisions_item_is_neither_read_nor_rated(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = rater(desk, 30)
    assert browser.get(path(desk, 11)).status_code == 403
    assert save(desk, browser, 11, **finding(count="1")).status_code == 403
    assert ">11<" not in browser.get(MATRIX).text


def test_the_chief_reads_every_cell_and_writes_none(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    chief = desk.chief(at(2, 16))
    assert "保存认定" not in chief.get(path(desk)).text
    assert save(desk, chief, **finding(count="1")).status_code == 403


@pytest.mark.parametrize(
    ("who", "matrix", "cell"),
    [
        ("甲市负责人", 404, 403),
        ("乙市负责人", 404, 404),
        ("甲东县填报员", 404, 404),
        ("示范省系统管理员", 403, 403),
    ],
)
def test_the_rating_is_the_provinces(desk_at: DeskAt, who: str, matrix: int, cell: int) -> None:
    desk = desk_at(Stage.RATED)
    browser = desk.enter(who, at(2, 16))
    assert browser.get(MATRIX).status_code == matrix
    assert browser.get(path(desk)).status_code == cell
    assert save(desk, browser, **finding(count="1")).status_code == cell


def kin(world: World) -> None:
    """The rater of 基金处 also holds a post in 甲东县."""
    user_id = world.rater(1).user_id
    with unit_of_work(world.session):
        world.session.add(
            PostHolding(user_id=user_id, unit_id=world.unit("甲东县"), post="filler", since=at(10, 1))
        )


def test_who_belongs_to_a_county_of_the_prefecture_steps_aside(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, kin)
    browser = rater(desk)
    posts = browser.get("/post").text
    holding = posts.split("示范省 · 基金处")[0].rpartition('value="')[2].split('"')[0]
    browser.send("/post", page="/post", holding_id=holding)
    assert "按回避要求由其他人员办理" in browser.get(path(desk)).text
    answer = save(desk, browser, **finding(count="1"))
    assert answer.status_code == 403
    assert "多头开户" in answer.text
    assert save(desk, browser, **finding(count="1"), item=11).status_code == 403
    assert browser.send(path(desk, 11, "乙市"), version="0", clean="1").status_code == 303


def test_a_confirmed_prefecture_is_not_rated_and_says_who_can_open_it(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED)
    browser = desk.enter("基金处评定员", at(2, 19))
    assert "上级评定表当前状态是“已评定”" in browser.get(path(desk)).text
    answer = browser.send(path(desk), version="1", save="1", **finding(count="1"))
    assert answer.status_code == 409


def test_the_matrix_tells_states_and_self_deductions(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    page = desk.chief(at(2, 16)).get(MATRIX).text
    assert page.count('class="cell cell-') == 43 * 3
    assert "甲市 第 2 项：已评定，未发现问题，自扣 8 条" in page
    assert "甲市 第 36 项：已评定，有认定" in page
    assert ">92.5<" in page


def test_a_rater_sees_own_items_and_no_totals(desk_at: DeskAt) -> None:
    page = desk_at(Stage.RATED).enter("服务处评定员", at(2, 16)).get(MATRIX).text
    assert page.count('class="cell cell-') == 20 * 3
    assert "合计" not in page
    assert ">92.5<" not in page


def test_seventeen_prefectures_cost_as_many_statements_as_three(
    desk_at: DeskAt, log_in: Callable[[str], Browser]
) -> None:
    three = cost(desk_at(Stage.SELF_EVALUATION).chief(at(12, 10)), MATRIX)
    seventeen = log_in("chief")
    assert seventeen.get(MATRIX).text.count('<th scope="row">') == 17
    assert sum(three.values()) == sum(cost(seventeen, MATRIX).values()) < 25


def test_a_cell_costs_the_same_with_and_without_counties(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    chief = desk.chief(at(2, 16))
    many, none = (cost(chief, path(desk, 2, unit)) for unit in ("甲市", "丙市"))
    assert sum(many.values()) == sum(none.values()) < 40


def unassigned(world: World) -> None:
    """Item 11 was taken from every division."""
    with unit_of_work(world.session):
        for row in world.session.scalars(select(ItemAssignment).where(ItemAssignment.item == 11)):
            world.session.delete(row)
    assert world.session.scalars(select(Division.id)).first()


def test_an_item_without_division_is_rated_by_nobody(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, unassigned)
    assert rater(desk).get(path(desk)).status_code == 403


def test_what_waits_for_self_evaluations_is_counted_and_named(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.rated_too_early)
    for name in ("示范县评定负责人", "医保科评定员"):
        page = desk.enter(name, at(4, 2)).get("/province/cycles/1/rating").text
        assert "还有 12 格没有评定" in page
        assert "3 个乡镇的自评未审核通过，审核通过或作出缺报决定之后才能评定：乙镇、丙园、丁园。" in page
        assert "汇总" not in page
