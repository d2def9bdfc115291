"""A county's sheet before its prefecture: 签收, remarks per item, 退回修改, 审核通过, 重新退回."""

import re

import pytest
from sqlalchemy import func, select

from tests.webapp.prefecture.conftest import Office, OfficeAt
from tests.worlds import Stage, World, answers_losing, at
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.commands.report_review import acknowledge_report, return_report
from workflow.models import Event
from workflow.rules.kinds.answers import Answer

pytestmark = pytest.mark.sqlite_only


def returned_and_mended(world: World) -> None:
    """甲东县 got item 2 and 5 back, mended item 2 only and handed up again; 签收 is done."""
    sheet, now = world.sheet("甲东县"), at(12, 22)
    world.do(acknowledge_sheet, world.filler("甲市"), now, sheet_id=sheet.id)
    for item in (2, 5):
        world.do(draft_remark, world.filler("甲市"), now, sheet_id=sheet.id, item=item, text=f"核实{item}")
    world.do(return_sheet, world.signer("甲市"), now, sheet_id=sheet.id)
    mended = ItemInput(2, 1, {"training": Answer("yes"), "integrity": Answer("yes")})
    world.do(save_items, world.filler("甲东县"), at(12, 23), sheet_id=sheet.id, items=[mended])
    world.hand_up("甲东县", at(12, 24))
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 25), sheet_id=sheet.id)


def mended_again(world: World) -> None:
    """December as usual, and 甲东县 once round."""
    for county, lost in (("甲东县", 4), ("甲南县", 8)):
        world.fill(county, answers_losing(world.scheme, world.scheme.full_mark * lost / 100))
        world.hand_up(county, at(12, 20))
    returned_and_mended(world)


def report_returned(world: World) -> None:
    """The province sends 甲市's report back and names item 3 and 甲东县."""
    report, now = world.report("甲市"), at(1, 25)
    world.do(acknowledge_report, world.chief, now, report_id=report.id)
    named = {"items": {3: "补充好差评台账"}, "counties": {world.unit("甲东县"): "核实第2项培训"}}
    world.do(return_report, world.chief, now, report_id=report.id, **named)


@pytest.fixture
def acknowledged(december: Office) -> Office:
    filler = december.enter("甲市填报员", at(12, 21))
    filler.send(december.sheet_path("甲南县", "acknowledge"))
    return december


def test_before_acknowledgement_only_the_envelope_shows(december: Office) -> None:
    page = december.enter("甲市负责人", at(12, 21)).get(december.sheet_path("甲南县")).text
    assert "回执编号" in page
    assert "2026年12月20日（星期日）09:00:00" in page
    assert "不能再撤回" in page
    assert "经办服务网络覆盖" not in page
    assert "92" not in page.split("<main")[1]


def test_acknowledging_opens_the_content_with_its_deductions(december: Office) -> None:
    filler = december.enter("甲市填报员", at(12, 21))
    answer = filler.send(december.sheet_path("甲南县", "acknowledge"))
    assert answer.status_code == 303
    page = filler.get(answer.location).text
    assert "92.00" in page
    assert page.count('<tr id="item-') == 43
    assert "扣 2 分" in page
    assert "原因：对照要点自查" in page
    assert "先进集体" in page


@pytest.mark.parametrize("act", ["acknowledge", "accept"])
def test_a_button_pressed_twice_acts_once(december: Office, act: str) -> None:
    signer = december.enter("甲市负责人", at(12, 21))
    if act == "accept":
        signer.send(december.sheet_path("甲南县", "acknowledge"))
    version = re.search(r'name="version" value="([0-9]+)"', signer.get(december.sheet_path("甲南县")).text)
    assert version is not None
    presses = [signer.send(december.sheet_path("甲南县", act), version=version[1]) for _ in range(2)]
    assert [(press.status_code, press.location) for press in presses] == [(303, presses[0].location)] * 2
    events = select(func.count()).where(Event.name == f"sheet.{act}")
    assert december.world.session.scalar(events) == 1


def test_a_button_of_another_page_says_where_the_sheet_stands(december: Office) -> None:
    filler = december.enter("甲市填报员", at(12, 21))
    filler.send(december.sheet_path("甲南县", "acknowledge"))
    again = filler.send(december.sheet_path("甲南县", "acknowledge"))
    assert again.status_code == 409
    assert "评定表当前状态是“已签收”，此时不能签收" in again.text


