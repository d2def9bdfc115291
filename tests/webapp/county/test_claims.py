"""Special factors: claimed event by event, with what the rule offers and a basis that may come later."""

import re
from datetime import date
from decimal import Decimal

from tests.webapp.county.conftest import COUNTY, Office, OfficeAt
from tests.webapp.desks import refused
from tests.worlds import Stage, at
from tests.worlds.stories import filled, returned, to_sign

HONOUR = {"option": "honour", "title": "先进集体", "issuing_body": "省医保局"}


def claimed(office: Office) -> list[tuple[int, str, str, Decimal | None, date | None]]:
    return [
        (claim.item, claim.option, claim.title, claim.amount, claim.document_date)
        for claim in office.fresh.claims(COUNTY)
    ]


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_an_event_is_claimed_completed_corrected_and_removed(office: Office) -> None:
    desk, listing = office.filler(), office.path("/claims")
    added = desk.send(office.path("/claims/45/new"), page=listing, **HONOUR)
    assert (added.status_code, added.location) == (303, f"{listing}#item-45")
    page = desk.get(listing).text
    assert "缺文件名称或文号、日期，送签前补上" in page
    assert "省级以上表彰或正式推广（第1件）2分" in page
    path = f"/claims/{office.fresh.claims(COUNTY)[0].id}"
    form = {**HONOUR, "document_number": "演示〔2026〕1号", "document_date": "2026年6月1日"}
    edited = desk.send(path, page=path, version=version(desk.get(path).text), **form)
    assert edited.status_code == 303
    assert claimed(office) == [(45, "honour", "先进集体", None, date(2026, 6, 1))]
    assert "2026年6月1日（星期一）" in desk.get(listing).text
    gone = desk.send(f"{path}/remove", page=path, version=version(desk.get(path).text))
    assert gone.status_code == 303
    assert claimed(office) == []


def test_the_same_form_sent_twice_claims_the_event_once(office: Office) -> None:
    desk, path = office.filler(), office.path("/claims/45/new")
    for _ in range(3):
        assert desk.send(path, **HONOUR).status_code == 303
    assert len(claimed(office)) == 1
    assert office.events("claim.add") == 1


def test_the_amount_is_asked_for_only_where_the_rule_leaves_it_open(office: Office) -> None:
    desk = office.filler()
    assert 'name="amount"' not in desk.get(office.path("/claims/45/new")).text
    path = office.path("/claims/46/new")
    assert "-5至0分，以0.1分为一档" in desk.get(path).text
    form = {"option": "incident", "title": "负面舆情"}
    assert refused(desk.send(path, amount="-0.05", **form), "填写的是-0.05，分数应为-5至0分")
    assert desk.send(path, amount="－０.５", **form).status_code == 303
    assert claimed(office) == [(46, "incident", "负面舆情", Decimal("-0.5"), None)]


def test_everything_wrong_is_said_at_once_and_stays_typed(office: Office) -> None:
    desk, path = office.filler(), office.path("/claims/46/new")
    basis = {"document_date": "2026-02-30", "description": "<b>经</b>"}
    answer = desk.send(path, option="nonsense", amount="负O.5", **basis)
    assert refused(answer, "有 4 处需要修改", "写明事由", "还没有选择", "数字零写作 0", "没有看懂“文件日期”")
    assert 'value="负O.5"' in answer.text
    assert "&lt;b&gt;经&lt;/b&gt;" in answer.text
    assert claimed(office) == []


def test_a_claim_that_somebody_else_has_changed_is_not_overwritten(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, filled)
    path = f"/claims/{office.fresh.claims(COUNTY)[0].id}"
    first, second = office.filler(), office.filler()
    seen = version(second.get(path).text)
    assert first.send(path, version=seen, **{**HONOUR, "title": "先进单位"}).status_code == 303
    lost = second.send(path, version=seen, **{**HONOUR, "title": "另一个"})
    assert lost.status_code == 409
    assert "另一个" in lost.text
    assert [title for _, _, title, _, _ in claimed(office)] == ["先进单位"]


def test_after_a_return_only_the_named_special_item_is_open(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, returned)
    desk = office.filler(now=at(12, 15))
    page = desk.get(office.path("/claims")).text
    assert "补上表彰文件的全称" in page
    assert office.path("/claims/45/new") in page
    assert office.path("/claims/44/new") not in page
    pilot = {"option": "completed", "title": "试点"}
    answer = desk.send(office.path("/claims/44/new"), **pilot)
    assert answer.status_code == 409
    assert "本次退回只要求修改第 2、45 项，第 44 项保持原样" in answer.text


def test_a_claim_that_is_being_signed_cannot_be_changed(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, to_sign)
    desk = office.filler(now=at(12, 14))
    assert "修改或删除" not in desk.get(office.path("/claims")).text
    path = f"/claims/{office.fresh.claims(COUNTY)[0].id}"
    assert desk.send(path, version="1", **HONOUR).status_code == 409
    assert desk.send(f"{path}/remove", version="1").status_code == 409
    assert len(claimed(office)) == 1


def test_a_special_item_that_does_not_exist_is_not_found(office: Office) -> None:
    assert office.filler().get(office.path("/claims/27/new")).status_code == 404
    assert office.filler().send(office.path("/claims/99/new"), **HONOUR).status_code == 404
