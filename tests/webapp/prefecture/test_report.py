"""汇总: every term visible, who owes what, 送签, 退回填报员, 核对并上报, 撤回, and what came back."""

import re
from datetime import datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from tests.webapp.browser import Browser
from tests.webapp.prefecture.conftest import Office, OfficeAt, in_january
from tests.worlds import Stage, World, at
from workflow.commands.missing import decide_zero
from workflow.commands.receiving import draft_remark, reopen_sheet
from workflow.commands.report_review import acknowledge_report, return_report

pytestmark = pytest.mark.sqlite_only
NEW_YEAR = at(2, 1, 0, 0)
_DIGEST = re.compile(r'name="shown_digest" value="([0-9a-f]+)"')


def acknowledged(world: World) -> None:
    """The province has signed for 甲市's report."""
    world.do(acknowledge_report, world.chief, at(1, 25), report_id=world.report("甲市").id)


def sent_back(world: World) -> None:
    """The province sends it back over item 3, the honours and 甲东县."""
    acknowledged(world)
    named = {
        "items": {3: "补充好差评台账", 45: "附表彰文件"},
        "counties": {world.unit("甲东县"): "核实第2项"},
    }
    world.do(return_report, world.chief, at(1, 26), report_id=world.report("甲市").id, **named)


def zero_decided(world: World) -> None:
    """甲西县 counts as zero, the other counties of 甲市 are accepted."""
    in_january(world)
    for county in ("甲东县", "甲南县"):
        world.accept(county, at(1, 5))
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲西县")}
    world.do(decide_zero, world.signer("甲市"), at(1, 10), **about, reason="两次电话催报未果")


def submit(browser: Browser, office: Office, digest: str = "") -> TestResponse:
    """Press the button with what the page shows."""
    shown = _DIGEST.search(browser.get(office.report_path("甲市")).text)
    given = digest or (shown[1] if shown else "")
    return browser.send(office.report_path("甲市", "/submit"), shown_digest=given)


@pytest.fixture
def to_sign(ready: Office) -> Office:
    filler = ready.enter("甲市填报员", at(1, 20))
    assert filler.send(ready.report_path("甲市", "/finish")).status_code == 303
    return ready


def test_the_self_score_is_told_term_by_term(ready: Office) -> None:
    page = ready.enter("甲市填报员", at(1, 20)).get(ready.report_path("甲市")).text
    for told in (
        "93.20",
        "本级得分 95 × 40% = 38",
        "甲东县 96 分，占自评得分的 20%",
        "县(市、区)平均 (96 + 92 + 88) ÷ 3 = 92",
        "县(市、区)部分 92 × 60% = 55.2",
        "自评得分 38 + 55.2 = 93.2，显示为 93.20",
    ):
        assert told in page
    assert "待定" not in page


def test_a_missing_term_is_pending_and_somebody_owes_it(january: Office) -> None:
    page = january.enter("甲市填报员", at(1, 10)).get(january.report_path("甲市")).text
    for owed in ("本级填报员填报", "本单位签收、审核", "等该单位填报、上报"):
        assert owed in page
    assert "这个分数怎么来的" not in page
    assert "96.00" not in page


def test_the_counties_mean_is_known_while_the_own_level_is_not(office_at: OfficeAt) -> None:
    office = office_at(Stage.COUNTIES_ACCEPTED)
    page = office.enter("甲市填报员", at(1, 10)).get(office.report_path("甲市")).text
    assert "92.00" in page.split("简单平均")[1].split("</tr>")[0]
    assert "待定" in page.split("自评得分</th>")[1]


def test_without_counties_the_own_level_counts_in_full(ready: Office) -> None:
    page = ready.enter("丙市填报员", at(1, 20)).get(ready.report_path("丙市")).text
    assert "无下辖县(市、区)，自评按本级100%计" in page
    assert "自评得分 = 本级得分 98，显示为 98.00" in page
    assert "简单平均" not in page


def test_a_county_counted_as_zero_stands_there_with_its_reason(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, zero_decided)
    page = office.enter("甲市负责人", at(1, 20)).get(office.report_path("甲市")).text
    row = page.split("甲西县</a>")[1].split("</tr>")[0]
    assert "按 0 分计" in row
    assert "理由：两次电话催报未果" in row
    assert "查看决定" in row