def test_a_remark_is_drafted_changed_and_taken_away(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    path = acknowledged.sheet_path("甲南县", "items/7/remark")
    assert filler.send(path, remark="附上系统截图").location.endswith("/review#item-7")
    filler.send(path, remark="附上操作日志")
    page = filler.get(acknowledged.sheet_path("甲南县")).text
    assert "附上操作日志" in page
    assert "附上系统截图" not in page
    assert "拟好的退回意见（1）" in page
    filler.send(path, remark=" ")
    assert "拟好的退回意见（0）" in filler.get(acknowledged.sheet_path("甲南县")).text


def test_a_remark_on_an_item_that_does_not_exist_finds_nothing(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    path = acknowledged.sheet_path("甲南县", "items/48/remark")
    assert filler.send(path, remark="没有这一项").status_code == 404


def test_the_filler_sees_who_returns_and_may_not_do_it(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    page = filler.get(acknowledged.sheet_path("甲南县")).text
    assert "您当前的岗位是填报员，这一步由负责人办理" in page
    for act in ("return", "accept", "reopen"):
        assert filler.send(acknowledged.sheet_path("甲南县", act)).status_code == 403
    assert acknowledged.stage("甲南县") == "acknowledged"


def test_a_return_without_any_remark_is_refused(acknowledged: Office) -> None:
    signer = acknowledged.enter("甲市负责人", at(12, 21))
    page = signer.get(acknowledged.sheet_path("甲南县")).text
    assert "退回须至少对一个项次写明意见" in page
    refused = signer.send(acknowledged.sheet_path("甲南县", "return"))
    assert refused.status_code == 409
    assert "退回须至少对一个项次写明意见" in refused.text


def test_a_return_says_which_items_reopen_and_shows_what_was_asked(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    for item in (7, 45):
        filler.send(acknowledged.sheet_path("甲南县", f"items/{item}/remark"), remark=f"核实第{item}项")
    signer = acknowledged.enter("甲市负责人", at(12, 22))
    assert "退回后只重新开放第 7、45 项" in signer.get(acknowledged.sheet_path("甲南县")).text
    assert signer.send(acknowledged.sheet_path("甲南县", "return")).status_code == 303
    page = signer.get(acknowledged.sheet_path("甲南县")).text
    assert "第 1 次退回的意见" in page
    assert "第 45 项：核实第45项" in page
    assert "经办服务网络覆盖" not in page
    assert signer.send(acknowledged.sheet_path("甲南县", "return")).status_code == 409


def test_an_accepted_sheet_is_frozen_and_its_drafts_are_gone(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    filler.send(acknowledged.sheet_path("甲南县", "items/7/remark"), remark="小问题")
    signer = acknowledged.enter("甲市负责人", at(12, 22))
    assert "拟好的 1 条意见会删去" in signer.get(acknowledged.sheet_path("甲南县")).text
    assert signer.send(acknowledged.sheet_path("甲南县", "accept")).status_code == 303
    assert acknowledged.stage("甲南县") == "accepted"
    assert "小问题" not in signer.get(acknowledged.sheet_path("甲南县")).text
    assert signer.send(acknowledged.sheet_path("甲南县", "accept")).status_code == 409


def test_what_changed_since_the_return_stands_beside_the_old_mark(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, mended_again)
    page = office.enter("甲市负责人", at(12, 26)).get(office.sheet_path("甲东县")).text
    rows = {n: page.split(f'<tr id="item-{n}"')[1].split("</tr>")[0] for n in (2, 3, 5)}
    assert "上次退回后有改动" in rows[2]
    assert "上次 0" in rows[2]
    assert "第 1 次退回：核实2" in rows[2]
    assert "上次" not in rows[3]
    assert "第 1 次退回：核实5" in rows[5]
    assert "上次退回后有改动" not in rows[5]
    assert "上次退回后有改动的项次（1）" in page


def test_an_opinion_on_a_claim_is_kept_and_changes_nothing_else(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    claim = acknowledged.world.claims("甲南县")[0].id
    answer = filler.send(f"/prefecture/claims/{claim}/comment", comment="文件属实")
    assert answer.location.endswith(f"/review#claim-{claim}")
    assert "文件属实" in filler.get(acknowledged.sheet_path("甲南县")).text


def test_an_opinion_before_acknowledgement_is_refused_and_what_was_typed_is_kept(december: Office) -> None:
    filler = december.enter("甲市填报员", at(12, 21))
    claim = december.world.claims("甲南县")[0].id
    refused = filler.send(f"/prefecture/claims/{claim}/comment", comment="文件属实")
    assert refused.status_code == 409
    assert "签收之后才能提出意见" in refused.text
    assert "文件属实" in refused.text


@pytest.mark.parametrize(
    ("who", "status"), [("乙市负责人", 404), ("乙东县填报员", 404), ("甲南县填报员", 403)]
)
def test_only_the_prefecture_above_reviews(acknowledged: Office, who: str, status: int) -> None:
    browser = acknowledged.enter(who, at(12, 21))
    assert browser.get(acknowledged.sheet_path("甲南县")).status_code == status
    for act in ("acknowledge", "items/7/remark", "return", "accept", "reopen"):
        assert browser.send(acknowledged.sheet_path("甲南县", act)).status_code == status


def test_a_prefecture_may_return_but_not_change_a_mark(acknowledged: Office) -> None:
    filler = acknowledged.enter("甲市填报员", at(12, 21))
    sheet = acknowledged.world.sheet("甲南县").id
    refused = filler.send(f"/sheets/{sheet}/items/2", version="1")
    assert refused.status_code == 403
    assert "可退回修改，不可代改" in refused.text


def test_after_the_report_is_handed_up_a_county_stays_as_it_is(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP)
    signer = office.enter("甲市负责人", at(1, 21))
    page = signer.get(office.sheet_path("甲东县")).text
    assert "已向上级上报汇总，须待上级退回汇总后才能变动" in page
    assert "写意见" not in page
    refused = signer.send(office.sheet_path("甲东县", "reopen"))
    assert refused.status_code == 409
    assert "须待上级退回汇总后才能变动" in refused.text


def test_the_province_s_return_lets_only_the_named_county_be_reopened(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP, report_returned)
    signer = office.enter("甲市负责人", at(1, 26))
    page = signer.get(office.sheet_path("甲东县")).text
    assert "核实第2项培训" in page
    signer.send(office.sheet_path("甲东县", "items/2/remark"), remark="附培训签到表")
    assert signer.send(office.sheet_path("甲东县", "reopen")).status_code == 303
    assert office.stage("甲东县") == "returned"
    assert "没有点到这个单位" in signer.get(office.sheet_path("甲南县")).text
    assert signer.send(office.sheet_path("甲南县", "reopen")).status_code == 409
    assert office.stage("甲南县") == "accepted"
