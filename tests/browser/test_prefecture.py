"""A prefecture's part of the year by clicking: take in, review, return, accept, consolidate, hand up."""

from decimal import Decimal

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.browser.person import Person
from tests.scenarios.doings import boxes
from tests.worlds import Stage, World, answers_losing, at, full_answers
from workflow.actor import CLOCK
from workflow.commands.cycle import advance_cycle

PREFECTURE, RETURNED, MISSING = "甲市", "甲东县", "甲西县"
LAST = 43


def in_january(world: World) -> None:
    """甲东县 has handed up, 甲南县 is accepted, 甲西县 is missing; the own sheet lacks its last item."""
    for county, lost in ((RETURNED, "4"), ("甲南县", "8")):
        world.fill(county, answers_losing(world.scheme, Decimal(lost)))
        world.hand_up(county, at(12, 20))
    world.accept("甲南县", at(12, 28))
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    own = answers_losing(world.scheme, Decimal(5))
    del own[LAST]
    world.fill(PREFECTURE, own, at(1, 4))


def test_a_prefecture_reviews_returns_consolidates_and_hands_up(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, in_january)
    review_and_return(office)
    mend(office)
    accept(office)
    decide_about_the_missing_county(office)
    finish_the_own_sheet(office)
    consolidate(office)
    hand_up(office)


def review_and_return(office: Office) -> None:
    """The filler acknowledges and writes remarks on two items; the signer returns them."""
    filler = office.enter(f"{PREFECTURE}填报员", at(1, 6)).look("prefecture-01-todo")
    filler.follow("进度看板").look("prefecture-02-board")
    filler.follow("登记", about="登记联络员").look("prefecture-03-liaison").follow("返回进度看板")
    filler.press("签收", about=RETURNED).look("prefecture-04-review")
    remark(filler, 2, "写明只开展一次培训的原因和整改时限")
    remark(filler, 3, "好差评的依据要写明文件")
    signer = office.enter(f"{PREFECTURE}负责人", at(1, 7)).look("prefecture-05-todo-signer")
    signer.follow(f"审核{RETURNED}的评定表").look("prefecture-06-review-drafts")
    signer.press("退回修改").look("prefecture-07-returned")


def remark(filler: Person, item: int, text: str) -> None:
    row = filler.page.locator(f"#item-{item}")
    row.get_by_text("写意见").click()
    row.get_by_role("textbox").fill(text)
    filler.click(row.get_by_role("button", name="保存意见"))


def mend(office: Office) -> None:
    """The county can change exactly the two items, and hands up again."""
    filler = office.enter(f"{RETURNED}填报员", at(1, 8)).look("county-20-todo-returned")
    filler.follow("按退回意见修改").look("county-21-sheet-returned")
    filler.follow(office.world.scheme.item(4).title).look("county-22-item-closed")
    assert filler.page.locator("main form").count() == 0
    filler.follow("回到全表").follow("修改第 2 项").look("county-23-item-remarked")
    filler.type({"2-training-lines-0-reason": "疫情期间停训一次，三月底前补训"})
    filler.press("保存，到下一个须修改项")
    filler.type({"3-conduct_review-lines-0-reason": "依据市局〔2026〕8号文"})
    filler.press("保存，到下一个须修改项").look("county-24-all-mended")
    filler.follow("核对并送签").press("确认送签")
    signer = office.enter(f"{RETURNED}负责人", at(1, 9)).follow("核对并签发").follow("核对并签发")
    signer.press("确认并上报至").look("county-25-receipt-again")


def accept(office: Office) -> None:
    """签收 and 审核通过 of the second submission, what changed standing out."""
    signer = office.enter(f"{PREFECTURE}负责人", at(1, 10)).look("prefecture-08-todo-again")
    signer.follow(f"签收{RETURNED}的评定表：您退回的已重报").look("prefecture-09-at-the-door")
    signer.press("签收").look("prefecture-10-review-again")
    assert signer.sees("上次退回后有改动的项次（2）")
    signer.press("审核通过").look("prefecture-11-accepted")


def decide_about_the_missing_county(office: Office) -> None:
    """Counted zero, but not without a reason."""
    signer = office.enter(f"{PREFECTURE}负责人", at(1, 20))
    signer.follow("进度看板").look("prefecture-12-board-late")
    signer.follow("缺报决定", about=MISSING).look("prefecture-13-missing")
    signer.press("按 0 分计").look("prefecture-14-missing-refused")
    signer.type({"reason": "12月20日、28日两次电话催报，1月20日仍未上报。"}).press("按 0 分计")
    signer.look("prefecture-15-decided")


def finish_the_own_sheet(office: Office) -> None:
    """The last item, 送签, 签发: the own sheet goes with the report."""
    filler = office.enter(f"{PREFECTURE}填报员", at(1, 21)).follow("填报本级评定表")
    filler.follow(f"继续填报：第 {LAST} 项").type(boxes(LAST, full_answers(office.world.scheme)[LAST]))
    filler.press("保存，到下一个未填项").follow("核对并送签").press("确认送签")
    signer = office.enter(f"{PREFECTURE}负责人", at(1, 22)).look("prefecture-16-todo-own-sheet")
    signer.follow("核对并签发").follow("核对并签发").look("prefecture-17-own-check")
    signer.press("确认签发，随汇总上报").look("prefecture-18-own-signed")


def consolidate(office: Office) -> None:
    """All terms are there: own 95, counties 96, 92 and 0."""
    filler = office.enter(f"{PREFECTURE}填报员", at(1, 23)).look("prefecture-19-todo-report")
    filler.follow("进度看板").follow("打开汇总").look("prefecture-20-consolidation")
    assert filler.sees("95", "96", "92", "62.67", "75.60")
    filler.type({"statement": "已逐项审核所辖县(市、区)的评定表。"}).press("保存说明")
    filler.press("送签").look("prefecture-21-report-finished")


def hand_up(office: Office) -> None:
    """核对并上报 to the province, with a receipt."""
    signer = office.enter(f"{PREFECTURE}负责人", at(1, 24)).look("prefecture-22-todo-sign-report")
    signer.follow("签发汇总").look("prefecture-23-sign-report").press("确认并上报至")
    assert signer.sees("回执编号")
    signer.look("prefecture-24-receipt").follow("回到汇总").look("prefecture-25-report-submitted")
    signer.open(f"{office.address}/").look("prefecture-26-todo-after")
