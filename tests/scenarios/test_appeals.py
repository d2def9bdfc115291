"""The right to object, told twice: an appeal that changes a rank, and a correction that is a new edition."""

from collections.abc import Callable

import pytest

from tests.scenarios.office import Office
from tests.worlds import at

pytestmark = pytest.mark.sqlite_only

STATEMENT = "现场检查当天已出示台账，认定与事实不符"
REASON = "核对现场记录，台账齐全"


def test_an_appeal_changes_a_rank(announced: Office) -> None:
    for chapter in AN_APPEAL:
        chapter(announced)


def a_unit_reads_its_result_and_contests_an_item(office: Office) -> None:
    signer = office.enter("丙市负责人", at(3, 8)).home("公示中：可以提出申诉")
    assert signer.sees("2027年3月12日（星期五）24:00 前（北京时间）", "共 5 个工作日", "还剩 4 天 15 小时")
    signer.follow("提出申诉", about="第 36 项").press("提交申诉", {"statement": STATEMENT})
    assert signer.sees("SS001-990300-01", "2027年3月8日（星期一）09:00:00 收到", "受理之前可以撤回")


def another_unit_contests_in_vain_and_too_late(office: Office) -> None:
    signer = office.enter("甲市负责人", at(3, 9)).home("公示中：可以提出申诉")
    signer.follow("提出申诉", about="第 34 项").press("提交申诉", {"statement": "服务台账另有存放"})
    late = office.enter("乙市负责人", at(3, 13, 0, 0)).follow("通报").follow("2026年度").follow("申诉")
    assert late.sees("申诉期已于2027年3月12日（星期五）24:00截止", "联系示范省 000-00990000")
    assert not any(link.words == "提出申诉" for link in late.page.links)


def nobody_publishes_over_open_appeals(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 13)).follow("排名").follow("第 1 次计算")
    assert chief.sees("还有申诉没有复核结论：甲市第 34 项、丙市第 36 项")


def the_chief_takes_both_up_keeps_one_and_changes_the_other(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 13)).home("2 件申诉等您复核")
    chief.follow("SS001-990300-01").press("受理复核")
    drop = {name: ["1"] for name in chief.page.forms[-1].boxes if name.endswith("-drop")}
    assert len(drop) == 2
    chief.press("予以调整", {"reason": REASON, **dict.fromkeys(drop, "1")})
    assert chief.sees("复核结论：予以调整", "0 → 2", "还没有计入排名")
    chief.home("1 件申诉等您复核").follow("SS001-990100").press("受理复核")
    chief.press("维持原评定", {"reason": "现场没有台账"})


def the_ranking_is_computed_anew_and_takes_the_place_of_the_old_one(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 14)).open("/province/runs/1")
    assert chief.sees("予以调整的申诉还没有计入排名：丙市第 36 项")
    chief.home("按申诉结果重新计算排名").press("按申诉结果重新计算")
    assert chief.sees("第 2 次计算", "丙市第 36 项 0 → 2", "省级评定得分 91.00 → 93.00")
    assert chief.sees("名次 第 2 名 → 第 1 名", "名次 第 1 名 → 第 2 名", "局务会纪要〔2027〕3号")


def everybody_sees_the_own_answer_and_no_rank(office: Office) -> None:
    signer = office.enter("丙市负责人", at(3, 14)).home("对第 36 项的申诉已有结论：予以调整")
    assert signer.sees(REASON, "第 36 项 0 → 2", "已计入第 2 次计算")
    assert signer.follow("查看现在的得分").sees("95.00")
    kept = office.enter("甲市负责人", at(3, 14)).home("对第 34 项的申诉已有结论：维持原评定")
    assert kept.sees("现场没有台账", "得分不变")
    other = office.enter("乙市负责人", at(3, 14)).follow("通报").follow("2026年度")
    assert other.sees("93.94")
    assert not other.sees("丙市")
    assert not other.sees("95.00")


