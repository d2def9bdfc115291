"""The province's part of the year by clicking: accept, assign, rate, verify, rank, publish."""

from dataclasses import replace

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.browser.person import Person
from tests.worlds import COUNTIES, Stage, World, at, go_on
from tests.worlds.province import DIVISIONS
from workflow.actor import CLOCK
from workflow.commands.cycle import advance_cycle
from workflow.rules.kinds.answers import COUNTED, Answer, Line

FOUND = Answer(COUNTED, (Line(case="未分账核算", reason="对照账套自查", count=5, cause="problem"),))
RATED, CLEAN = 11, 12
NATURES = ("same", "more", "new")


def self_deducted(world: World) -> None:
    """All reports have come in; 甲东县 has deducted five cases on item 11 itself."""
    world = replace(world, instead={"甲东县": {RATED: {"problem": FOUND}}})
    go_on(world, Stage.HANDED_UP, since=Stage.SELF_EVALUATION)


def test_the_province_accepts_rates_ranks_and_publishes(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, self_deducted)
    take_in(office)
    assign(office)
    rate(office)
    decide_claims(office)
    rank(office)
    announce(office)
    publish(office)


def take_in(office: Office) -> None:
    """The chief 签收 and 审核通过 one report by clicking, the others likewise by commands."""
    chief = office.enter("示范省评定负责人", at(1, 28)).look("province-01-todo")
    chief.follow("上报进度").look("province-02-progress").follow("甲市").look("province-03-progress-of")
    chief.follow("首页").follow("签收甲市的汇总").look("province-04-at-the-door")
    chief.press("签收").look("province-05-report").press("审核通过").look("province-06-accepted")
    for unit in list(COUNTIES)[1:]:
        office.world.accept_report(unit, at(1, 28))
    office.world.do(advance_cycle, CLOCK, at(2, 1, 0, 1), cycle_id=office.world.cycle_id)


def assign(office: Office) -> None:
    """Every item to the division that has it."""
    chief = office.enter("示范省评定负责人", at(2, 1)).look("province-07-todo-february")
    chief.follow("分派项次").look("province-08-assignment")
    offered = chief.page.locator("#item-1 option").evaluate_all("all => all.map(o => [o.text, o.value])")
    division = dict(offered)
    items = chief.page.locator("select[name^=item-]").evaluate_all("all => all.map(s => s.name)")
    named = {f"item-{n}": division[name] for name, own in DIVISIONS.items() for n in own}
    chief.type({name: named[name] for name in items}).press("保存分派")


def rate(office: Office) -> None:
    """One item with a finding of each nature, one without any; the rest by commands."""
    rater = office.enter("基金处评定员", at(2, 10)).look("province-09-todo-rater")
    rater.follow("省级评定").look("province-10-matrix")
    path = f"/province/assessments/{office.world.assessment('甲市').id}/items/"
    rater.page.locator(f"a[href='{path}{RATED}']").first.click()
    rater.look("province-11-item")
    rater.press("保存认定").look("province-12-item-refused")
    find(rater)
    rater.press("保存认定").look("province-13-item-rated")
    assert rater.sees("评定得分 1.6 / 2 分")
    rater.open(f"{office.address}{path}{CLEAN}").press("已评定，未发现问题").look("province-14-clean")
    office.world.session.rollback()
    rate_the_rest(office.world)


def find(rater: Person) -> None:
    """Three findings: two of the five cases again, four where three were deducted, one nobody knew of."""
    for _ in NATURES[1:]:
        rater.page.get_by_role("button", name="再加一条").click()
    links = rater.page.locator("input[name*='-link-']").evaluate_all("all => all.map(i => i.name)")
    rows = sorted({name.split("-link-")[0] for name in links})
    for row, nature, count, linked in zip(rows, NATURES, "241", ("2", "3", ""), strict=True):
        link = next(name for name in links if name.startswith(f"{row}-link-"))
        rater.type(
            {
                f"{row}-nature": nature,
                f"{row}-count": count,
                f"{row}-case": f"现场检查第{count}类情形",
                f"{row}-reason": "核对银行回单",
                link: linked,
            }
        )


def rate_the_rest(world: World) -> None:
    for unit in COUNTIES:
        for item in world.scheme.items:
            if unit != "甲市" or item.number not in (RATED, CLEAN):
                world.rate(unit, item.number)


def decide_claims(office: Office) -> None:
    """A claim is not decided without a reason."""
    chief = office.enter("示范省评定负责人", at(2, 15)).look("province-15-todo-claims")
    chief.follow("特殊因素").look("province-16-claims")
    chief.press("采纳", about="国家经办试点").look("province-17-claim-refused")
    for title in ("国家经办试点", "持续性试点", "先进集体"):
        article = chief.page.locator("article").filter(has_text=title)
        article.get_by_role("textbox").fill("核对文件后认定")
        chief.click(article.get_by_role("button", name="采纳", exact=True))
    chief.look("province-18-claims-decided")


def rank(office: Office) -> None:
    """评定完成, 计算排名, 提交会议, 审议通过."""
    chief = office.enter("示范省评定负责人", at(2, 20)).look("province-19-todo-check")
    chief.follow("等您确认").look("province-20-assessments").press("评定完成")
    chief.look("province-21-assessments-checked").follow("排名").look("province-22-ranking")
    chief.press("计算排名").look("province-23-run").follow("甲市").look("province-24-run-score")
    chief.follow("返回排名").follow("提交会议审议").look("province-25-submit").press("提交会议审议")
    chief = office.enter("示范省评定负责人", at(3, 4)).look("province-26-todo-meeting")
    chief.follow("记录会议").follow("审议通过").press("记录审议通过").look("province-27-approve-refused")
    chief.type({"meeting_date": "2027-03-03", "reference": "局务会纪要〔2027〕3号"})
    chief.press("记录审议通过").look("province-28-approved")


def announce(office: Office) -> None:
    """公示: a county sees what became of its prefecture, and no rank."""
    chief = office.enter("示范省评定负责人", at(3, 5)).look("province-29-todo-announce")
    chief.follow("开始公示").follow("开始公示").look("province-30-announce").press("开始公示")
    county = office.enter("甲东县填报员", at(3, 6)).look("results-01-todo-publicity")
    county.follow("通报").look("results-02-years-publicity").follow("2026").look("results-03-publicity")


def publish(office: Office) -> None:
    """通报: everybody sees the ranking."""
    chief = office.enter("示范省评定负责人", at(3, 15)).follow("通报排名")
    chief.click(chief.page.locator("main").get_by_role("link", name="通报", exact=True))
    chief.look("province-31-publish").type({"circular_number": "演示通报〔2027〕1号"}).press("通报")
    chief.look("province-32-published").follow("约谈").look("province-33-interviews")
    county = office.enter("甲东县填报员", at(3, 16)).follow("通报").look("results-04-years")
    county.follow("2026").look("results-05-result")
    assert county.sees("演示通报〔2027〕1号", "名次")
