"""Files in a real browser: sent with progress, sent again, looked at, and never running."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import samples
from tests.browser.office import Clock, served
from tests.webapp.desks import Desk, DeskAt
from tests.worlds import PASSWORD, Stage, World, at
from tests.worlds.evidence import attach
from workflow.models import User

COUNTY = "甲东县"
NOW = at(12, 10, 10)
POLYGLOT = samples.pdf("ok") + b"<!DOCTYPE html><script>document.title='ran'</script>\n%%EOF\n"


def with_files(world: World) -> None:
    """A PDF, a picture, a document, and a PDF that is a web page too."""
    attach(world, COUNTY, 11, at(12, 9), name="台账.pdf")
    attach(world, COUNTY, 11, at(12, 9), name="照片.png", content=samples.png(600, 400))
    attach(world, COUNTY, 11, at(12, 9), name="文.docx", content=samples.DOCX)
    attach(world, COUNTY, 11, at(12, 9), name="两面.pdf", content=POLYGLOT)


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION, with_files)


@pytest.fixture
def item(page: Page, desk: Desk) -> Iterator[Page]:
    """Item 11 of the county's sheet, open before its filler."""
    with served(desk.app, Clock(NOW)) as address:
        page.clock.set_fixed_time(NOW)
        username = desk.world.session.get_one(User, desk.world.filler(COUNTY).user_id).username
        sheet = desk.fresh.sheet(COUNTY).id
        page.goto(f"{address}/log-in")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.goto(f"{address}/sheets/{sheet}/items/11")
        yield page