def the_circular_has_the_new_order(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 15)).home("通报排名").follow("通报")
    chief.press("通报", {"circular_number": "演示〔2027〕8号"})
    seen = office.enter("甲东县填报员", at(3, 16)).follow("通报").follow("2026年度")
    assert seen.sees("1 丙市", "2 乙市", "3 甲市", "四舍五入", "得分相同名次并列")
    answer = office.enter("丙市负责人", at(3, 16)).follow("通报").follow("2026年度").follow("查看申诉")
    assert answer.follow("SS001-990300-01").sees(REASON)


AN_APPEAL: tuple[Callable[[Office], None], ...] = (
    a_unit_reads_its_result_and_contests_an_item,
    another_unit_contests_in_vain_and_too_late,
    nobody_publishes_over_open_appeals,
    the_chief_takes_both_up_keeps_one_and_changes_the_other,
    the_ranking_is_computed_anew_and_takes_the_place_of_the_old_one,
    everybody_sees_the_own_answer_and_no_rank,
    the_circular_has_the_new_order,
)


def test_a_correction_is_a_new_edition(published: Office) -> None:
    for chapter in A_CORRECTION:
        chapter(published)


def the_chief_begins_a_correction_with_its_reason(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 20)).follow("排名").follow("第 1 次计算")
    chief.follow("启动更正").press("启动更正", {"reason": "丙市第 36 项认定有误"})
    unit = office.enter("甲东县填报员", at(3, 20)).follow("通报").follow("2026年度")
    assert unit.sees("1 乙市", "2 丙市", "3 甲市")


def the_item_is_rated_anew(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 20)).follow("省级评定")
    chief.open("/province/cycles/1/assessments").follow("重新评定", about="丙市")
    chief.press("重新评定", {"reason": "复核第 36 项"})
    rater = office.enter("服务处评定员", at(3, 21)).open("/province/assessments/3/items/36")
    rows = [name for name in rater.page.forms[-1].boxes if name.endswith("-drop")]
    rater.press("已评定，未发现问题", dict.fromkeys(rows, "1"))
    checked = office.enter("示范省评定负责人", at(3, 22)).home("1 个市(州)全部项次已评定")
    checked.press("评定完成")


def the_meeting_approves_and_the_units_see_it_first(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 22)).home("计算排名").press("计算排名")
    chief.follow("提交会议审议").press("提交会议审议")
    chief = office.enter("示范省评定负责人", at(3, 24)).home("记录会议对第 2 次计算的审议结果")
    minutes = {"meeting_date": "2027-03-24", "reference": "局务会纪要〔2027〕5号"}
    chief.follow("审议通过").press("记录审议通过", minutes)
    chief.home("开始公示第 2 次计算").follow("开始公示").press("开始公示")
    signer = office.enter("丙市负责人", at(3, 25)).home("公示中：可以提出申诉")
    assert signer.sees("第 36 项")


def the_new_edition_names_its_reason_and_the_old_one_is_marked(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(4, 5)).home("通报排名").follow("通报")
    chief.press("通报", {"circular_number": "演示通报〔2027〕2号"})
    unit = office.enter("甲东县填报员", at(4, 6)).follow("通报")
    assert unit.sees("演示通报〔2027〕1号", "已更正", "演示通报〔2027〕2号", "丙市第 36 项认定有误")
    unit.follow("2026年度", about="演示通报〔2027〕2号")
    assert unit.sees("本通报更正 演示通报〔2027〕1号", "更正理由：丙市第 36 项认定有误", "1 丙市", "2 乙市")
    assert unit.sees("更正了什么", "名次 第 2 名 → 第 1 名")
    unit.follow("演示通报〔2027〕1号")
    assert unit.sees("这份通报已经更正", "新的通报（演示通报〔2027〕2号）", "1 乙市", "2 丙市")


A_CORRECTION: tuple[Callable[[Office], None], ...] = (
    the_chief_begins_a_correction_with_its_reason,
    the_item_is_rated_anew,
    the_meeting_approves_and_the_units_see_it_first,
    the_new_edition_names_its_reason_and_the_old_one_is_marked,
)
