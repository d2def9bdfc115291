"""Two divisions rate one item blind to each other, the chief compares and unites: by clicking."""

import re

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.browser.person import Person
from tests.worlds import Stage, at
from tests.worlds.opinions import FUNDS, ITEM, SERVICE, divided, found, opine


def test_two_divisions_find_the_chief_compares_and_unites(office_at: OfficeAt) -> None:
    office = office_at(Stage.RATING, divided)
    assign_another(office)
    funds = write(office, FUNDS, "2")
    funds.look("opinions-02-own")
    opine(office.world, SERVICE, found(3), found(1, "未按月对账"))
    office.world.session.rollback()
    chief = office.enter("示范省评定负责人", at(2, 12)).look("opinions-03-todo")
    chief.follow("1 项处室意见等您开启对照").look("opinions-04-list")
    chief.follow("第 11 项").look("opinions-05-ready")
    chief.press("开启对照").look("opinions-06-opened")
    chief.press("合并为评定结果").look("opinions-07-refused")
    assert chief.sees("有 1 处需要修改", "各处室的认定不一致（件数）")
    decide(chief)
    chief.press("合并为评定结果").look("opinions-08-united")
    assert chief.sees("已合并", "合并后评定得分 1.2 / 2 分")
    after(office, chief)


def assign_another(office: Office) -> None:
    """The chief adds a division to one more item."""
    chief = office.enter("示范省评定负责人", at(2, 3)).follow("分派项次")
    row = chief.page.locator("tr", has=chief.page.locator("#item-12"))
    row.get_by_text("再加处室").click()
    row.get_by_label(SERVICE).check()
    chief.press("保存分派").look("opinions-01-assignment")
    assert chief.page.locator("[name=item-12-also]:checked").count() == 1


def path(office: Office) -> str:
    return f"{office.address}/province/assessments/{office.world.assessment('甲市').id}/items/{ITEM}"


def write(office: Office, division: str, count: str) -> Person:
    """A rater writes one finding on the item."""
    rater = office.enter(f"{division}评定员", at(2, 10)).open(path(office))
    assert rater.sees("由基金处、服务处分别评定，评定负责人开启对照之前互相看不到", "本处室还没有评定本项")
    rater.type({"findings-0-count": count, "findings-0-case": "账户未分设", "findings-0-reason": "抽查凭证"})
    return rater.press("保存认定")


def decide(chief: Person) -> None:
    """By the division that counted three, with a reason."""
    chief.page.get_by_label(f"按{SERVICE}的认定").check()
    name = chief.page.locator("input:checked[name^=choice-]").first.get_attribute("name") or ""
    assert re.fullmatch(r"choice-[0-9a-f]{12}", name)
    conflict = chief.page.locator(".component-conflict textarea").get_attribute("name") or ""
    chief.type({conflict: "复核凭证，确为三件"})


def after(office: Office, chief: Person) -> None:
    """The rater reads what became of it; the chief finds the item done."""
    rater = office.enter(f"{FUNDS}评定员", at(2, 14)).open(path(office)).look("opinions-09-rater-after")
    assert rater.sees("评定负责人的决定：复核凭证，确为三件", "合并后评定得分 1.2 分", "不再改动")
    chief.follow("重新开放处室意见").look("opinions-10-reopen")
    chief.open(f"{office.address}/province/cycles/1/rating").look("opinions-11-matrix")
