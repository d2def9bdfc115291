"""From the check page to the receipt: what was shown is what is signed, once, and judged by its arrival."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from states.sheet import SheetStage
from tests.webapp.browser import Browser, lasting
from tests.webapp.county.conftest import DECEMBER, Office, OfficeAt, boxes
from tests.webapp.desks import refused
from tests.worlds import Stage, World, at
from tests.worlds.stories import COUNTY, acknowledged, filled, filled_by_the_signer, handed_up, to_sign
from workflow.clock import start_of_day
from workflow.models import Refusal, Submission
from workflow.rules.kinds.answers import Answer

MIDNIGHT = start_of_day(at(1, 1).date())
TICK = timedelta(milliseconds=100)


def at_story(office_at: OfficeAt, story: Callable[[World], None]) -> Office:
    return office_at(Stage.SELF_EVALUATION, story)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, f"no {name}"
    return found[1]


def sign(desk: Browser, office: Office, digest: str = "") -> str:
    """Press the button of the check page; where the answer leads."""
    check = office.path("/check")
    digest = digest or hidden(desk.get(check).text, "digest")
    response = desk.send(office.path("/submit"), page=check, digest=digest)
    assert response.status_code == 303, response.text
    return str(response.location)


def submissions(office: Office) -> list[Submission]:
    return list(office.fresh.session.scalars(select(Submission).order_by(Submission.id)))


def test_the_check_page_shows_everything_with_sums_and_what_is_missing_in_red(office: Office) -> None:
    office.world.fill(COUNTY, {27: {"training": Answer("yes")}})
    page = office.filler().get(office.path("/check")).text
    assert page.count("还没有填</span>") == 42
    assert page.count('<tr id="item-') == 43
    assert re.search(r'grand.*1 / 43.*>2\.00<', page)
    assert f'href="{office.path("/items/1")}">填写' in page
    assert f'href="{office.path("/items/27")}">修改' in page
    assert "disabled" in page
    assert "还有未填的项次：第 1、2" in page


def test_the_filler_hands_the_sheet_to_the_signer_and_a_second_press_changes_nothing(
    office_at: OfficeAt,
) -> None:
    office = at_story(office_at, filled)
    desk, check = office.filler(), office.path("/check")
    form = {"version": hidden(desk.get(check).text, "version")}
    for _ in range(2):
        response = desk.send(office.path("/finish"), page=check, **form)
        assert (response.status_code, response.location) == (303, office.path())
    assert office.sheet().stage is SheetStage.TO_SIGN
    assert office.events("sheet.finish") == 1
    assert desk.send(office.path("/finish")).status_code == 409


def test_an_unfinished_sheet_is_not_handed_on_and_all_reasons_are_named(office: Office) -> None:
    office.world.fill(COUNTY, {27: {"training": Answer("yes")}})
    response = office.filler().send(office.path("/finish"))
    assert response.status_code == 409
    assert "还有未填的项次：第 1、2、3" in response.text
    assert "可处理：填报员" in response.text
    assert office.sheet().stage is SheetStage.FILLING


def test_the_signer_hands_up_what_was_shown_and_gets_a_receipt_that_stays(office_at: OfficeAt) -> None:
    office = at_story(office_at, to_sign)
    desk = office.signer()
    page = desk.get(office.path("/check")).text
    assert "确认并上报至甲市" in page
    assert "签收之前负责人可以撤回" in page
    address = sign(desk, office)
    receipt = desk.get(address).text
    made = submissions(office)[0]
    assert made.receipt in receipt
    assert "2026年12月10日（星期四）10:00:00 收到，在期限之内" in receipt
    assert made.digest in receipt
    assert "甲东县负责人" in receipt
    assert ">96.00</a>" in receipt
    assert lasting(desk.get(address).text) == lasting(receipt)


def test_pressed_five_times_and_from_two_tabs_it_is_handed_up_once(office_at: OfficeAt) -> None:
    office = at_story(office_at, to_sign)
    desk, other = office.signer(), office.signer()
    digest = hidden(desk.get(office.path("/check")).text, "digest")
    addresses = {sign(browser, office, digest) for browser in (desk, other, desk, desk, other)}
    assert len(addresses) == len(submissions(office)) == 1
    assert office.events("sheet.submit") == 1


def test_another_form_after_the_submission_is_told_when_and_led_to_the_receipt(office_at: OfficeAt) -> None:
    office = at_story(office_at, to_sign)
    desk = office.signer()
    address = sign(desk, office)
    late = desk.at(DECEMBER + timedelta(minutes=5)).send(office.path("/submit"), digest="f" * 64)
    assert late.status_code == 409
    assert "甲东县负责人已于 2026年12月10日（星期四）10:00:00 签发上报" in late.text
    assert f'href="{address}"' in late.text
    assert len(submissions(office)) == 1
    assert office.fresh.session.scalar(select(func.count(Refusal.id))) == 1


def test_what_changed_after_the_check_page_is_not_signed_unseen(office_at: OfficeAt) -> None:
    office = at_story(office_at, to_sign)
    response = office.signer().send(office.path("/submit"), digest="f" * 64)
    assert response.status_code == 409
    assert "重新打开核对页" in response.text
    assert submissions(office) == []


@pytest.mark.parametrize(
    ("arrived", "text"),
    [
        (MIDNIGHT - TICK, "在期限之内"),
        (MIDNIGHT, "逾期不足 1 分钟"),
        (MIDNIGHT + timedelta(days=3, hours=2), "逾期 3 天 2 小时"),
    ],
)
def test_the_arrival_decides_whether_it_came_in_time(office_at: OfficeAt, arrived: object, text: str) -> None:
    office = at_story(office_at, to_sign)
    desk = office.signer(now=arrived)
    receipt = desk.get(sign(desk, office)).text
    assert text in receipt
    marked = "badge-stage late" in desk.get(office.path()).text
    assert marked == (text != "在期限之内")


def test_whoever_filled_the_sheet_does_not_sign_it(office_at: OfficeAt) -> None:
    office = at_story(office_at, filled_by_the_signer)
    desk = office.signer()
    page = desk.get(office.path("/check")).text
    assert "填报人与签发人不能为同一人" in page
    assert "本单位另一位负责人" in page
    assert 'name="digest"' not in page
    assert desk.send(office.path("/submit"), digest="f" * 64).status_code == 409


def test_the_signer_sends_the_sheet_back_inside_and_the_filler_reads_why(office_at: OfficeAt) -> None:
    office = at_story(office_at, to_sign)
    desk, path = office.signer(), office.path("/send-back")
    page = desk.get(path).text
    assert "已填内容全部保留" in page
    version = hidden(page, "version")
    assert refused(desk.send(path, page=path, version=version, reason=" 　"), "写明退回的原因")
    assert desk.send(path, page=path, version=version, reason="第 2 项的原因太笼统").status_code == 303
    assert desk.send(path, version=version, reason="第 2 项的原因太笼统").status_code == 303
    assert office.events("sheet.send_back") == 1
    assert "第 2 项的原因太笼统" in office.filler().get(office.path()).text


def test_a_submission_is_withdrawn_until_it_is_acknowledged_and_handed_up_again(office_at: OfficeAt) -> None:
    office = at_story(office_at, handed_up)
    desk, path = office.signer(now=at(12, 13)), office.path("/withdraw")
    page = desk.get(path).text
    assert "甲市还没有签收，可以撤回" in page
    assert refused(desk.send(path, page=path, reason=""), "写明撤回的原因")
    version = hidden(page, "version")
    for _ in range(2):
        assert desk.send(path, version=version, reason="数据有误").status_code == 303
    assert office.sheet().stage is SheetStage.FILLING
    assert "不再作数" in page
    first = submissions(office)[0]
    assert "以最近一次的回执为准" in desk.get(f"/submissions/{first.id}").text
    office.world.hand_up(COUNTY, at(12, 14))
    history = desk.get(office.path("/history")).text
    assert [made.receipt in history for made in submissions(office)] == [True, True]
    assert "数据有误" in history


def test_after_the_acknowledgement_there_is_no_withdrawal(office_at: OfficeAt) -> None:
    office = at_story(office_at, acknowledged)
    desk = office.signer(now=at(12, 14))
    assert "甲市已签收，正在审核，不能再撤回" in desk.get(office.path()).text
    assert "确认撤回" not in desk.get(office.path("/withdraw")).text
    response = desk.send(office.path("/withdraw"), reason="数据有误")
    assert response.status_code == 409
    assert "评定表当前状态是“已签收”，此时不能撤回" in response.text
    assert office.sheet().stage is SheetStage.ACKNOWLEDGED


@pytest.mark.parametrize("story", [to_sign, handed_up, acknowledged])
def test_away_from_the_filler_nothing_can_be_changed(
    office_at: OfficeAt, story: Callable[[World], None]
) -> None:
    office = at_story(office_at, story)
    desk, path = office.filler(now=at(12, 14)), office.path("/items/27")
    assert "item-form" not in desk.get(path).text
    response = desk.send(path, **boxes(27, {"training": Answer("yes")}, version=1))
    assert response.status_code == 409
    assert f"评定表当前状态是“{office.sheet().stage.label}”" in response.text


@pytest.mark.parametrize("act", ["finish", "submit"])
def test_an_act_is_not_opened_from_the_address_bar(office: Office, act: str) -> None:
    assert office.filler().get(office.path(f"/{act}")).status_code == 405
