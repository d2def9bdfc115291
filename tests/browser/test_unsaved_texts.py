"""A text that was typed and not sent is not left behind without a question."""

from playwright.sync_api import Dialog, Page, expect

from tests.browser.screens import COUNTY, Screens

TYPED = "我县成立了工作专班。"
LONGER_THAN_ALLOWED = "字" * 20_001


def leave(page: Page) -> list[str]:
    """Follow a link that leads away; what the browser asked, and the answer is to stay."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="首页").click(no_wait_after=True)
    page.wait_for_timeout(500)
    page.remove_listener("dialog", stay)
    return asked


def opened(screens: Screens) -> Page:
    """The filler opens a section of the self report."""
    page = screens.enter()
    page.goto(f"{screens.path}/self-report/overview")
    return page


def test_leaving_an_unsaved_text_is_asked_about_unless_it_is_given_up(screens: Screens) -> None:
    page = opened(screens)
    assert leave(page) == []
    page.goto(f"{screens.path}/self-report/overview")
    page.get_by_label("文字").fill(TYPED)
    assert leave(page) == ["beforeunload"]
    expect(page.get_by_label("文字")).to_have_value(TYPED)
    page.get_by_role("link", name="不保存，返回").click()
    expect(page.get_by_role("heading", name=f"{COUNTY}评定表和自评报告")).to_be_visible()


def test_a_saved_text_is_not_asked_about_and_a_refused_one_is(screens: Screens) -> None:
    page = opened(screens)
    page.get_by_label("文字").fill(LONGER_THAN_ALLOWED)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert leave(page) == ["beforeunload"]
    page.get_by_label("文字").fill(TYPED)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text(TYPED)).to_be_visible()
