"""待办 of a prefecture, one press away from the act, and only for the post whose it is."""

import pytest

from tests.webapp.prefecture.conftest import Office, OfficeAt
from tests.webapp.prefecture.test_report import sent_back
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only


def test_both_posts_are_told_of_what_came_in_and_the_signer_of_what_did_not(january: Office) -> None:
    for who, missing in (("甲市填报员", False), ("甲市负责人", True)):
        page = january.enter(who, at(1, 2)).get("/").text
        assert "签收甲东县的评定表" in page
        assert january.sheet_path("甲东县") in page
        assert "登记联络员" in page
        assert ("1 个县(市、区)逾期未报" in page) is missing
        assert "甲西县" in page or not missing


def test_drafted_remarks_wait_for_the_signer(december: Office) -> None:
    filler = december.enter("甲市填报员", at(12, 21))
    filler.send(december.sheet_path("甲南县", "acknowledge"))
    assert "要改的项次写明意见" in filler.get("/").text
    filler.send(december.sheet_path("甲南县", "items/7/remark"), remark="补材料")
    assert "由负责人退回" in filler.get("/").text
    assert "已拟 1 条退回意见，等您退回修改" in december.enter("甲市负责人", at(12, 21)).get("/").text


def test_the_report_waits_for_the_filler_then_for_the_signer(ready: Office) -> None:
    filler, signer = (ready.enter(f"甲市{post}", at(1, 20)) for post in ("填报员", "负责人"))
    assert "编制汇总并送签" in filler.get("/").text
    assert "汇总" not in signer.get("/").text.split('id="waiting-title"')[1].split("</section>")[0]
    filler.send(ready.report_path("甲市", "/finish"))
    assert "编制汇总并送签" not in filler.get("/").text
    assert "签发汇总" in signer.get("/").text


def test_a_returned_report_waits_for_both(office_at: OfficeAt) -> None:
    office = office_at(Stage.HANDED_UP, sent_back)
    for who in ("甲市填报员", "甲市负责人"):
        assert "修改省级退回的汇总" in office.enter(who, at(1, 27)).get("/").text
    assert "修改省级退回的汇总" not in office.enter("乙市填报员", at(1, 27)).get("/").text
