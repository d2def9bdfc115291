"""合理缺项 on the filler's pages: declared, shown wherever the item is, taken back by answering."""

import pytest
from werkzeug.test import TestResponse

from tests.webapp.county.conftest import DECEMBER, Office, OfficeAt, boxes
from tests.worlds import Stage, full_answers
from tests.worlds.corrections import REASON, refusing

pytestmark = pytest.mark.sqlite_only

DECLARE = "/items/3/not-applicable"


def declare(office: Office, reason: str = REASON, version: str = "0", who: str = "filler") -> TestResponse:
    browser = getattr(office, who)()
    return browser.send(office.path(DECLARE), **{"version": version, "3-not_applicable": reason})


def test_a_filler_declares_and_every_page_says_so(office: Office) -> None:
    before = office.filler().get(office.path("/items/3")).text
    assert "本项不适用于本单位（合理缺项）" in before
    assert "按满分计，由甲市逐项确认，没有确认的不能审核通过" in before
    answer = declare(office)
    assert (answer.status_code, answer.location) == (303, office.path("/items/3"))
    filler = office.filler()
    item, sheet, check, score = (
        filler.get(office.path(rest)).text for rest in ("/items/3", "", "/check", "/score")
    )
    for page in (item, check, score):
        assert REASON in page
    assert f"不适用：{REASON}" in item
    assert "待上级确认" in item
    assert '<td class="state state-absent">不适用（待确认）</td>' in sheet
    assert "1</strong> / 43 项已填" in sheet
    assert "第3项不适用于本单位，按满分2分计。" in score
    assert f"不适用：{REASON}" in check


def test_a_missing_reason_stands_at_its_box(office: Office) -> None:
    answer = declare(office, " ")
    assert answer.status_code == 422
    assert "写明这一项为什么不适用于本单位，上级据此逐项确认" in answer.text
    assert 'aria-describedby="3-not_applicable-wrong"' in answer.text
    assert office.events("sheet.declare_not_applicable") == 0


def test_answering_takes_it_back(office: Office) -> None:
    declare(office)
    given = boxes(3, full_answers(office.world.scheme)[3], version=1)
    assert office.filler().send(office.path("/items/3"), **given).status_code == 303
    page = office.filler().get(office.path("/items/3")).text
    assert f"不适用：{REASON}" not in page
    assert "已完成" in page


def test_whoever_comes_second_sees_both(office: Office) -> None:
    given = boxes(3, full_answers(office.world.scheme)[3])
    office.filler().send(office.path("/items/3"), **given)
    answer = declare(office)
    assert answer.status_code == 409
    assert "您填写的还没有保存" in answer.text
    assert f"不适用：{REASON}" in answer.text
    assert f"\n{REASON}</textarea>" in answer.text
    declare(office, version="1")
    again = office.filler().send(office.path("/items/3"), **boxes(3, full_answers(office.world.scheme)[3]))
    assert again.status_code == 409
    assert f"不适用：{REASON}" in again.text


def test_a_document_may_not_offer_it(office_at: OfficeAt) -> None:
    office = office_at(Stage.PEOPLE, refusing)
    assert "本项不适用于本单位" not in office.filler().get(office.path("/items/3")).text
    answer = declare(office)
    assert answer.status_code == 422
    assert "本办法不允许这一项填报不适用：按实际情况作答" in answer.text


def test_only_the_own_filler_declares(office: Office) -> None:
    assert declare(office, who="signer").status_code == 403
    for who, status in (("乙东县填报员", 404), ("甲市填报员", 403)):
        browser = office.enter(who, DECEMBER)
        sent = browser.send(office.path(DECLARE), **{"version": "0", "3-not_applicable": REASON})
        assert sent.status_code == status
