"""缺报决定: waiting is explained, zero wants a reason, leaving a county out is not offered."""

import pytest

from tests.webapp.prefecture.conftest import Office
from tests.worlds import at

pytestmark = pytest.mark.sqlite_only


def test_the_two_ways_are_explained_and_leaving_out_is_not_one(january: Office) -> None:
    page = january.enter("甲市负责人", at(1, 10)).get(january.unit_path("甲西县", "missing")).text
    assert "一、继续等待" in page
    assert "二、按 0 分计" in page
    assert "不能把缺报的单位从平均中剔除" in page
    assert "000-00990103" in page


def test_before_the_deadline_nothing_is_decided(january: Office) -> None:
    signer = january.enter("甲市负责人", at(12, 31, 23, 50))
    page = signer.get(january.unit_path("甲西县", "missing")).text
    assert "还没有到截止时间（2026年12月31日（星期四）24:00 前（北京时间））" in page
    refused = signer.send(january.unit_path("甲西县", "missing"), reason="不会报了")
    assert refused.status_code == 409
    assert "还没有到截止时间" in refused.text
    assert "不会报了" in refused.text


def test_zero_without_a_reason_is_sent_back_to_its_box(january: Office) -> None:
    signer = january.enter("甲市负责人", at(1, 10))
    answer = signer.send(january.unit_path("甲西县", "missing"), reason="　")
    assert answer.status_code == 422
    assert "<title>错误：缺报决定" in answer.text
    assert answer.text.count("写明按 0 分计的理由") == 2
    assert 'href="#reason"' in answer.text


def test_a_decision_stands_with_its_reason_and_can_be_undone(january: Office) -> None:
    signer = january.enter("甲市负责人", at(1, 10))
    path = january.unit_path("甲西县", "missing")
    assert signer.send(path, reason="两次电话催报未果").status_code == 303
    page = signer.get(path).text
    assert "已决定：按 0 分计" in page
    assert "两次电话催报未果" in page
    assert "按 0 分计" in signer.get("/prefecture/board").text
    assert signer.send(path, reason="再按一次").status_code == 409
    undone = signer.send(path + "/revoke", reason=" ")
    assert undone.status_code == 422
    assert undone.text.count("写明撤销的理由") == 2
    assert signer.send(path + "/revoke", reason="该县已补报").status_code == 303
    assert "一、继续等待" in signer.get(path).text
    assert signer.send(path + "/revoke", reason="再按一次").status_code == 409


def test_an_accepted_county_is_not_missing(ready: Office) -> None:
    signer = ready.enter("甲市负责人", at(1, 20))
    refused = signer.send(ready.unit_path("甲西县", "missing"), reason="缺报")
    assert refused.status_code == 409
    assert "该单位已审核通过，不是缺报" in refused.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("甲市填报员", 403), ("乙市负责人", 404), ("甲西县负责人", 403), ("甲东县负责人", 404)],
)
def test_only_the_signer_above_decides(january: Office, who: str, status: int) -> None:
    browser = january.enter(who, at(1, 10))
    path = january.unit_path("甲西县", "missing")
    assert browser.get(path).status_code == status
    assert browser.send(path, reason="缺报").status_code == status
    assert browser.send(path + "/revoke", reason="补报").status_code == status
