"""The year runs: from a county's first mark to the published ranking, told once and in order.

甲市 (three counties), 乙市 (two) and 丙市 (none) come out as the documents' arithmetic says: 92.28, 93.94 and
93.80. Everybody logs in, reads pages, and presses what they offer.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest

from tests.scenarios.doings import BASIS, boxes, claim, fill, hand_up, rate, report
from tests.scenarios.office import Office
from tests.worlds import COUNTIES, FindingInput, answers_losing, at, findings_losing
from tests.worlds.province import DIVISIONS, PROVINCE, SELF
from workflow.rules.double_deduction import Nature

pytestmark = pytest.mark.sqlite_only

RANKING_2025 = "code,name,final,rank\n990200,乙市,95,1\n990300,丙市,94,2\n990100,甲市,93,3\n"

DECISIONS = {"持续性试点": "采纳", "国家经办试点": "采纳", "先进集体": "不采纳", "重点任务约谈": "采纳"}
FINALS = {"乙市": "93.94", "丙市": "93.80", "甲市": "92.28"}


def test_the_year_runs_from_the_first_mark_to_the_published_ranking(office: Office) -> None:
    for chapter in CHAPTERS:
        chapter(office)


def the_administrator_takes_over_last_years_ranking_and_opens_the_year(office: Office) -> None:
    admin = office.enter("示范省系统管理员", at(10, 1))
    file = (BytesIO(RANKING_2025.encode()), "2025.csv")
    admin.open("/").follow("往年排名").press("核对文件", {"year": "2025", "file": file})
    admin.press("确认导入", {})
    assert admin.sees("2025 年度，3 个单位")
    admin.open("/").follow("年度").follow("开启").press("换一个年度", {"year": "2026"}).press("开启")
    assert admin.sees("2026年度", "筹备")


def prefectures_register_their_liaison_officers(office: Office) -> None:
    for unit in COUNTIES:
        filler = office.enter(f"{unit}填报员", at(10, 8)).home("登记联络员")
        filler.press("登记", {"name": f"{unit}联络员", "position": "办公室主任", "mobile": "13900000000"})
        assert filler.sees(f"{unit}联络员")
    assert office.enter("示范省评定负责人", at(10, 9)).follow("联络员").sees("丙市联络员")


def december_comes_and_the_clock_opens_the_self_evaluation(office: Office) -> None:
    county = office.enter("甲东县填报员", at(11, 30))
    assert county.sees("目前没有等您办理的事")
    office.strike(at(12, 1, 0, 1))
    assert office.enter("甲东县填报员", at(12, 1)).sees("填报评定表")


def a_county_marks_itself_item_by_item_and_its_signer_hands_up(office: Office) -> None:
    answers = answers_losing(office.scheme, 100 - Decimal(SELF["甲东县"]))
    filler = office.enter("甲东县填报员", at(12, 5)).home("填报评定表").follow(office.scheme.item(1).title)
    for number, given in answers.items():
        assert filler.sees(f"第 {number} 项")
        filler.press("保存，到下一个未填项", boxes(number, given))
    assert filler.sees("43 / 43 项已填", "96")
    assert hand_up(office, "甲东县", at(12, 6)).sees("回执")


def who_filled_a_sheet_does_not_find_a_way_to_sign_it(office: Office) -> None:
    filler = office.enter("甲东县填报员", at(12, 6))
    filler.follow("本单位评定表").follow("2026年度").follow("全表（核对页）")
    assert not filler.offers("确认并上报")


def another_county_takes_its_sheet_back_before_it_is_acknowledged(office: Office) -> None:
    fill(office, "甲南县", at(12, 7))
    signer = hand_up(office, "甲南县", at(12, 8))
    signer.follow("本单位评定表").follow("2026年度").follow("撤回")
    signer.press("确认撤回", {"reason": "漏写一条说明"})
    filler = office.enter("甲南县填报员", at(12, 9)).home("填报评定表").follow("全表（核对页）")
    filler.press("确认送签")
    hand_up(office, "甲南县", at(12, 10), finished=True)


def a_county_of_another_prefecture_claims_a_pilot(office: Office) -> None:
    fill(office, "乙东县", at(12, 12))
    claim(office, "乙东县", at(12, 12), 44, "carried_over", "持续性试点")
    hand_up(office, "乙东县", at(12, 13))


def the_prefecture_returns_an_item_and_only_that_item_reopens(office: Office) -> None:
    filler = office.enter("乙市填报员", at(12, 20)).home("签收乙东县的评定表").press("签收")
    filler.press("保存意见", {"remark": "写明整改时限"}, about="业务培训与廉政教育")
    office.enter("乙市负责人", at(12, 21)).home("审核乙东县的评定表").press("退回修改")
    county = office.enter("乙东县填报员", at(12, 22)).home("按退回意见修改评定表")
    assert county.sees("写明整改时限")
    county.follow(office.scheme.item(3).title)
    assert not county.offers("保存")
    fuller = {"2-training-lines-0-reason": "对照要点自查，三月底前整改"}
    county.follow("回到全表").follow(office.scheme.item(2).title).press("保存", fuller)
    county.follow("回到全表").follow("全表（核对页）").press("确认送签")
    hand_up(office, "乙东县", at(12, 23), finished=True)


def two_counties_come_late_and_are_taken_all_the_same(office: Office) -> None:
    office.strike(at(1, 1, 0, 1))
    for county in ("甲西县", "乙南县"):
        fill(office, county, at(1, 4))
        hand_up(office, county, at(1, 5))
    assert office.enter("甲市负责人", at(1, 5)).follow("进度看板").sees("逾期 4 天")


def prefectures_acknowledge_and_accept_their_counties(office: Office) -> None:
    for prefecture, counties in COUNTIES.items():
        for county in counties:
            signer = office.enter(f"{prefecture}负责人", at(1, 6)).home(f"签收{county}的评定表").press("签收")
            signer.press("审核通过")
            assert signer.sees("审核通过")


def prefectures_mark_themselves_consolidate_and_hand_up(office: Office) -> None:
    for prefecture in COUNTIES:
        fill(office, prefecture, at(1, 10))
    claim(office, "甲市", at(1, 10), 44, "completed", "国家经办试点")
    claim(office, "丙市", at(1, 10), 45, "honour", "先进集体")
    for prefecture in COUNTIES:
        hand_up(office, prefecture, at(1, 11))
        report(office, prefecture, at(1, 12))
    shown = office.enter("甲市填报员", at(1, 13)).follow("进度看板").follow("打开汇总")
    assert shown.sees("96", "92", "88", "93.20")
    alone = office.enter("丙市填报员", at(1, 13)).follow("进度看板").follow("打开汇总")
    assert alone.sees("无下辖县(市、区)，自评按本级100%计")


def the_province_returns_a_report_and_gets_it_back(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(1, 20)).home("签收丙市的汇总").press("签收")
    chief.press("退回修改", {"item-2": "写明整改时限"})
    filler = office.enter("丙市填报员", at(1, 21)).home("按退回意见修改本级评定表")
    filler.follow(office.scheme.item(2).title)
    filler.press("保存", {"2-training-lines-0-reason": "对照要点自查，三月底前整改"})
    filler.follow("回到全表").follow("全表（核对页）").press("确认送签")
    hand_up(office, "丙市", at(1, 22), finished=True)
    report(office, "丙市", at(1, 23))


def the_province_accepts_the_reports_and_assigns_the_items(office: Office) -> None:
    for prefecture in COUNTIES:
        chief = office.enter("示范省评定负责人", at(1, 28)).home(f"签收{prefecture}的汇总").press("签收")
        chief.press("审核通过")
    office.strike(at(2, 1, 0, 1))
    chief = office.enter("示范省评定负责人", at(2, 1)).follow("分派项次")
    offers = chief.page.forms[-1].boxes["item-1"].offers[1:]
    named = dict(zip(DIVISIONS, offers, strict=True))
    named_items = (re.fullmatch(r"item-(\d+)", box) for box in chief.page.forms[-1].boxes)
    items = {int(found[1]) for found in named_items if found}
    chief.press(
        "保存分派",
        {f"item-{n}": named[name] for name, own in DIVISIONS.items() for n in own if n in items},
    )


def raters_rate_every_item_of_their_division(office: Office) -> None:
    for division, items in DIVISIONS.items():
        rater = office.enter(f"{division}评定员", at(2, 10))
        for prefecture, mark in PROVINCE.items():
            findings = findings_losing(office.scheme, 100 - Decimal(mark))
            rater.home(f"评定{prefecture}")
            for item in office.scheme.items:
                if item.number in items and item.number not in findings:
                    rater.press_for(str(item.number), "已评定，未发现问题", {"version": "0"})
                elif item.number in items:
                    rate(rater, item.number, findings[item.number])


def a_case_that_a_county_deducted_itself_costs_nothing_again(office: Office) -> None:
    rater = office.enter("基金处评定员", at(2, 12)).follow("省级评定").follow("无·7", about="甲市")
    assert rater.sees("甲东县", "所辖单位已经自扣的")
    link = (office.deduction("甲东县", 3), 1)
    known = FindingInput("conduct_review", Nature.SAME, "没有开展行风专项评价", "现场检查", links=(link,))
    rate(rater, 3, [known])
    assert rater.sees("评定得分 2 / 2 分")


def a_rater_enters_a_summons_and_the_chief_decides_every_claim(office: Office) -> None:
    rater = office.enter("服务处评定员", at(2, 15)).follow("省级评定").follow("录入负面因素")
    rater.follow("录入一件", about="被约谈")
    unit = str(office.unit("甲市"))
    rater.press("录入", {"unit_id": unit, "option": "summons", "title": "重点任务约谈", **BASIS})
    assert not office.enter("服务处评定员", at(2, 15)).follow("省级评定").offers("采纳")
    chief = office.enter("示范省评定负责人", at(2, 16)).home("4 条特殊因素申报")
    for title, verdict in DECISIONS.items():
        chief.press(verdict, {"reason": "核对文件"}, about=title)
    assert office.enter("示范省评定负责人", at(2, 16)).page.text.count("特殊因素申报") == 0


def the_chief_checks_computes_and_takes_the_ranking_to_the_meeting(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(2, 20)).home("3 个市(州)全部项次已评定").press("评定完成")
    chief.home("计算排名").press("计算排名").open("/").follow("把第 1 次计算提交会议审议")
    assert chief.sees("93.94", "93.80", "92.28")
    chief.follow("提交会议审议").press("提交会议审议")
    filler = office.enter("丙市负责人", at(2, 21)).follow("通报")
    assert filler.sees("还没有通报")


def the_meeting_sends_back_once_and_then_approves(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(2, 24)).home("记录会议对第 1 次计算的审议结果")
    chief.follow("会议退回").press("记录会议退回", {"reason": "补充会议材料"})
    chief.home("把第 1 次计算提交会议审议").follow("提交会议审议").press("提交会议审议")
    chief = office.enter("示范省评定负责人", at(3, 1)).home("记录会议对第 1 次计算的审议结果")
    minutes = {"meeting_date": "2027-03-01", "reference": "局长办公会纪要〔2027〕3号（演示）"}
    chief.follow("审议通过").press("记录审议通过", minutes)


def during_publicity_every_unit_sees_its_own_score_and_no_rank(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 2)).home("开始公示第 1 次计算").follow("开始公示")
    chief.press("开始公示")
    for unit, score in FINALS.items():
        seen = office.enter(f"{unit}负责人", at(3, 3)).follow("通报").follow("2026年度")
        assert seen.sees("公示期到", score)
        assert not any(other in seen.page.text for other in FINALS.values() if other != score)


def the_circular_shows_everybody_the_ranking(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 22)).home("通报排名").follow("通报")
    chief.press("通报", {"circular_number": "演示〔2027〕8号"})
    for name in ("乙南县填报员", "甲市负责人", "示范省审计员"):
        seen = office.enter(name, at(3, 23)).follow("通报").follow("2026年度")
        assert seen.sees("1 乙市", "2 丙市", "3 甲市", *FINALS.values())


def units_in_the_last_places_twice_are_proposed_and_a_person_decides(office: Office) -> None:
    chief = office.enter("示范省评定负责人", at(3, 23)).home("确认是否约谈甲市").follow("确认约谈")
    chief.press("确认约谈", {"on": "2027-03-23", "note": "连续两年"})
    chief = office.enter("示范省评定负责人", at(3, 26))
    for todo, act in (("向甲市发出", "发出通知"), ("记录对甲市", "记录约谈"), ("跟进甲市", "开始整改")):
        chief.home(todo).follow(act).press(act, {"on": "2027-03-26", "note": "按通知办理"})
    assert chief.sees("整改中")
    chief = office.enter("示范省评定负责人", at(3, 26)).home("确认是否约谈乙市").follow("不予约谈")
    chief.press("不予约谈", {"on": "2027-03-26", "note": "排名第一，不属末位"})


def the_history_of_the_year_is_whole(office: Office) -> None:
    auditor = office.enter("示范省审计员", at(3, 27)).follow("操作记录")
    assert auditor.sees("通报")
    report = office.history()
    assert report.first_broken is None
    assert report.length > 500


CHAPTERS: tuple[Callable[[Office], None], ...] = (
    the_administrator_takes_over_last_years_ranking_and_opens_the_year,
    prefectures_register_their_liaison_officers,
    december_comes_and_the_clock_opens_the_self_evaluation,
    a_county_marks_itself_item_by_item_and_its_signer_hands_up,
    who_filled_a_sheet_does_not_find_a_way_to_sign_it,
    another_county_takes_its_sheet_back_before_it_is_acknowledged,
    a_county_of_another_prefecture_claims_a_pilot,
    the_prefecture_returns_an_item_and_only_that_item_reopens,
    two_counties_come_late_and_are_taken_all_the_same,
    prefectures_acknowledge_and_accept_their_counties,
    prefectures_mark_themselves_consolidate_and_hand_up,
    the_province_returns_a_report_and_gets_it_back,
    the_province_accepts_the_reports_and_assigns_the_items,
    raters_rate_every_item_of_their_division,
    a_case_that_a_county_deducted_itself_costs_nothing_again,
    a_rater_enters_a_summons_and_the_chief_decides_every_claim,
    the_chief_checks_computes_and_takes_the_ranking_to_the_meeting,
    the_meeting_sends_back_once_and_then_approves,
    during_publicity_every_unit_sees_its_own_score_and_no_rank,
    the_circular_shows_everybody_the_ranking,
    units_in_the_last_places_twice_are_proposed_and_a_person_decides,
    the_history_of_the_year_is_whole,
)