def test_the_statement_is_kept_and_a_stale_page_loses_no_text(ready: Office) -> None:
    filler = ready.enter("甲市填报员", at(1, 20))
    version = re.search(r'name="version" value="(\d+)"', filler.get(ready.report_path("甲市")).text)
    assert version is not None
    given = {"version": version[1], "statement": "全市组织三轮自查"}
    assert filler.send(ready.report_path("甲市", "/statement"), **given).status_code == 303
    assert "全市组织三轮自查" in filler.get(ready.report_path("甲市")).text
    stale = filler.send(ready.report_path("甲市", "/statement"), **{**given, "statement": "另一份说明"})
    assert stale.status_code == 409
    assert "另一份说明" in stale.text


def test_a_report_that_lacks_terms_is_refused_with_all_reasons(january: Office) -> None:
    filler = january.enter("甲市填报员", at(1, 10))
    refused = filler.send(january.report_path("甲市", "/finish"))
    assert refused.status_code == 409
    for reason in ("本级评定表还没有由负责人签发（当前：未开始）", "甲东县（已上报）", "甲西县（未开始）"):
        assert reason in refused.text
        assert reason in filler.get(january.report_path("甲市")).text


def test_signing_hands_up_and_leads_to_the_receipt(to_sign: Office) -> None:
    signer = to_sign.enter("甲市负责人", at(1, 20))
    page = signer.get(to_sign.report_path("甲市")).text
    assert "确认并上报至示范省" in page
    assert "省级签收之前可以撤回" in page
    receipt = submit(signer, to_sign)
    assert receipt.status_code == 303
    assert to_sign.report_stage("甲市") == "submitted"
    assert "HZ001-990100-01" in signer.get(receipt.location).text


def test_the_same_form_again_gives_the_same_receipt(to_sign: Office) -> None:
    signer = to_sign.enter("甲市负责人", at(1, 20))
    shown = _DIGEST.search(signer.get(to_sign.report_path("甲市")).text)
    assert shown is not None
    first, second = (submit(signer, to_sign, shown[1]) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_whoever_comes_second_with_another_page_finds_the_receipt(to_sign: Office) -> None:
    signer = to_sign.enter("甲市负责人", at(1, 20))
    receipt = submit(signer, to_sign)
    second = submit(signer, to_sign, "0" * 64)
    assert second.status_code == 409
    assert "甲市负责人已于 2027年1月20日（星期三）09:00:00 签发上报" in second.text
    assert receipt.location in second.text


def test_finishing_pressed_twice_acts_once(ready: Office) -> None:
    filler = ready.enter("甲市填报员", at(1, 20))
    version = re.search(r'name="version" value="([0-9]+)"', filler.get(ready.report_path("甲市")).text)
    assert version is not None
    finish = [filler.send(ready.report_path("甲市", "/finish"), version=version[1]) for _ in range(2)]
    assert [press.status_code for press in finish] == [303, 303]
    assert ready.report_stage("甲市") == "to_sign"


def test_what_stands_in_the_box_goes_with_the_report_although_nobody_saved_it(ready: Office) -> None:
    filler = ready.enter("甲市填报员", at(1, 20))
    version = re.search(r'name="version" value="([0-9]+)"', filler.get(ready.report_path("甲市")).text)
    assert version is not None
    typed = {"version": version[1], "statement": "已逐项审核。"}
    finish = [filler.send(ready.report_path("甲市", "/finish"), **typed) for _ in range(2)]
    assert [press.status_code for press in finish] == [303, 303]
    assert "已逐项审核。" in ready.enter("甲市负责人", at(1, 20)).get(ready.report_path("甲市")).text


def test_a_form_without_what_was_shown_is_not_taken(to_sign: Office) -> None:
    signer = to_sign.enter("甲市负责人", at(1, 20))
    answer = signer.send(to_sign.report_path("甲市", "/submit"))
    assert answer.status_code == 422
    assert "重新打开汇总页再签发" in answer.text
    assert to_sign.report_stage("甲市") == "to_sign"


def test_a_new_version_of_a_county_is_named_and_the_old_page_does_not_sign(to_sign: Office) -> None:
    world, sheet = to_sign.world, to_sign.world.sheet("甲东县").id
    signer = to_sign.enter("甲市负责人", at(1, 20))
    shown = _DIGEST.search(signer.get(to_sign.report_path("甲市")).text)
    assert shown is not None
    world.do(draft_remark, world.filler("甲市"), at(1, 21), sheet_id=sheet, item=2, text="核实")
    world.do(reopen_sheet, world.signer("甲市"), at(1, 21), sheet_id=sheet)
    world.hand_up("甲东县", at(1, 22))
    world.accept("甲东县", at(1, 23))
    signer = to_sign.enter("甲市负责人", at(1, 24))
    assert "汇总后甲东县有新版本" in signer.get(to_sign.report_path("甲市")).text
    refused = submit(signer, to_sign, shown[1])
    assert refused.status_code == 409
    assert "汇总后甲东县有新版本（甲市负责人" in refused.text


@pytest.mark.parametrize(
    ("act", "box", "what"),
    [("/send-back", "要填报员改什么", "写明退回的原因"), ("/withdraw", "撤回的原因", "写明撤回的原因")],
)
def test_sending_back_and_taking_back_want_a_reason(to_sign: Office, act: str, box: str, what: str) -> None:
    signer = to_sign.enter("甲市负责人", at(1, 20))
    if act == "/withdraw":
        submit(signer, to_sign)
    answer = signer.send(to_sign.report_path("甲市", act), reason=" ")
    assert answer.status_code == 422
    assert "<title>错误：汇总" in answer.text
    assert "有 1 处需要修改" in answer.text
    assert answer.text.count(what) == 2
    assert box in answer.text
    assert signer.send(to_sign.report_path("甲市", act), reason="平均分漏算一县").status_code == 303
    assert to_sign.report_stage("甲市") == "filling"
    assert "平均分漏算一县" in signer.get(to_sign.report_path("甲市")).text


def test_after_the_province_has_signed_for_it_a_report_is_not_taken_back(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP, acknowledged)
    signer = office.enter("甲市负责人", at(1, 26))
    assert "示范省已签收，不能再撤回" in signer.get(office.report_path("甲市")).text
    refused = signer.send(office.report_path("甲市", "/withdraw"), reason="想再改改")
    assert refused.status_code == 409
    assert "想再改改" in refused.text


def test_what_the_province_wants_changed_is_one_press_away(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP, sent_back)
    page = office.enter("甲市填报员", at(1, 27)).get(office.report_path("甲市")).text
    own, county = office.world.sheet("甲市").id, office.world.sheet("甲东县").id
    assert "示范省第 1 次退回的意见" in page
    assert f"/sheets/{own}/items/3" in page
    assert "本级第 45 项 创先争优" in page
    assert "附表彰文件" in page
    assert f"/prefecture/sheets/{county}/review" in page
    assert "核实第2项" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("乙市负责人", 404), ("甲东县负责人", 404), ("示范省评定负责人", 403), ("基金处评定员", 403)],
)
def test_before_the_province_signs_for_it_the_terms_are_the_prefecture_s(
    office_at: OfficeAt, who: str, status: int
) -> None:
    office = office_at(Stage.HANDED_UP)
    assert office.enter(who, at(1, 26)).get(office.report_path("甲市")).status_code == status