def made(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def shown(page: Page, name: str) -> Locator:
    """The link that shows a file in the page."""
    return page.locator("[data-files] li", has_text=name).locator("[data-preview]")


def test_files_are_sent_one_by_one_and_what_is_typed_stays(item: Page, tmp_path: Path) -> None:
    typed = item.locator(".item-form input[type=checkbox], .item-form input[type=radio]").first
    typed.check()
    files = [
        made(tmp_path, "新台账.pdf", samples.pdf("new")),
        made(tmp_path, "网页.pdf", b"<html>"),
        made(tmp_path, "空.pdf", b""),
    ]
    item.get_by_label("选择文件").set_input_files(files)
    item.get_by_role("button", name="上传", exact=True).click()
    lines = item.locator("[data-progress] li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("已保存")
    expect(lines.nth(1)).to_contain_text("名称以 .pdf 结尾，内容是网页（HTML）")
    expect(lines.nth(2)).to_contain_text("“空.pdf”是空文件（0 字节）")
    expect(item.get_by_role("heading", name="佐证材料（5 个）")).to_be_visible()
    expect(item.locator("[data-files]").get_by_role("link", name="新台账.pdf", exact=True)).to_be_visible()
    expect(typed).to_be_checked()
    expect(item.get_by_role("button", name="保存", exact=True)).to_be_enabled()
    expect(item.get_by_role("button", name="上传", exact=True)).to_be_enabled()


def test_a_broken_connection_is_repeated_by_itself_and_then_by_hand(item: Page, tmp_path: Path) -> None:
    item.clock.resume()
    left = [3]

    def breaking(route: Route) -> None:
        if route.request.method == "POST" and left[0]:
            left[0] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    item.route("**/evidence", breaking)
    item.get_by_label("选择文件").set_input_files(made(tmp_path, "断线.pdf", samples.pdf("cut")))
    item.get_by_role("button", name="上传", exact=True).click()
    line = item.locator("[data-progress] li")
    expect(line).to_contain_text("连接中断，2 秒后自动重试（第 1 次）")
    expect(line).to_contain_text("已保存", timeout=30_000)
    assert left == [0]
    left[0] = 4
    item.get_by_label("选择文件").set_input_files(made(tmp_path, "断线.pdf", samples.pdf("cut")))
    item.get_by_role("button", name="上传", exact=True).click()
    expect(line).to_contain_text("已自动重试 3 次，仍没有送达", timeout=30_000)
    line.get_by_role("button", name="重试").click()
    expect(line).to_contain_text("已保存", timeout=10_000)
    expect(item.get_by_role("heading", name="佐证材料（5 个）")).to_be_visible()


def test_a_file_above_the_limit_is_told_before_it_is_sent(item: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    item.on("request", lambda request: sent.append(request.method))
    item.evaluate("document.querySelector('[data-upload]').dataset.limit = '100'")
    item.get_by_label("选择文件").set_input_files(made(tmp_path, "大.pdf", samples.pdf()))
    item.get_by_role("button", name="上传", exact=True).click()
    expect(item.locator("[data-progress] li")).to_contain_text("超过一个文件 50 MB 的上限")
    assert "POST" not in sent


def test_a_lapsed_log_in_is_said_and_the_file_waits(item: Page, desk: Desk, tmp_path: Path) -> None:
    cookies = item.context.cookies()
    item.get_by_label("选择文件").set_input_files(made(tmp_path, "续传.pdf", samples.pdf("later")))
    item.context.clear_cookies()
    item.get_by_role("button", name="上传", exact=True).click()
    line = item.locator("[data-progress] li")
    expect(line).to_contain_text("登录已失效")
    item.context.add_cookies(cookies)  # type: ignore[arg-type]
    line.get_by_role("button", name="重试").click()
    expect(line).to_contain_text("已保存")


def test_a_picture_and_a_pdf_show_in_the_page(item: Page) -> None:
    complaints: list[str] = []
    item.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    shown(item, "照片.png").click()
    picture = item.locator("dialog.preview-box img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 600
    item.get_by_role("button", name="关闭预览").click()
    expect(item.locator("dialog.preview-box")).to_have_count(0)
    with item.expect_response("**/preview") as answered:
        shown(item, "台账.pdf").click()
    expect(item.locator("dialog.preview-box iframe")).to_be_visible()
    assert answered.value.status == 200
    for _ in range(50):  # the browser's own viewer takes the file over
        item.wait_for_timeout(100)
        if viewers := [frame for frame in item.frames if frame.url.startswith("chrome-extension://")]:
            break
    assert len(viewers) == 1
    expect(shown(item, "文.docx")).to_have_count(0)
    assert complaints == []


def test_a_file_that_is_a_web_page_too_never_runs(item: Page) -> None:
    link = shown(item, "两面.pdf")
    address = link.evaluate("link => link.href")
    link.click()
    item.wait_for_timeout(500)
    assert all(frame.title() != "ran" for frame in item.frames)
    item.get_by_role("button", name="关闭预览").click()
    for about in ("preview", ""):
        seen = item.evaluate(
            "address => new Promise(done => { const f = document.createElement('iframe');"
            " f.onload = () => { try { done(f.contentDocument ? f.contentDocument.title : 'closed'); }"
            " catch (e) { done('closed'); } }; f.src = address; document.body.append(f);"
            " setTimeout(() => done('nothing'), 1500); })",
            address.replace("preview", about),
        )
        assert seen != "ran"


def test_without_scripts_the_form_sends_all_files(desk: Desk, new_context, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with served(desk.app, Clock(NOW)) as address:
        page = new_context(java_script_enabled=False).new_page()
        username = desk.world.session.get_one(User, desk.world.filler(COUNTY).user_id).username
        sheet = desk.fresh.sheet(COUNTY).id
        page.goto(f"{address}/log-in")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.goto(f"{address}/sheets/{sheet}/items/11")
        page.get_by_label("选择文件").set_input_files([
            made(tmp_path, "甲.pdf", samples.pdf("a")), made(tmp_path, "乙.exe", b"MZ"),
        ])  # fmt: skip
        page.get_by_role("button", name="上传", exact=True).click()
        expect(page.get_by_role("heading", name="有 1 处需要修改")).to_be_visible()
        expect(page.get_by_text("已上传：甲.pdf")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("“乙.exe”不能上传")
