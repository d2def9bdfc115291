"""What the form of an item sends by itself: the answer or a draft, what stands now, and who is refused."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from states.sheet import SheetStage
from tests.hubei import PASSWORD
from tests.webapp.browser import Browser
from tests.webapp.county.conftest import Office, OfficeAt, boxes
from tests.worlds import Stage, at
from tests.worlds.stories import returned, to_sign
from workflow.models import ItemDraft, LoginSession, Refusal
from workflow.queries.sheets import sheet_content
from workflow.rules.kinds.answers import Answer, Line

LINE = Line("没有<i>培训</i>", "人手不足")
YES, NO, HALF = Answer("yes"), Answer("no", (LINE,)), Answer("no", (Line("没有<i>培训</i>", ""),))


def saved(office: Office, number: int = 27) -> dict[str, Answer]:
    items = sheet_content(office.fresh.session, office.sheet().id).items
    return dict(items[number].answers) if number in items else {}


def drafts(office: Office) -> list[ItemDraft]:
    return list(office.fresh.session.scalars(select(ItemDraft)))


def autosave(desk: Browser, office: Office, answer: Answer, version: int = 0, **more: str) -> TestResponse:
    return desk.send(office.path("/items/27/autosave"), **boxes(27, {"training": answer}, version, **more))


def test_a_complete_item_is_saved_and_the_answer_is_what_changed_on_the_page(office: Office) -> None:
    desk = office.filler()
    response = autosave(desk, office, NO)
    assert response.status_code == 200
    assert "已保存 10:00" in response.text
    assert 'data-version="1"' in response.text
    assert "<strong>0</strong> / 2 分" in response.text
    assert "本项得0分。" in response.text
    assert "<span data-done>1</span>" in response.text
    assert '<span class="state state-done" data-state>已完成' in response.text
    assert "<html" not in response.text
    assert saved(office) == {"training": NO}
    assert office.events("sheet.save_items") == 1


def test_the_same_sent_again_answers_the_same_and_leaves_no_second_event(office: Office) -> None:
    desk = office.filler()
    first, again = autosave(desk, office, NO), autosave(desk, office, NO)
    assert first.text == again.text
    assert office.events("sheet.save_items") == 1


def test_other_words_about_an_old_version_overwrite_nothing_and_are_kept_as_a_draft(office: Office) -> None:
    first, second = office.filler(), office.filler()
    autosave(first, office, YES)
    response = autosave(second, office, NO)
    assert response.status_code == 409
    assert "甲东县填报员已于 10:00 改过这一项。您填写的没有覆盖它，已存为您的草稿" in response.text
    assert 'data-version="0"' in response.text
    assert saved(office) == {"training": YES}
    (draft,) = drafts(office)
    assert draft.version == 0
    page = second.get(office.path("/items/27")).text
    assert "您 10:00 的草稿放在下面，还没有保存" in page
    assert "甲东县填报员于 10:00 保存过这一项：按“保存”，先对照两份内容" in page
    assert "没有&lt;i&gt;培训&lt;/i&gt;" in page


def test_an_incomplete_item_is_a_draft_of_the_visitor_and_changes_no_mark(office: Office) -> None:
    desk, signer, path = office.filler(), office.signer(), office.path("/items/27")
    autosave(desk, office, YES)
    response = autosave(desk, office, HALF, 1)
    assert response.status_code == 200
    assert "草稿已存 10:00，还有 1 处要补" in response.text
    assert "<strong>2</strong> / 2 分" in response.text
    assert "（已保存的内容）" in response.text
    assert saved(office) == {"training": YES}
    page = desk.get(path).text
    assert "您 10:00 的草稿放在下面，还差 1 处" in page
    assert "第1条扣分明细缺少原因，写明为何扣分</a>" in page
    assert "没有&lt;i&gt;培训&lt;/i&gt;" in page
    assert "有草稿" in desk.get(office.path()).text
    assert "您还没有写完的草稿" in desk.get(office.path("/check")).text
    for seen in (signer.get(path), signer.get(office.path()), signer.get(office.path("/check"))):
        assert "草稿" not in seen.text
        assert "没有&lt;i&gt;培训" not in seen.text


def test_a_draft_of_another_day_bears_its_date_and_is_given_up_by_its_button(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/27")
    autosave(desk, office, HALF)
    page = desk.at(at(12, 11)).get(path).text
    assert "您 2026年12月10日（星期四）10:00:00 的草稿放在下面" in page
    response = desk.send(office.path("/items/27/discard-draft"))
    assert (response.status_code, response.location) == (303, path)
    assert "草稿放在下面" not in desk.get(path).text
    assert drafts(office) == []


def test_saving_by_the_button_ends_the_draft(office: Office) -> None:
    desk = office.filler()
    autosave(desk, office, HALF)
    assert desk.send(office.path("/items/27"), **boxes(27, {"training": NO})).status_code == 303
    assert (saved(office), drafts(office)) == ({"training": NO}, [])


def test_boxes_of_other_things_are_not_kept_in_a_draft(office: Office) -> None:
    autosave(office.filler(), office, HALF, **{"3-x-value": "no", "stage": "accepted", "mark": "9"})
    (draft,) = drafts(office)
    assert "27-training-value" in draft.boxes
    assert not re.search("stage|mark|3-x|csrf", draft.boxes)


def test_an_item_mended_after_a_return_says_so(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, returned)
    desk = office.filler(now=at(12, 15))
    answers = {"training": YES, "integrity": YES}
    response = desk.send(office.path("/items/2/autosave"), **boxes(2, answers, 1))
    assert 'state-mended" data-state>已修改' in response.text
    refused = desk.send(office.path("/items/3/autosave"), version="1")
    assert refused.status_code == 409
    assert "本次退回只要求修改第 2、45 项，第 3 项保持原样" in refused.text


@pytest.mark.parametrize("answer", [YES, HALF])
def test_after_the_sheet_was_handed_on_nothing_is_kept_and_the_reason_is_told(
    office_at: OfficeAt, answer: Answer
) -> None:
    office = office_at(Stage.SELF_EVALUATION, to_sign)
    response = autosave(office.filler(now=at(12, 12)), office, answer, 1)
    assert response.status_code == 409
    assert "评定表当前状态是“待签”，此时填报员不能修改" in response.text
    assert "可处理：本单位负责人" in response.text
    assert (drafts(office), office.sheet().stage) == ([], SheetStage.TO_SIGN)


def test_only_the_units_filler_may(office: Office) -> None:
    for path in ("/items/27/autosave", "/items/27/discard-draft"):
        address = office.path(path)
        assert office.signer().send(address).status_code == 403
        assert office.filler("甲市").send(address).status_code == 403
        for stranger in ("甲南县", "乙市"):
            assert office.filler(stranger).send(address).status_code == 404
    assert office.filler().send(office.path("/items/48/autosave")).status_code == 404


def test_what_one_account_has_typed_is_not_saved_under_another(office: Office) -> None:
    desk, username = office.filler(), "somebody.else"
    for path in ("/items/27", "/items/27/autosave"):
        form = boxes(27, {"training": NO}, account=username)
        response = desk.send(office.path(path), **form)
        assert response.status_code == 409
        assert "这份内容是账号“somebody.else”填写的，现在登录的是" in response.text
        assert "没有&lt;i&gt;培训" in response.text
    assert (saved(office), drafts(office)) == ({}, [])
    own = re.search(r'name="account" value="([^"]+)"', desk.get(office.path("/items/27")).text)
    assert own is not None
    assert autosave(desk, office, NO, account=own[1]).status_code == 200


def test_without_a_live_log_in_it_is_told_and_nothing_is_kept(office: Office) -> None:
    desk = office.filler()
    token = desk.token()
    lapse(office)
    form = {"csrf_token": token, **boxes(27, {"training": NO})}
    response = desk.post(office.path("/items/27/autosave"), data=form)
    assert response.status_code == 401
    assert 'name="password"' in response.text
    assert (saved(office), drafts(office)) == ({}, [])


def test_a_form_sent_after_the_log_in_lapsed_is_saved_after_the_new_one(office: Office) -> None:
    desk, path = office.filler(), office.path("/items/27")
    account = re.search(r'name="account" value="([^"]+)"', desk.get(path).text)
    assert account is not None
    token = desk.token()
    lapse(office)
    form = {"csrf_token": token, **boxes(27, {"training": NO}, account=account[1], then="stay")}
    stopped = desk.post(path, data=form)
    assert stopped.status_code == 401
    assert "您填写的内容还没有提交" in stopped.text
    assert "没有&lt;i&gt;培训&lt;/i&gt;" in stopped.text
    kept = re.search(r'name="kept" type="hidden" value="([^"]+)"', stopped.text)
    assert kept is not None
    entered = desk.log_in(account[1], PASSWORD, kept=unescape(kept[1]))
    assert "已登录，内容还没有提交" in entered.text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', entered.text))
    again = {name: unescape(value) for name, value in fields.items()}
    assert desk.post(path, data=again).status_code == 303
    assert saved(office) == {"training": NO}


def lapse(office: Office) -> None:
    """More than any log-in may idle goes by without a request."""
    session = office.fresh.session
    for login in session.scalars(select(LoginSession)):
        login.last_seen_at -= timedelta(days=900)
    session.commit()


def test_refusals_by_another_person_are_noted_and_drafts_leave_no_event(office: Office) -> None:
    desk = office.filler()
    autosave(desk, office, HALF)
    assert office.events("sheet.start") == 0
    office.signer().send(office.path("/items/27/autosave"))
    noted = office.fresh.session.scalars(select(Refusal.text)).all()
    assert any("不能填报项次" in told for told in noted)