def test_the_chief_reads_the_terms_once_signed_for(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP, acknowledged)
    answer = office.enter("示范省评定负责人", at(1, 26)).get(office.report_path("甲市"))
    assert answer.status_code == 200
    assert "93.20" in answer.text


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("甲市负责人", "/statement"),
        ("甲市负责人", "/finish"),
        ("甲市填报员", "/submit"),
        ("甲市填报员", "/send-back"),
        ("甲市填报员", "/withdraw"),
    ],
)
def test_preparing_and_signing_are_different_posts(ready: Office, who: str, act: str) -> None:
    refused = ready.enter(who, at(1, 20)).send(ready.report_path("甲市", act), reason="一")
    assert refused.status_code == 403
    assert "可以办理的岗位" in refused.text


@pytest.mark.parametrize(
    ("moment", "late"), [(NEW_YEAR - timedelta(milliseconds=100), False), (NEW_YEAR, True)]
)
def test_arrival_decides_whether_a_report_is_late(to_sign: Office, moment: datetime, late: bool) -> None:
    signer = to_sign.enter("甲市负责人", NEW_YEAR - timedelta(minutes=5))
    shown = _DIGEST.search(signer.get(to_sign.report_path("甲市")).text)
    assert shown is not None
    given = {"csrf_token": signer.token(), "shown_digest": shown[1]}
    receipt = signer.at(moment).post(to_sign.report_path("甲市", "/submit"), data=given)
    assert receipt.status_code == 303
    heading = signer.get(to_sign.report_path("甲市")).text.split("</h1>")[0]
    assert ("逾期" in heading) is late
