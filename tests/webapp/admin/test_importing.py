"""Tables that an administrator brings: a template, a preview, the deed, and passwords that are seen once."""

import pytest
from werkzeug.test import TestResponse

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.webapp.evidence.conftest import send
from tests.worlds import Stage, at
from workflow.workbooks.reading import read_table
from workflow.workbooks.rows import Heading, template

NOW = at(12, 2)
ACCOUNTS = ("用户名", "姓名", "单位", "岗位", "处室")
LIAISONS = ("单位", "联络员", "职务", "手机号码")


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


@pytest.fixture
def admin(desk: Desk) -> Browser:
    return desk.enter("示范省系统管理员", NOW)


def bring(admin: Browser, path: str, *rows: tuple[str, ...]) -> TestResponse:
    """Send a workbook from the page's form."""
    headings = [Heading(title, "", "") for title in rows[0]]
    return admin.bring(path, template("表", headings, rows[1:]), "表.xlsx")


def test_accounts_are_shown_first_then_added_and_their_passwords_are_seen_once(
    desk: Desk, admin: Browser
) -> None:
    path, row = "/admin/accounts/import", ("jiadong.xin", "新填报员", "甲东县", "填报员", "")
    page = bring(admin, path, ACCOUNTS, row)
    assert "将新增 <strong>1</strong> 个账号" in page.text
    before = desk.events("account.add")
    done = admin.confirm(path, page)
    assert "初始密码只在本页显示一次" in done.text
    assert done.headers["Cache-Control"] == "no-store"
    assert desk.events("account.add") == before + 1
    password = done.text.split("<code>")[1].split("</code>")[0]
    again = admin.confirm(path, page)
    assert "新增 0 个账号，授予 0 个岗位，1 行不变" in again.text
    assert password not in again.text
    person = desk.app.test_client()
    assert isinstance(person, Browser)
    assert person.at(NOW).log_in("jiadong.xin", password).status_code == 303


def test_what_is_wrong_with_a_table_stands_at_its_box(admin: Browser) -> None:
    page = bring(admin, "/admin/accounts/import", ACCOUNTS, ("x.y", "某人", "无此县", "村长"))
    assert page.status_code == 422
    assert "工作表“表”第 2 行 单位：读到“无此县”" in page.text
    assert "工作表“表”第 2 行 岗位：读到“村长”" in page.text


def test_liaison_officers_come_from_the_filled_template(desk: Desk, admin: Browser) -> None:
    cycle = desk.world.cycle_id
    given = admin.get(f"/admin/cycles/{cycle}/liaisons/template")
    rows = [[cell.text for cell in row.cells] for row in read_table(given.data).rows]
    assert (rows[0], [row[0] for row in rows[1:]]) == (list(LIAISONS), ["甲市", "乙市", "丙市"])
    path = f"/admin/cycles/{cycle}/liaisons/import"
    page = bring(admin, path, LIAISONS, ("甲市", "联络员甲", "科长", "13800000000"), ("乙市",))
    assert "联络员甲（科长，138****0000）" in page.text
    assert admin.confirm(path, page).location == f"/province/cycles/{cycle}/liaisons?imported=1"
    assert "联络员甲" in admin.get(f"/province/cycles/{cycle}/liaisons").text
    assert desk.events("liaison.register") == 1


def test_a_preview_that_says_something_else_by_now_is_shown_again_and_nothing_is_taken(
    desk: Desk, admin: Browser
) -> None:
    path = f"/admin/cycles/{desk.world.cycle_id}/liaisons/import"
    first = bring(admin, path, LIAISONS, ("甲市", "联络员甲", "科长", "13800000000"))
    other = bring(admin, path, LIAISONS, ("甲市", "联络员乙", "科长", "13900000000"))
    assert admin.confirm(path, other).status_code == 303
    stale = admin.confirm(path, first)
    assert stale.status_code == 409
    assert "核对之后系统中的数据有了变动" in stale.text
    assert "联络员乙（科长，139****0000）" in stale.text
    assert desk.events("liaison.register") == 1
    assert admin.confirm(path, stale).status_code == 303
    assert desk.events("liaison.register") == 2
    assert admin.confirm(path, stale).status_code == 303, "pressed twice, it is done once"
    assert desk.events("liaison.register") == 2


def test_a_table_that_is_too_long_is_told_with_its_size_and_the_boxes_stay(admin: Browser) -> None:
    large = ("排名.xlsx", b"\0" * 20_000_000)
    page = send(admin, "/admin/past-rankings", large, year="2025")
    assert page.status_code == 422
    told = "“排名.xlsx”有 19.1 MB，超过一张表 1.9 MB 的上限，没有读取：核对是否选错了文件"
    assert told in page.text
    assert 'value="2025"' in page.text
    for path in ("/admin/accounts/import", "/admin/units/import"):
        assert told in send(admin, path, large).text
    assert "“空.csv”是空文件" in admin.bring("/admin/units/import", b"", "空.csv").text


def test_templates_are_for_whoever_brings_the_table(desk: Desk, admin: Browser) -> None:
    for name in ("units", "accounts", "past-rankings"):
        answer = admin.get(f"/admin/{name}/template")
        assert answer.data.startswith(b"PK")
        assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
        assert desk.enter("甲市填报员", NOW).get(f"/admin/{name}/template").status_code == 403
