"""Filling a sheet item by item: every kind of rule has its boxes, refusals stand at them, nothing is lost."""

import re
from decimal import Decimal

from states.sheet import SheetStage
from tests.webapp.county.conftest import Office, boxes
from tests.worlds import answers_losing, at, full_answers
from workflow.queries.sheets import sheet_content
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line

LINE = Line("两个乡镇没有网点", "场所在建")


def saved(office: Office, number: int) -> dict[str, Answer]:
    items = sheet_content(office.world.session, office.sheet().id).items
    return dict(items[number].answers) if number in items else {}


EVERY_KIND = (
    (1, {"coverage": Answer("township", (LINE,))}, "3"),
    (2, {"training": Answer("yes"), "integrity": Answer("no", (LINE,))}, "2"),
    (9, {"admission": Answer(NOT_OCCURRED, note="没有第三方承办"), "evaluation": Answer("yes")}, "2"),
    (11, {"problem": Answer("counted", (Line("利息未上缴", "漏办", 3, "problem"),))}, "1.4"),
    (30, {"offline": Answer("counted")}, "3"),
    (37, {"prevention": Answer("3.5", (LINE,))}, "3.5"),
)


def test_every_kind_of_rule_takes_its_answer_and_explains_the_mark(office: Office) -> None:
    desk = office.filler()
    for number, answers, mark in EVERY_KIND:
        path = office.path(f"/items/{number}")
        response = desk.send(path, page=path, **boxes(number, answers, then="stay"))
        assert (response.status_code, response.location) == (303, path)
        assert saved(office, number) == answers
        page = desk.get(path).text
        assert re.search(rf"<strong>{re.escape(mark)}</strong> / ", page)
        assert "已于 2026年12月10日（星期四）10:00:00 保存" in page
        assert f"本项得{mark}分。" in page
    assert office.sheet().stage is SheetStage.FILLING


def test_a_whole_sheet_is_filled_from_one_item_to_the_next(office: Office) -> None:
    desk, sheet = office.filler(), office.path()
    path = f"{sheet}/items/1"
    for number, answers in answers_losing(office.world.scheme, Decimal("4.4")).items():
        assert path == f"{sheet}/items/{number}"
        onward = desk.send(path, **boxes(number, answers, then="next")).location
        assert f"第 {number} 项已于 2026年12月10日（星期四）10:00:00 保存" in desk.get(onward).text
        path = onward.partition("?")[0]
    assert path == sheet
    page = desk.get(sheet).text
    assert "<strong>43</strong> / 43 项已填" in page
    assert ">95.60</a>" in page
    assert "未开始" not in page


def test_the_front_page_tells_what_is_done_and_why_it_cannot_go_on(office: Office) -> None:
    full = full_answers(office.world.scheme)
    office.world.fill("甲东县", {number: full[number] for number in (1, 2)})
    page = office.filler().get(office.path()).text
    assert page.count('class="state state-done">已完成') == 2
    assert page.count('class="state state-blank">未开始') == 41
    assert "继续填报：第 3 项" in page
    assert "还有未填的项次：第 3、4、5" in page
    assert "还剩 21 天 14 小时" in page


