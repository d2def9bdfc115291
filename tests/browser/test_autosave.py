"""An item saves itself while it is filled; what is incomplete is kept for whoever typed it."""

from playwright.sync_api import Dialog, Route, expect

from tests.browser.screens import CASE, COUNTY, REASON, Screens, lose, told
from workflow.rules.kinds.answers import Answer, Line


def test_what_is_complete_is_saved_by_itself_and_the_mark_follows_in_place(screens: Screens) -> None:
    page = screens.enter()
    expect(page.get_by_text("保存之后按规则自动计算")).to_be_visible()
    page.get_by_label("已做到").check()
    told(page, "未保存")
    page.clock.fast_forward(1000)
    told(page, "已保存 14:03")
    expect(page.locator(".panel .figure")).to_have_text("2 / 2 分")
    expect(page.locator(".title-line .state")).to_have_text("已完成")
    expect(page.get_by_text("已填 1 / 43 项")).to_be_visible()
    first = screens.saved()
    assert first is not None
    assert (first.version, first.answers) == (1, {"training": Answer("yes")})
    assert screens.desk.events("sheet.save_items") == 1


def test_typing_is_saved_a_few_seconds_after_the_last_key_and_keeps_the_focus(screens: Screens) -> None:
    page = screens.enter()
    page.get_by_label("未做到").check()
    page.get_by_label(CASE).fill("没有培训")
    reason = page.get_by_label(REASON)
    reason.press_sequentially("人手")
    page.clock.fast_forward(3900)
    reason.press_sequentially("不足")
    page.clock.fast_forward(4000)
    told(page, "已保存 14:03")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("人手不足")
    expect(page.locator(".panel .figure")).to_have_text("0 / 2 分")


def test_what_is_typed_while_a_save_is_under_way_is_sent_next(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    slow: list[Route] = []
    page.route("**/autosave", lambda route: slow.append(route) if not slow else route.continue_())
    page.clock.fast_forward(4000)
    told(page, "正在保存")
    page.get_by_label(REASON).fill("人手不足，后半年补")
    slow[0].continue_()
    told(page, "未保存")
    page.clock.fast_forward(4000)
    told(page, "已保存 14:03")
    item = screens.saved()
    assert item is not None
    assert item.version == 2
    assert item.answers["training"].lines == (Line("没有培训", "人手不足，后半年补"),)


def test_what_is_incomplete_comes_back_after_the_browser_was_closed(screens: Screens) -> None:
    page = screens.enter()
    page.get_by_label("未做到").check()
    page.get_by_label(CASE).fill("没有培训，原因还在查")
    page.clock.fast_forward(4000)
    told(page, "草稿已存 14:03，还有 1 处要补")
    assert screens.saved() is None
    page.context.close()
    other = screens.enter(f"{COUNTY}负责人")
    expect(other.get_by_text("没有培训，原因还在查")).to_have_count(0)
    page = screens.enter()
    expect(page.get_by_role("heading", name="您 14:03 的草稿放在下面，还差 1 处")).to_be_visible()
    expect(page.get_by_label(CASE)).to_have_value("没有培训，原因还在查")
    page.get_by_label(REASON).fill("人手不足")
    page.clock.fast_forward(4000)
    told(page, "已保存 14:03")
    assert screens.drafts() == 0
    page.reload()
    expect(page.get_by_text("的草稿放在下面")).to_have_count(0)


def test_a_draft_is_given_up_by_a_button(screens: Screens) -> None:
    page = screens.enter()
    page.get_by_label("未做到").check()
    page.clock.fast_forward(1000)
    told(page, "草稿已存 14:03，还有 2 处要补")
    page.reload()
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_label("未做到")).not_to_be_checked()
    assert screens.drafts() == 0


def test_leaving_with_something_that_the_server_has_not_got_is_asked_about(screens: Screens) -> None:
    page = screens.enter()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("未做到").check()
    page.get_by_role("link", name="回到全表").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.clock.fast_forward(1000)
    told(page, "草稿已存 14:03，还有 2 处要补")
    page.get_by_role("link", name="回到全表").click()
    expect(page.get_by_role("heading", name=f"{COUNTY}评定表")).to_be_visible()
    expect(page.get_by_text("有草稿")).to_be_visible()
    assert len(asked) == 1


def test_one_key_saves_and_goes_on_to_the_next_unfinished_item(screens: Screens) -> None:
    page = screens.enter()
    expect(page.get_by_text("Ctrl+Enter：保存，到下一个未填项")).to_be_visible()
    page.get_by_label("已做到").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="第 28 项")).to_be_visible()
    expect(page.get_by_text("第 27 项已于")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("处需要修改")).to_be_visible()
