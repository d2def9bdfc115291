"""The liaison officer of a prefecture."""

import pytest

from tests.webapp.prefecture.conftest import Office
from tests.worlds import at

pytestmark = pytest.mark.sqlite_only
OFFICER = {"name": "联络人甲", "position": "经办科科长", "mobile": "１３００００00000"}


def test_an_officer_is_named_and_replaced(december: Office) -> None:
    filler, path = december.enter("甲市填报员", at(12, 21)), december.unit_path("甲市", "liaison")
    assert "期限已过，仍可登记，标明逾期" in filler.get(path).text
    assert filler.send(path, **OFFICER).status_code == 303
    page = filler.get(path).text
    assert "已登记：联络人甲，经办科科长，13000000000" in page
    assert "逾期 72 天 9 小时" in page
    filler.send(path, **{**OFFICER, "name": "联络人乙"})
    assert "已登记：联络人乙" in filler.get(path).text


def test_what_cannot_be_taken_stands_at_its_box_with_what_was_typed(december: Office) -> None:
    filler, path = december.enter("甲市填报员", at(12, 21)), december.unit_path("甲市", "liaison")
    answer = filler.send(path, name="", position="科长", mobile="1380000")
    assert answer.status_code == 422
    assert "<title>错误：联络员" in answer.text
    assert "有 2 处需要修改" in answer.text
    assert answer.text.count("填写联络员姓名。") == 2
    assert answer.text.count("读到的是“1380000”，有 7 位") == 2
    assert 'value="1380000"' in answer.text
    assert 'value="科长"' in answer.text


@pytest.mark.parametrize(
    ("who", "status"), [("乙市负责人", 404), ("甲东县填报员", 404), ("示范省评定负责人", 403)]
)
def test_only_the_own_unit_registers(december: Office, who: str, status: int) -> None:
    browser, path = december.enter(who, at(12, 21)), december.unit_path("甲市", "liaison")
    assert browser.get(path).status_code == status
    assert browser.send(path, **OFFICER).status_code == status


def test_a_county_registers_nobody(december: Office) -> None:
    county, path = december.enter("甲东县填报员", at(12, 21)), december.unit_path("甲东县", "liaison")
    assert county.get(path).status_code == 404
    assert county.send(path, **OFFICER).status_code == 409