def test_all_that_is_wrong_is_said_at_its_box_and_nothing_typed_is_lost(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/11")
    typed = {
        "11-problem-lines-0-case": "<b>利息</b>未上缴", "11-problem-lines-0-count": "两笔",
        "11-problem-lines-4-reason": "账套未分", "11-problem-lines-4-count": "１",
    }  # fmt: skip
    response = desk.send(path, version="0", **typed)
    assert response.status_code == 422
    page = response.text
    assert "<title>错误：第 11 项" in page
    assert "有 4 处需要修改" in page
    for box, text in {
        "11-problem-value": "还没有清点",
        "11-problem-lines-0-reason": "第1条扣分明细缺少原因",
        "11-problem-lines-0-count": "第1条扣分明细的件数填 1、2 这样的整数；您填的是“两笔”",
        "11-problem-lines-1-case": "第2条扣分明细缺少情形",
    }.items():
        assert f'<a href="#{box}">{text}' in page
        assert f'id="{box}"' in page
        assert page.count(text) == 2
    assert "&lt;b&gt;利息&lt;/b&gt;未上缴" in page
    assert 'value="两笔"' in page
    assert ">账套未分</textarea>" in page
    assert saved(office, 11) == {}


def test_figures_are_read_as_people_type_them(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/37")
    for version, (typed, kept) in enumerate({"３。５": "3.5", "3.40": "3.4", "4.0": "4", "－0": "0"}.items()):
        answer = Answer(typed, () if kept == "4" else (LINE,), "记录齐全")
        desk.send(path, **boxes(37, {"prevention": answer}, version))
        assert saved(office, 37)["prevention"].value == kept


def test_what_is_no_figure_is_refused_with_what_was_read(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/37")
    for typed in ("sNaN", "1e3", "3.99999999999999999", "4.5", "-1", "三", "", "9" * 5000):
        response = desk.send(path, **boxes(37, {"prevention": Answer(typed, (LINE,))}))
        assert response.status_code == 422
        assert "得分应在0至4之间，以0.1为一档" in response.text
    assert saved(office, 37) == {}


def test_fields_of_other_things_in_a_form_are_not_looked_at(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/27")
    strange = {"mark": "9", "stage": "accepted", "unit_id": "1", "27-other-value": "yes", "3-x-value": "no"}
    form = boxes(27, {"training": Answer("yes")}) | strange
    assert desk.send(path, **form).status_code == 303
    assert saved(office, 27) == {"training": Answer("yes")}
    assert saved(office, 3) == {}


def test_who_comes_second_sees_both_fillings_side_by_side_and_decides(office: Office) -> None:
    first, second, path = office.filler(), office.filler(), office.path("/items/27")
    first.send(path, **boxes(27, {"training": Answer("yes")}))
    mine = Answer("no", (Line("没有<i>培训</i>", "疫情"),))
    response = second.send(path, **boxes(27, {"training": mine}))
    page = response.text
    assert response.status_code == 409
    assert "<title>错误：" in page
    assert "您填写的还没有保存：甲东县填报员已于 2026年12月10日（星期四）10:00:00 改过这一项" in page
    assert "没有&lt;i&gt;培训&lt;/i&gt;" in page
    assert saved(office, 27) == {"training": Answer("yes")}
    assert second.send(path, **boxes(27, {"training": mine})).status_code == 409
    over = re.search(r'name="over" value="(\d+)">用我填写的，替换现在保存的', page)
    assert over is not None
    again = second.send(path, **boxes(27, {"training": mine}, over=over[1]))
    assert again.status_code == 303
    assert saved(office, 27) == {"training": mine}


def test_the_same_item_saved_twice_by_a_double_press_is_saved_once(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/27")
    form = boxes(27, {"training": Answer("yes")})
    assert [desk.send(path, **form).status_code for _ in range(3)] == [303, 303, 303]
    assert sheet_content(office.world.session, office.sheet().id).items[27].version == 1


def test_two_people_on_different_items_both_succeed(office: Office) -> None:
    first, second = office.filler(), office.filler()
    one, other = office.path("/items/27"), office.path("/items/29")
    first.get(one), second.get(other)
    assert first.send(one, **boxes(27, {"training": Answer("yes")})).status_code == 303
    assert second.send(other, **boxes(29, {"results": Answer("yes")})).status_code == 303


def test_an_item_that_does_not_exist_is_not_found(office: Office) -> None:
    desk = office.filler()
    assert desk.get(office.path("/items/48")).status_code == 404
    assert desk.send(office.path("/items/48"), version="0").status_code == 404


def test_before_the_window_opens_nothing_can_be_saved(office: Office) -> None:
    desk = office.filler(now=at(11, 10))
    assert "填报尚未开始" in desk.get(office.path("/items/27")).text
    response = desk.send(office.path("/items/27"), **boxes(27, {"training": Answer("yes")}))
    assert response.status_code == 409
    assert "填报尚未开始" in response.text
    assert "第 27 项答案" in response.text
    assert saved(office, 27) == {}
