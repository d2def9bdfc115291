"""A return of three items, twice: each time one list of remarks, only those items open, old beside new.

甲东县 hands up 96; 甲市 sends it back for items 2, 5 and 7, then for 7, 9 and 11; it comes to 98 and is
accepted. A withdrawal after 签收 comes too late.
"""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.scenarios.doings import boxes, fill, hand_up
from tests.scenarios.office import Office
from tests.scenarios.person import Person
from tests.worlds import answers_losing, at, full_answers
from workflow.rules.kinds.answers import Answer

pytestmark = pytest.mark.sqlite_only

COUNTY, CITY = "甲东县", "甲市"
FIRST = {2: "写明缺的是计划还是记录", 5: "附内控制度的文号", 7: "风险评估写明时间"}
SECOND = {7: "还是没有写明评估时间", 9: "第三方合同写明期限", 11: "收支两条线写明依据"}


def test_a_sheet_comes_back_twice_for_three_items_each(december: Office) -> None:
    fill(december, COUNTY, at(12, 5))
    assert hand_up(december, COUNTY, at(12, 6)).sees("回执")
    review_and_return(december, FIRST, day=7, done=0)
    the_county_mends_two_of_three(december)
    what_came_again_stands_beside_what_was_returned(december)
    review_and_return(december, SECOND, day=12, done=1, acknowledged=True)
    the_county_mends_what_the_second_return_names(december)
    a_withdrawal_comes_too_late(december)
    the_prefecture_accepts(december)


def review_and_return(
    office: Office, remarks: Mapping[int, str], day: int, done: int, *, acknowledged: bool = False
) -> None:
    """The filler acknowledges and writes, the signer sends all remarks at once."""
    todo = "审核甲东县的评定表：退回后重报" if acknowledged else f"签收{COUNTY}的评定表"
    filler = office.enter(f"{CITY}填报员", at(12, day)).home(todo)
    if not acknowledged:
        filler.press("签收")
    for item, text in remarks.items():
        filler.press("保存意见", {"remark": text}, about=office.scheme.item(item).title)
    assert filler.sees("拟好的退回意见（3）", "这一步由负责人办理")
    signer = office.enter(f"{CITY}负责人", at(12, day, 10)).home("审核")
    names = "、".join(map(str, remarks))
    assert signer.sees(f"退回后只重新开放第 {names} 项，其余各项保持原样", "意见发出后不能收回")
    signer.press("退回修改")
    assert signer.sees(f"第 {done + 1} 次退回的意见", *remarks.values())


def opened(office: Office, day: int, number: int, remarks: Mapping[int, str]) -> Person:
    """The county's filler finds the return among the things to do, and on the sheet what it asks."""
    filler = office.enter(f"{COUNTY}填报员", at(12, day))
    assert filler.sees("退回意见点到 3 项，其余保持原样；改完再次送签", f"第 {number} 次退回")
    filler.home("按退回意见修改评定表")
    assert filler.sees(f"第 {number} 次退回。只有下面点到的项次可以修改，其余保持原样", *remarks.values())
    closed = filler.follow(office.scheme.item(4).title)
    assert closed.sees("本次退回没有点到这一项，保持原样，不必修改")
    assert not closed.offers("保存")
    return filler.follow("回到全表")


def mend(filler: Person, office: Office, item: int, answers: Mapping[str, Answer]) -> None:
    """New answers in place of what stands there, its lines included."""
    filler.follow(office.scheme.item(item).title)
    standing = [name for form in filler.page.forms for name in form.boxes if "-lines-" in name]
    lines = {name: "" for name in standing if not name.endswith("-cause")}
    filler.press("保存", {**lines, **boxes(item, answers)}).follow("回到全表")


def the_county_mends_two_of_three(office: Office) -> None:
    filler = opened(office, 8, 1, FIRST)
    mend(filler, office, 2, full_answers(office.scheme)[2])
    mend(filler, office, 5, answers_losing(office.scheme, Decimal(9))[5])
    filler.follow("全表（核对页）")
    assert filler.sees("上级要求修改、还没有改动的项次（不挡送签，确认不需要改再继续）")
    filler.press("确认送签")
    assert hand_up(office, COUNTY, at(12, 9), finished=True).sees("第 1 次退回后重报")


def what_came_again_stands_beside_what_was_returned(office: Office) -> None:
    """It goes to the one who returned it, and the others of the office see it too."""
    filler = office.enter(f"{CITY}填报员", at(12, 10))
    assert filler.sees("签收甲东县的评定表：退回后重报")
    signer = office.enter(f"{CITY}负责人", at(12, 10)).home("签收甲东县的评定表：您退回的已重报")
    signer.press("签收")
    assert signer.sees("第 1 次退回后改了什么", *(f"退回意见：{text}" for text in FIRST.values()))
    assert signer.sees("第 2 项 业务培训与廉政教育 0 → 3 分")
    assert signer.sees(f"第 7 项 {office.scheme.item(7).title} 2 → 2 分 没有改动")
    assert signer.sees("其余 40 项没有改动，也没有退回意见")


def the_county_mends_what_the_second_return_names(office: Office) -> None:
    """Only what the second return names is open; the first is behind it."""
    filler = opened(office, 13, 2, SECOND)
    assert not filler.sees(FIRST[2])
    second = filler.follow(office.scheme.item(2).title)
    assert second.sees("本次退回没有点到这一项，保持原样，不必修改")
    filler.follow("回到全表")
    mend(filler, office, 7, answers_losing(office.scheme, Decimal(14))[7])
    filler.follow("全表（核对页）").press("确认送签")
    hand_up(office, COUNTY, at(12, 14), finished=True)


def a_withdrawal_comes_too_late(office: Office) -> None:
    """The page with the button still lies open while the prefecture acknowledges."""
    signer = office.enter(f"{COUNTY}负责人", at(12, 15)).follow("本年度评定表").follow("撤回")
    office.enter(f"{CITY}负责人", at(12, 15)).home("签收甲东县的评定表：您退回的已重报").press("签收")
    assert signer.refused("确认撤回", {"reason": "漏写一条说明"}).sees(
        "评定表当前状态是“已签收”，此时不能撤回：甲市已经签收，请联系甲市（电话 000-00990100）办理退回",
        "甲市负责人甲市负责人已于2026年12月15日（星期二）09:00:00签收",
        "您填写的内容（没有提交，可以复制）",
    )


def the_prefecture_accepts(office: Office) -> None:
    signer = office.enter(f"{CITY}负责人", at(12, 16)).home("审核甲东县的评定表：您退回的已重报")
    assert signer.sees("第 2 次退回后改了什么", *(f"退回意见：{text}" for text in SECOND.values()))
    assert signer.sees("第 2 次退回后重报")
    signer.press("审核通过")
    county = office.enter(f"{COUNTY}填报员", at(12, 17)).follow("本年度评定表")
    assert county.sees("审核通过", "第 2 次退回后重报")
    county.follow("上报记录和回执")
    assert county.sees("上报 3 次，退回 2 次，撤回 0 次", "第 1 次", "第 2 次", "第 3 次")
    assert office.history().first_broken is None
