"""Correcting each other by clicking: an item that does not apply, a return, what came again side by side."""

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.browser.person import Person
from tests.webapp.prefecture.test_review import mended_again
from tests.webapp.province.test_corrections import came_again
from tests.worlds import Stage, World, at, full_answers
from tests.worlds.corrections import ABOVE, ABSENT, COUNTY, REASON

NOTE = "联网情况与去年的说法不一致，先电话核实"


def all_but_one(world: World) -> None:
    """10 December: 甲东县 has filled every item but the third."""
    answers = full_answers(world.scheme)
    world.fill(COUNTY, {number: given for number, given in answers.items() if number != ABSENT})


def test_an_item_that_does_not_apply_is_declared_confirmed_above_and_accepted(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, all_but_one)
    declare(office)
    signer = office.enter(f"{COUNTY}负责人", at(12, 11)).follow("核对并签发").follow("核对并签发")
    signer.press("确认并上报至")
    confirm(office)
    accept(office)


def declare(office: Office) -> None:
    """First without a reason, then with it; 核对 and 送签."""
    filler = office.enter(f"{COUNTY}填报员", at(12, 10)).follow("填报评定表").follow("继续填报：第 3 项")
    filler.page.get_by_text("本项不适用于本单位（合理缺项）").click()
    filler.look("absence-1-item").press("填报不适用").look("absence-2-refused")
    assert filler.sees("写明这一项为什么不适用于本单位，上级据此逐项确认")
    filler.type({"3-not_applicable": REASON}).press("填报不适用").look("absence-3-declared")
    assert filler.sees(f"不适用：{REASON}", "待上级确认")
    filler.follow("回到全表").look("absence-4-sheet")
    assert filler.sees("43 / 43 项已填", "不适用（待确认）")
    filler.follow("核对并送签").look("absence-5-check").press("确认送签")


def confirm(office: Office) -> None:
    """签收, a note for the own office, and the confirmation."""
    filler = office.enter(f"{ABOVE}填报员", at(12, 12)).follow(f"签收{COUNTY}的评定表").press("签收")
    filler.look("absence-6-review")
    filler.type({"note": NOTE, "item": "3"}).press("写内部备注").look("absence-7-note")
    assert filler.sees(f"内部备注：{NOTE}")
    filler.press("确认不适用").look("absence-8-confirmed")
    assert filler.sees("已确认", f"{ABOVE}填报员于")


def accept(office: Office) -> None:
    """审核通过; the county sees that it was confirmed, and nothing of the note."""
    signer = office.enter(f"{ABOVE}负责人", at(12, 13)).follow(f"审核{COUNTY}的评定表")
    signer.press("审核通过").look("absence-9-accepted")
    county: Person = office.enter(f"{COUNTY}填报员", at(12, 14)).follow("本年度评定表")
    assert county.sees("不适用（已确认）", "审核通过")
    assert NOTE not in county.page.content()


def test_what_came_again_stands_beside_what_was_returned(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, mended_again)
    signer = office.enter(f"{ABOVE}负责人", at(12, 26)).look("again-1-todo")
    signer.follow(f"审核{COUNTY}的评定表：您退回的已重报").look("again-2-review")
    assert signer.sees("第 1 次退回后改了什么", "退回意见：核实2", "没有改动")


def test_a_report_that_came_again_stands_beside_the_one_that_was_returned(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP, came_again)
    chief = office.enter("示范省评定负责人", at(1, 30)).look("again-3-todo-chief")
    chief.follow(f"签收{ABOVE}的汇总：您退回的已重报").press("签收").look("again-4-report")
    assert chief.sees("第 1 次退回后改了什么", "核实第 2 项", "退回意见：写明培训记录")
    prefecture = office.enter(f"{ABOVE}负责人", at(1, 30)).follow("进度看板").look("again-5-board")
    prefecture.follow("打开汇总").look("again-6-consolidation")
