"""The right to object by clicking: a unit files, the chief keeps, changes and computes anew."""

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.worlds import Stage, World, appeals, at


def with_others(world: World) -> None:
    """甲市 contests item 34, 乙东县 its claim under item 44."""
    appeals.file(world, "甲市", 34)
    appeals.file(world, "乙东县", 44)


def test_a_unit_objects_and_the_ranking_follows(office_at: OfficeAt) -> None:
    office = office_at(Stage.PUBLICITY, with_others)
    object_to(office)
    decide(office)
    decide_the_claim(office)
    compute_anew(office)


def object_to(office: Office) -> None:
    """The signer reads the own result and contests one item of it."""
    signer = office.enter("丙市负责人", at(3, 8)).look("appeals-01-todo")
    signer.follow("查看本单位得分").look("appeals-02-years").follow("2026").look("appeals-03-result")
    signer.follow("申诉：选择项次").look("appeals-04-items").follow("提出申诉", about="第 36 项")
    signer.look("appeals-05-form").press("提交申诉").look("appeals-06-form-refused")
    signer.type({"statement": appeals.STATEMENT}).press("提交申诉").look("appeals-07-receipt")
    assert signer.sees("SS001-990300-01", "接下来")
    county = office.enter("乙东县负责人", at(3, 8)).follow("公示中：可以提出申诉")
    assert county.look("appeals-08-county").sees("向乙市反映，由其提出")


def decide(office: Office) -> None:
    """The chief keeps one, and withdraws both findings of the other."""
    chief = office.enter("示范省评定负责人", at(3, 13)).look("appeals-09-todo-chief")
    chief.follow("3 件申诉等您复核").look("appeals-10-list").follow("SS001-990100")
    chief.look("appeals-11-filed").press("受理复核").look("appeals-12-deciding")
    chief.press("维持原评定").look("appeals-13-refused")
    chief.type({"reason": "现场记录显示没有台账"}).press("维持原评定").look("appeals-14-dismissed")
    chief.follow("返回全部申诉").follow("SS001-990300").press("受理复核")
    for box in chief.page.locator("input[name$='-drop']").all():
        box.check()
    chief.type({"reason": appeals.REASON}).press("予以调整").look("appeals-15-upheld")
    assert chief.sees("0 → 2", "还没有计入排名")


def decide_the_claim(office: Office) -> None:
    """A claim of a county is counted as what it was."""
    chief = office.enter("示范省评定负责人", at(3, 13)).follow("1 件申诉等您复核").follow("SS001-990201")
    chief.press("受理复核").look("appeals-16-claim")
    option = chief.page.locator("select[name$='-option']")
    chief.type({option.get_attribute("name") or "": "completed", "reason": "补充了结项文件"})
    chief.press("予以调整").look("appeals-17-claim-upheld")
    assert chief.sees("1 → 3")


def compute_anew(office: Office) -> None:
    """The new run takes the place of the announced one; the unit reads its answer."""
    chief = office.enter("示范省评定负责人", at(3, 14)).look("appeals-18-todo-recompute")
    chief.follow("按申诉结果重新计算排名").look("appeals-19-recompute").press("按申诉结果重新计算")
    chief.look("appeals-20-run")
    assert chief.sees("最终得分 93.80 → 95.00", "最终得分 93.94 → 95.94", "丙市第 36 项 0 → 2")
    signer = office.enter("丙市负责人", at(3, 14)).look("appeals-21-todo-answered")
    signer.follow("对第 36 项的申诉已有结论").look("appeals-22-answer")
    assert signer.sees(appeals.REASON, "0 → 2", "已计入第 2 次计算")
