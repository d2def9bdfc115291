"""公文模板: the province replaces one, after seeing the sample; what makes no document is not kept."""

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.office import page_texts
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, at
from workflow.documents.kinds import builtin_template

pytestmark = pytest.mark.sqlite_only

LIST = "/admin/templates"
PAGE = "/admin/templates/circular"
NOW = at(3, 20)
OWN = "【标题】我省的通报\n【主送】各单位：\n排在第一名的是{{ first | join }}。"


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.APPROVED)


def admin(desk: Desk) -> Browser:
    return desk.enter("示范省系统管理员", NOW)


def replaced(browser: Browser, text: str = OWN, version: str = "0", **more: Any) -> TestResponse:
    return browser.send(PAGE, page=PAGE, template=text, version=version, **more)


def said(desk: Desk) -> str:
    return "".join(page_texts(desk.chief(NOW).get("/documents/runs/1/circular.pdf").data))


def test_a_template_is_replaced_and_taken_back(desk: Desk) -> None:
    browser = admin(desk)
    assert "关于" in said(desk)
    assert builtin_template("circular").splitlines()[1] in browser.get(PAGE).text
    assert replaced(browser).status_code == 303
    assert "我省的通报\n各单位：\n排在第一名的是乙市。" in said(desk)
    listed = browser.get(LIST).text
    assert "自定义模板" in listed
    assert "示范省系统管理员于 2027年3月20日" in listed
    assert browser.get(f"{PAGE}/text").data.decode("utf-8-sig").splitlines() == OWN.splitlines()
    assert browser.send(f"{PAGE}/restore", page=PAGE, version="1").status_code == 303
    assert "我省" not in said(desk)
    assert "默认模板" in browser.get(PAGE).text
    assert (desk.events("document_template.replace"), desk.events("document_template.restore")) == (1, 1)
    assert "更换公文模板" in desk.enter("示范省审计员", NOW).get("/admin/trail").text


def test_a_published_circular_keeps_its_template(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    before = said(desk)
    assert replaced(admin(desk)).status_code == 303
    assert said(desk) == before


def test_the_sample_is_shown_without_keeping_anything(desk: Desk) -> None:
    answer = replaced(admin(desk), preview="1")
    assert answer.mimetype == "application/pdf"
    pages = page_texts(answer.data)
    assert all("样张：数据是编造的" in text for text in pages)
    assert "排在第一名的是样例甲市。" in pages[0]
    assert desk.events("document_template.replace") == 0


@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("【标题】甲\n{{ nobody }}", "模板第 2 行填不出来：没有“nobody”这个名称，对照可用的名称改正。"),
        ("【标题】甲\n{% for i in range(10**9) %}{% endfor %}", "模板第 2 行写法有误：不能用"),
        ("没有标题的一段", "模板里没有标题：写一行以【标题】开头的。"),
        ("【标题】甲\n【表】更正内容", "模板第 2 行的【表】更正内容 不存在"),
        ("甲" * 20_001, "模板有 20001 字，最多 20000 字"),
    ],
)
def test_what_makes_no_document_is_not_kept_and_comes_back(
    desk: Desk, text: str, why: str, button: dict[str, str]
) -> None:
    answer = replaced(admin(desk), text, **button)
    assert answer.status_code == 422
    assert why in answer.text
    assert text.splitlines()[-1] in answer.text
    assert desk.events("document_template.replace") == 0


def test_lines_can_be_found_by_number(desk: Desk) -> None:
    answer = replaced(admin(desk), "【标题】甲\n{{ nobody }}\n丙")
    assert '<details class="numbered" open>' in answer.text
    assert '<li id="line-2"><code>{{ nobody }}</code></li>' in answer.text
    assert '<details class="numbered">' in admin(desk).get(PAGE).text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_file_takes_the_place(desk: Desk, encoding: str) -> None:
    file = (io.BytesIO(OWN.replace("\n", "\r\n").encode(encoding)), "模板.txt")
    assert replaced(admin(desk), "框里的旧内容", file=file).status_code == 303
    assert "我省的通报" in said(desk)


def test_other_files_are_refused_and_the_box_keeps_its_text(desk: Desk) -> None:
    for content, why in ((b"PK\x03\x04\x00\x00", "这不是纯文本文件"), (b"a" * 90_000, "模板最多 80000 字节")):
        answer = replaced(admin(desk), OWN, file=(io.BytesIO(content), "模板.docx"))
        assert answer.status_code == 422
        assert why in answer.text
        assert "我省的通报" in answer.text
    wrong = (io.BytesIO("【标题】文件里的\n{{ nobody }}".encode()), "模板.txt")
    answer = replaced(admin(desk), OWN, file=wrong)
    assert answer.status_code == 422
    assert "文件里的" in answer.text


def test_who_was_slower_sees_both(desk: Desk) -> None:
    browser = admin(desk)
    replaced(browser)
    answer = replaced(browser, "【标题】后来的人")
    assert answer.status_code == 409
    for shown in ("这个模板刚由别人改过", "我省的通报", "后来的人"):
        assert shown in answer.text
    assert replaced(browser, "【标题】后来的人", version="1").status_code == 303
    assert browser.send(f"{PAGE}/restore", page=PAGE, version="1").status_code == 409


def test_the_names_are_told_with_their_meaning_and_sample(desk: Desk) -> None:
    page = admin(desk).get(f"{PAGE}/names").text
    for shown in (
        "meeting_reference",
        "会议依据",
        "样例会议纪要〔2027〕3号",
        "【表】排名表",
        "texts.problems",
    ):
        assert shown in page


def test_nobody_else_and_no_other_kind(desk: Desk) -> None:
    for person in ("示范省评定负责人", "示范省审计员", "甲市负责人"):
        browser = desk.enter(person, NOW)
        for path in (LIST, PAGE, f"{PAGE}/names", f"{PAGE}/text"):
            assert browser.get(path).status_code == 403
        assert browser.send(PAGE, template=OWN, version="0").status_code == 403
    assert admin(desk).get("/admin/templates/nothing").status_code == 404
